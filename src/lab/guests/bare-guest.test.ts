import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { buildBareGuest } from './bare-guest.ts';
import { bootGuest, type BootedGuest, guestMac, hasProgram, qemu } from './booted-guest.laws.ts';
import { readDiskImage } from './disk-image.ts';
import { bareGuestFields, type GuestWork } from './guest-fields.ts';

const reason =
  qemu === undefined ? 'no QEMU of version 8.2 or later' : hasProgram('gcc') ? '' : 'no C compiler';
const folder = mkdtempSync(join(tmpdir(), 'xlmp-bare-'));
let guest: BootedGuest | undefined;

const boot = async (work: GuestWork, disk?: string): Promise<BootedGuest> => {
  guest = await bootGuest(bareGuestFields(await buildBareGuest(folder), work), 64, disk);
  return guest;
};

const asker = '02c0de000001';
const ethernet = (type: string): string => `${guestMac}${asker}${type}`;
const answered = (type: string): string => `${asker}${guestMac}${type}`;
const type = (frame: Buffer): string => frame.toString('hex', 12, 14);

afterEach(() => guest?.dispose());
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(reason !== '')(`the bare guest${reason && ` (not run: ${reason})`}`, () => {
  it('is built once for each state of its sources', async () => {
    expect(await buildBareGuest(folder)).toEqual(await buildBareGuest(folder));
  });

  it('answers who has its address', async () => {
    const running = await boot({});
    await running.report(({ ready }) => ready !== undefined);
    const answer = running.frame((frame) => type(frame) === '0806');
    running.send(
      Buffer.from(`${ethernet('0806')}0001080006040001${asker}0a0900010000000000000a090002`, 'hex'),
    );
    expect((await answer).toString('hex')).toBe(
      `${answered('0806')}0001080006040002${guestMac}0a090002${asker}0a090001`,
    );
  });

  it('answers an echo request', async () => {
    const running = await boot({});
    await running.report(({ ready }) => ready !== undefined);
    const answer = running.frame((frame) => type(frame) === '0800');
    const header = '4500001e000000003f0167cb0a0900010a090002';
    running.send(Buffer.from(`${ethernet('0800')}${header}0800f6fb000100010102`, 'hex'));
    expect((await answer).toString('hex')).toBe(
      `${answered('0800')}4500001e00000000400166cb0a0900020a0900010000fefb000100010102`,
    );
  });

  it('answers requests to its service with its clock and their count', async () => {
    const running = await boot({ ip: '10.9.0.7' });
    await running.report(({ ready }) => ready !== undefined);
    const request = `${ethernet('0800')}4500003d00004000401126970a0900010a090007c0011e6100290000`;
    const own = '000102030405060708090a0b0c0d0e0f';
    const ask = async (): Promise<Buffer> => {
      const answer = running.frame((frame) => type(frame) === '0800');
      running.send(Buffer.from(`${request}${own}${'00'.repeat(16)}ff`, 'hex'));
      return answer;
    };
    const [first, second] = [await ask(), await ask()];
    const [clockAt, counterAt] = [42 + 16, 42 + 24];
    expect(first.toString('hex', 0, 40)).toBe(
      `${answered('0800')}4500003d00004000401126970a0900070a0900011e61c0010029`,
    );
    expect(first.toString('hex', 42, clockAt)).toBe(own);
    expect(first.readBigUInt64BE(counterAt)).toBe(1n);
    expect(second.readBigUInt64BE(counterAt)).toBe(2n);
    expect(second.readBigUInt64BE(clockAt)).toBeGreaterThan(first.readBigUInt64BE(clockAt));
    expect(first.toString('hex', counterAt + 8)).toBe('ff');
    expect(internetSum(Buffer.concat([Buffer.from([0, 17, 0, 41]), first.subarray(26)]))).toBe(0xffff);
  });

  it('dirties its memory and finds it right', async () => {
    const running = await boot({ fillMb: 16, dirtyMb: 4, dirtyRate: 40 });
    const { ticks, faults } = await running.report(({ ticks }) => (ticks.at(-1)?.passes ?? 0) >= 3);
    expect(ticks.map(({ tick }) => tick)).toEqual(ticks.map((_, i) => i + 1));
    expect(ticks.every(({ corrupt }) => corrupt === 0)).toBe(true);
    expect(faults).toEqual([]);
  });

  it('writes its disk round and round', async () => {
    const disk = join(folder, 'disk');
    writeFileSync(disk, '');
    truncateSync(disk, 64 * 4096);
    const running = await boot({ disk: true, diskRate: 400 }, disk);
    const { lastDisk } = await running.report(({ lastDisk }) => lastDisk > 100);
    await running.dispose();
    const contents = await readDiskImage(disk);
    expect(contents.faults).toEqual([]);
    expect(contents.last).toBeGreaterThanOrEqual(lastDisk);
  });

  it('says so when the memory does not hold what it is to fill', async () => {
    const running = await boot({ fillMb: 64 });
    const { faults } = await running.report(({ faults }) => faults.length > 0);
    expect(faults).toEqual(['ERROR fill_mb or dirty_mb is more than the memory holds']);
  });
});

function internetSum(octets: Buffer): number {
  const even = Buffer.concat([octets, Buffer.alloc(octets.length % 2)]);
  let sum = 0;
  for (let i = 0; i < even.length; i += 2) sum += even.readUInt16BE(i);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}
