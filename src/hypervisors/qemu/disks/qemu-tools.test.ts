import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { diskWriter } from './disk-writer.ts';
import { mirrorTarget } from './mirror-target.ts';
import { compareImages, haveTools, makeImage, testFolder, tool } from './real-disks.laws.ts';

const nbdServer = 'qemu-nbd';
const size = 50_331_648;
const writes = ['write -P 17 0 3M', 'write -P 34 20M 512', 'write -z 21M 1M', 'write -P 51 47M 1M'];

describe.skipIf(!haveTools)('with the tools of QEMU (Debian package qemu-utils)', () => {
  it.each(['raw', 'qcow2'])('takes what qemu-img writes of a %s image', async (format) => {
    const folder = await testFolder();
    const image = await makeImage(folder, 'source', format, size, ...writes);
    const copy = await makeImage(folder, 'copy', 'raw', size);
    const socket = join(folder, 's');
    const target = await mirrorTarget({ socket, name: 'disk0', size });
    onTestFinished(() => target.close());
    const file = await open(copy.file, 'r+');
    onTestFinished(() => file.close());

    let done = false;
    const into = `nbd+unix:///disk0?socket=${socket}`;
    const convert = ['convert', '-n', '-f', format, '-O', 'raw', image.file, into];
    const conversion = tool('qemu-img', ...convert).then(() => {
      done = true;
    });
    let octetsTaken = 0;
    while (!done || target.waiting > 0) {
      await Promise.race([target.arrival(), conversion]);
      for (const { offset, octets } of target.take(1_500_000)) {
        octetsTaken += octets.length;
        await file.write(octets, 0, octets.length, offset);
      }
    }
    await conversion;
    await compareImages(image, copy);
    // 4 MiB and one block are other than zero.
    expect(octetsTaken).toBe(4_194_304 + 65_536);
  });
  it('is what qemu-io and qemu-nbd expect of a server', async () => {
    const folder = await testFolder();
    const socket = join(folder, 's');
    const target = await mirrorTarget({ socket, name: 'disk0', size });
    onTestFinished(() => target.close());
    const commands = ['write -P 1 1M 64k', 'aio_write -P 2 2M 64k', 'discard 1M 64k', 'flush'];
    const uri = `nbd+unix:///disk0?socket=${socket}`;
    await tool('qemu-io', '-f', 'raw', ...commands.flatMap((text) => ['-c', text]), uri);
    expect(target.take(Infinity).map(({ offset, octets }) => [offset, octets.length, octets[0]])).toEqual([
      [1_048_576, 65_536, 1],
      [2_097_152, 65_536, 2],
      [1_048_576, 65_536, 0],
    ]);
    expect(await tool(nbdServer, '--list', '-k', socket)).toContain(`size:  ${size}`);
  });
  it.each(['raw', 'qcow2'])('writes a %s image through qemu-nbd', async (format) => {
    const folder = await testFolder();
    const source = await makeImage(folder, 'source', 'raw', size, ...writes);
    const copy = await makeImage(folder, 'copy', format, size);
    const socket = join(folder, 's');
    const server = spawn(nbdServer, ['-f', format, '-k', socket, '-x', 'disk0', '-t', copy.file, '-v'], {
      stdio: ['ignore', 'ignore', 'inherit', 'ignore'],
    });
    const gone = once(server, 'exit');
    onTestFinished(async () => {
      server.kill('SIGKILL');
      await gone;
    });
    const writer = await patiently(() => diskWriter({ socket, name: 'disk0' }));
    expect(writer.size).toBe(size);
    const octets = await readFile(source.file);
    for (let at = 0; at < size; at += 700_000) await writer.write(at, octets.subarray(at, at + 700_000));
    await writer.flush();
    await writer.close();
    server.kill('SIGTERM');
    await gone;
    await compareImages(source, copy);
  });
});

/** Asks again until it works: a program says nowhere that its socket is there. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 1000; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
