import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { bootGuest, type BootedGuest, guestMac, hasProgram, qemu } from './booted-guest.laws.ts';
import { readDiskImage } from './disk-image.ts';
import { linuxGuestFields } from './guest-fields.ts';
import { buildLinuxGuest } from './linux-guest.ts';

const missing = ['gcc', 'objdump', 'apt-get', 'dpkg-deb'].filter((name) => !hasProgram(name));
const reason =
  qemu === undefined ? 'no QEMU of version 8.2 or later' : missing.join(', ') && `no ${missing[0]!}`;
/** Packages stay there from one run to the next. */
const folder = resolve('.xlmp/lab/guests');
const limit = 240_000;
let guest: BootedGuest | undefined;

afterEach(() => guest?.dispose());

const asker = '02c0de000001';
const packet = `4500003c00004000401126980a0900010a090007c0011e6100280000${'00'.repeat(32)}`;

describe.skipIf(reason !== '')(`the Linux guest${reason && ` (not run: ${reason})`}`, () => {
  it(
    'boots, asks for its router, answers requests, and writes its disk',
    async () => {
      mkdirSync(folder, { recursive: true });
      const disk = join(folder, `disk-${process.pid}`);
      writeFileSync(disk, '');
      truncateSync(disk, 64 * 4096);
      const work = { ip: '10.9.0.7', fillMb: 4, dirtyMb: 2, dirtyRate: 8, disk: true };
      guest = await bootGuest(linuxGuestFields(await buildLinuxGuest(folder), work), 128, disk);
      await guest.report(({ ready }) => ready !== undefined);

      const question = guest.frame((frame) => frame.toString('hex', 12, 14) === '0806');
      guest.send(Buffer.from(`${guestMac}${asker}0800${packet}`, 'hex'));
      expect((await question).toString('hex', 6)).toBe(
        `${guestMac}08060001080006040001${guestMac}0a0900070000000000000a090001`,
      );
      const answer = guest.frame((frame) => frame.toString('hex', 34, 36) === '1e61');
      guest.send(
        Buffer.from(`${guestMac}${asker}08060001080006040002${asker}0a090001${guestMac}0a090007`, 'hex'),
      );
      expect((await answer).readBigUInt64BE(42 + 24)).toBe(1n);

      const { lastDisk, ticks, faults } = await guest.report(
        ({ lastDisk, ticks }) => lastDisk > 100 && (ticks.at(-1)?.passes ?? 0) > 1,
      );
      await guest.dispose();
      const contents = await readDiskImage(disk);
      rmSync(disk);
      expect(faults).toEqual([]);
      expect(ticks.every(({ corrupt }) => corrupt === 0)).toBe(true);
      expect(contents.faults).toEqual([]);
      expect(contents.last).toBeGreaterThanOrEqual(lastDisk);
    },
    limit,
  );
});
