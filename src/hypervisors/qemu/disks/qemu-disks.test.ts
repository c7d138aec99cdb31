import { describe, expect, it, onTestFinished } from 'vitest';
import { startExports } from './qemu-export.ts';
import { type DiskMirrors, startMirrors } from './qemu-mirror.ts';
import {
  compareImages,
  type DiskImage,
  haveQemu,
  haveTools,
  makeImage,
  type StandingMachine,
  standingMachine,
  testFolder,
} from './real-disks.laws.ts';

const size = 33_554_432;
const formats = ['raw', 'qcow2'];

interface Source {
  readonly folder: string;
  readonly images: readonly DiskImage[];
  readonly machine: StandingMachine;
}

async function source(...writes: string[]): Promise<Source> {
  const commands = writes.length > 0 ? writes : ['write -P 17 0 9M', 'write -P 3 31M 1M'];
  const folder = await testFolder();
  const images = await Promise.all(
    formats.map((format) => makeImage(folder, 'source', format, size, ...commands)),
  );
  return { folder, images, machine: await standingMachine(images, size) };
}

/** A machine that waits for its state, with images that are new. */
async function destination(
  folder: string,
  order: readonly string[],
): Promise<[DiskImage[], StandingMachine]> {
  const images = await Promise.all(order.map((format) => makeImage(folder, 'copy', format, size)));
  return [images, await standingMachine(images, size, '-incoming', 'defer')];
}

async function mirrorsOf({ folder, machine }: Source): Promise<DiskMirrors> {
  const mirrors = await startMirrors({ monitor: machine.monitor, disks: machine.disks, folder });
  onTestFinished(() => mirrors.cancel());
  return mirrors;
}

/** Takes chunks in small rounds until something else is done. */
async function carryUntil(
  mirrors: DiskMirrors,
  until: Promise<void>,
  carry: (place: number, octets: Uint8Array) => Promise<void>,
): Promise<void> {
  let done = false;
  const end = until.then(() => {
    done = true;
  });
  while (!done) {
    await Promise.race([mirrors.arrival(), end]);
    for (const { place, octets } of mirrors.take(1_000_000)) await carry(place, octets);
  }
  await end;
}

