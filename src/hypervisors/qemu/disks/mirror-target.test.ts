import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '../../../core/seeded-random.ts';
import { type DiskWriter, diskWriter } from './disk-writer.ts';
import { type MirrorTarget, mirrorTarget } from './mirror-target.ts';
import { encodeInfoExport, encodeGreeting, encodeOptionReply, encodeReply } from './nbd-octets.ts';

const size = 16_777_216;
const random = seededRandom(1);

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'xlmp-nbd-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function pair(
  onWaiting: (octets: number) => void = () => {},
): Promise<{ target: MirrorTarget; writer: DiskWriter; socket: string }> {
  const socket = join(await folder(), 's');
  const target = await mirrorTarget({ socket, name: 'disk0', size, onWaiting });
  onTestFinished(() => target.close());
  const writer = await diskWriter({ socket, name: 'disk0' });
  onTestFinished(() => writer.close());
  return { target, writer, socket };
}

/** A server that opens any export and answers requests as it is told; requests carry no payload. */
async function playedServer(onRequest: (handle: bigint, socket: Socket) => void): Promise<string> {
  const path = join(await folder(), 's');
  const server = createServer((socket) => {
    socket.write(encodeGreeting());
    let step = 0;
    socket.on('data', (octets) => {
      step += 1;
      if (step === 1) {
        const of = { size: BigInt(size), transmissionFlags: 0x45 };
        socket.write(encodeOptionReply(7, 3, encodeInfoExport(of)));
        socket.write(encodeOptionReply(7, 1));
        return;
      }
      for (let at = 0; at + 28 <= octets.length; at += 28) onRequest(octets.readBigUInt64BE(at + 8), socket);
    });
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.close();
  });
  return path;
}

describe('mirrorTarget and diskWriter', () => {
  it('hand writes on in their order', async () => {
    const { target, writer } = await pair();
    const [first, second] = [random.octets(3_000_000), random.octets(70_000)];
    await writer.write(4096, first);
    await writer.write(8192, second);
    await writer.flush();
    const copy = new Uint8Array(size);
    for (const { offset, octets } of target.take(Infinity)) copy.set(octets, offset);
    const source = new Uint8Array(size);
    source.set(first, 4096);
    source.set(second, 8192);
    expect(Buffer.compare(source, copy)).toBe(0);
    expect(target.waiting).toBe(0);
  });
  it('let zeroes follow what was other than zero, and only these', async () => {
    const { target, writer } = await pair();
    await writer.write(0, random.octets(65_536));
    await writer.write(0, new Uint8Array(1_048_576));
    await writer.flush();
    expect(target.take(Infinity).map(({ offset, octets }) => [offset, octets.length])).toEqual([
      [0, 65_536],
      [0, 65_536],
    ]);
  });
  it('answer however much waits, and say how much it is', async () => {
    const said: number[] = [];
    const { target, writer } = await pair((octets) => said.push(octets));
    await writer.write(0, random.octets(3_145_728));
    await writer.flush();
    expect(target.waiting).toBe(3_145_728);
    target.take(1_048_576);
    target.discard();
    expect(said).toEqual([1_048_576, 2_097_152, 3_145_728, 2_097_152, 0]);
  });
  it('keep nothing when it is thrown away', async () => {
    const { target, writer } = await pair();
    await writer.write(0, random.octets(1000));
    await writer.flush();
    target.discard();
    await writer.write(0, random.octets(1000));
    await writer.flush();
    expect([target.waiting, target.take(Infinity)]).toEqual([0, []]);
  });
  it('end the wait for an arrival when the target is closed', async () => {
    const { target } = await pair();
    const arrival = target.arrival();
    await target.close();
    await arrival;
    await target.close();
  });
  it('replace a socket that was left behind', async () => {
    const { target, socket } = await pair();
    const again = await mirrorTarget({ socket, name: 'disk0', size });
    await again.close();
    await target.close();
  });
});

describe('mirrorTarget', () => {
  it.each([
    ['SOCKET_FAILED', '/no/such/folder/s'],
    ['SOCKET_PATH_TOO_LONG', `/tmp/${'x'.repeat(120)}`],
  ])('says %s', async (code, socket) => {
    await expect(mirrorTarget({ socket, name: 'disk0', size })).rejects.toMatchObject({
      code,
      reason: 'disk-not-ready',
    });
  });
});

describe('diskWriter', () => {
  it('says that nobody is there', async () => {
    const socket = join(await folder(), 's');
    await expect(diskWriter({ socket, name: 'disk0' })).rejects.toMatchObject({ code: 'SOCKET_FAILED' });
  });
  it('says that the export is not known', async () => {
    const { socket } = await pair();
    await expect(diskWriter({ socket, name: 'disk1' })).rejects.toMatchObject({ code: 'EXPORT_REFUSED' });
  });
  it('refuses to write beyond the end', async () => {
    const { writer } = await pair();
    await expect(writer.write(size - 1, Uint8Array.of(1, 2))).rejects.toMatchObject({
      code: 'PLACE_OUTSIDE',
    });
    await writer.write(size - 2, Uint8Array.of(1, 2));
  });
  it('says that it is closed', async () => {
    const { writer } = await pair();
    await writer.close();
    await writer.close();
    await expect(writer.write(0, Uint8Array.of(1))).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(writer.flush()).rejects.toMatchObject({ code: 'CLOSED' });
  });
  it('says that the server went away', async () => {
    const socket = await playedServer((_, connection) => connection.destroy());
    const writer = await diskWriter({ socket, name: 'disk0' });
    await writer.write(0, new Uint8Array(512));
    await expect(writer.flush()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  });
  it('says that a write failed, and goes no further', async () => {
    const socket = await playedServer((handle, connection) => connection.write(encodeReply(handle, 28)));
    const writer = await diskWriter({ socket, name: 'disk0' });
    await writer.write(0, new Uint8Array(512));
    await expect(writer.flush()).rejects.toMatchObject({
      code: 'WRITE_FAILED',
      message: 'Octets 0 to 512 of disk0 cannot be written (NBD_ENOSPC): see its storage.',
    });
    await expect(writer.write(0, new Uint8Array(512))).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });
  it('says that the server speaks something else', async () => {
    const socket = await playedServer((_, connection) => connection.write(encodeReply(77n, 0)));
    const writer = await diskWriter({ socket, name: 'disk0' });
    await writer.write(0, new Uint8Array(512));
    await expect(writer.flush()).rejects.toMatchObject({ code: 'NBD_FAULT' });
  });
  it('keeps a write back until one to the same place is answered, but no other', async () => {
    const handles: bigint[] = [];
    let answer: (() => void) | undefined;
    const arrived = new Promise<Socket>((resolve) => {
      answer = undefined;
      void playedServer((handle, connection) => {
        handles.push(handle);
        if (handles.length === 2) resolve(connection);
        if (handles.length === 3) answer?.();
      }).then(async (socket) => {
        const writer = await diskWriter({ socket, name: 'disk0' });
        await writer.write(0, new Uint8Array(4096));
        await writer.write(8192, new Uint8Array(4096));
        await writer.write(2048, new Uint8Array(4096));
      });
    });
    const connection = await arrived;
    expect(handles).toEqual([1n, 2n]);
    const third = new Promise<void>((resolve) => {
      answer = resolve;
    });
    connection.write(encodeReply(1n, 0));
    await third;
    expect(handles).toEqual([1n, 2n, 3n]);
  });
});