describe.skipIf(!haveTools || !haveQemu)(
  'disks of a real QEMU (Debian packages qemu-system-x86, qemu-utils)',
  () => {
    it('are the same at the destination, whatever is written meanwhile', async () => {
      const from = await source();
      const { machine } = from;
      // The formats change places, so that each is written from the other.
      const [copies, to] = await destination(from.folder, [...formats].reverse());
      const { monitor, disks } = to;
      const exports = await startExports({ monitor, disks, folder: from.folder });
      onTestFinished(() => exports.abort());
      const mirrors = await mirrorsOf(from);

      let round = 0;
      const write = async (place: number, octets: Uint8Array): Promise<void> => {
        await exports.write(place, octets);
        round += 1;
        const at = (round * 1_300_000) % (size - 100_000);
        if (round < 40) await machine.write(`disk${round % 2}`, `write -P ${round} ${at - (at % 512)} 4096`);
      };
      await carryUntil(mirrors, mirrors.ready, write);
      await machine.write('disk0', 'write -P 99 10M 2M');
      await machine.write('disk0', 'write -z 0 2M');
      await machine.write('disk1', 'write -P 77 0 64k');
      await machine.write('disk1', 'discard 4M 1M');
      await mirrors.finish();
      const rest = mirrors.take(Infinity);
      for (const { place, octets } of rest) await exports.write(place, octets);
      expect(await mirrors.left()).toBe(0);
      await mirrors.cancel();
      await exports.finish();
      await exports.finish();
      await Promise.all([machine.quit(), to.quit()]);
      for (const [index, image] of from.images.entries()) {
        await compareImages(image, copies[index] ?? image);
      }
      expect(mirrors.failure).toBeUndefined();
    });
    it('stay usable at the source when the mirror is cancelled at any time', async () => {
      const from = await source();
      const { machine } = from;
      const early = await mirrorsOf(from);
      await early.arrival();
      await early.cancel();
      await early.cancel();
      const late = await mirrorsOf(from);
      await carryUntil(late, late.ready, async () => {});
      await machine.write('disk1', 'write -P 5 12M 64k');
      expect(await late.left()).toBeGreaterThanOrEqual(0);
      await late.cancel();
      const finished = await mirrorsOf(from);
      await carryUntil(finished, finished.ready, async () => {});
      await finished.finish();
      await finished.cancel();
      expect(await machine.monitor.execute('query-block-jobs')).toEqual([]);
      await machine.write('disk1', 'read -P 5 12M 64k');
      await machine.write('disk1', 'write -P 6 12M 64k');
      await machine.write('disk1', 'read -P 6 12M 64k');
      await machine.quit();
    });
    it('wait in QEMU, not here, while nobody takes them', async () => {
      const from = await source('write -P 17 0 32M');
      const { monitor, disks } = from.machine;
      const rests = monitor.event('JOB_STATUS_CHANGE', ({ status }) => status === 'paused');
      const mirrors = await mirrorsOf(from);
      await rests;
      expect(mirrors.waiting).toBeLessThan(disks.length * 33_554_432);
      expect(await mirrors.left()).toBeGreaterThanOrEqual(disks.length * size);
      await carryUntil(mirrors, mirrors.ready, async () => {});
    });
    it('are not finished before they have been copied once', async () => {
      const mirrors = await mirrorsOf(await source());
      await expect(mirrors.finish()).rejects.toMatchObject({
        code: 'MIRROR_NOT_READY',
        reason: 'disk-not-ready',
      });
    });
    it('are mirrored again after a restart that left everything behind', async () => {
      const from = await source();
      const abandoned = await mirrorsOf(from);
      await abandoned.arrival();
      const mirrors = await mirrorsOf(from);
      await carryUntil(mirrors, mirrors.ready, async () => {});
      await mirrors.finish();
      expect(abandoned.failure).toMatchObject({ code: 'MIRROR_FAILED' });
    });
    it('report a mirror that somebody else ends', async () => {
      const from = await source();
      const mirrors = await mirrorsOf(from);
      await from.machine.monitor.execute('block-job-cancel', { device: 'xlmp-mirror-1', force: true });
      await carryUntil(
        mirrors,
        mirrors.ready.catch(() => {}),
        async () => {},
      );
      expect(mirrors.failure).toMatchObject({ code: 'MIRROR_FAILED', reason: 'disk-not-ready' });
      await expect(mirrors.finish()).rejects.toBe(mirrors.failure);
    });
    it('report that QEMU is gone', async () => {
      const from = await source();
      const mirrors = await mirrorsOf(from);
      await from.machine.kill();
      await expect(mirrors.ready).rejects.toMatchObject({ code: 'MONITOR_FAILED', reason: 'hypervisor' });
      await expect(mirrors.finish()).rejects.toMatchObject({ code: 'MONITOR_FAILED' });
      await mirrors.cancel();
    });
    it('are refused when QEMU does not know them, and nothing is left behind', async () => {
      const { folder, machine } = await source();
      const unknown = { name: 'disk2', node: 'nobody', size };
      const { monitor } = machine;
      await expect(
        startMirrors({ monitor, disks: [...machine.disks, unknown], folder }),
      ).rejects.toMatchObject({ code: 'MONITOR_FAILED' });
      expect(await monitor.execute('query-block-jobs')).toEqual([]);
      const [, to] = await destination(folder, formats);
      await expect(
        startExports({ monitor: to.monitor, disks: [...to.disks, unknown], folder }),
      ).rejects.toMatchObject({ code: 'MONITOR_FAILED' });
      expect(await to.monitor.execute('query-block-exports')).toEqual([]);
    });
    it('are refused at the destination when they have another size', async () => {
      const folder = await testFolder();
      const [, { monitor, disks }] = await destination(folder, formats);
      const shorter = disks.map((disk) => ({ ...disk, size: size - 512 }));
      await expect(startExports({ monitor, disks: shorter, folder })).rejects.toMatchObject({
        code: 'EXPORT_REFUSED',
      });
      const exports = await startExports({ monitor, disks, folder });
      await exports.finish();
    });
    it('are refused at the destination while a guest of QEMU has them', async () => {
      const { folder, machine } = await source();
      const { monitor, disks } = machine;
      await expect(startExports({ monitor, disks, folder })).rejects.toMatchObject({
        code: 'MONITOR_FAILED',
      });
    });
    it('are exported again after a restart that left everything behind', async () => {
      const folder = await testFolder();
      const [, { monitor, disks }] = await destination(folder, formats);
      const abandoned = await startExports({ monitor, disks, folder });
      const exports = await startExports({ monitor, disks, folder });
      await exports.write(0, Uint8Array.of(1));
      await exports.finish();
      await abandoned.abort();
      expect(await monitor.execute('query-block-exports')).toEqual([]);
    });
    it('report what the destination cannot write', async () => {
      const folder = await testFolder();
      const [, machine] = await destination(folder, formats);
      const { monitor, disks } = machine;
      const exports = await startExports({ monitor, disks, folder });
      await expect(exports.write(2 * size - 1, Uint8Array.of(1, 2))).rejects.toMatchObject({
        code: 'PLACE_OUTSIDE',
      });
      await exports.write(size - 1, Uint8Array.of(1, 2));
      await exports.flush();
      await machine.kill();
      await expect(exports.write(0, Uint8Array.of(1)).then(() => exports.flush())).rejects.toMatchObject({
        reason: 'disk-not-ready',
      });
      await exports.abort();
    });
  },
);
