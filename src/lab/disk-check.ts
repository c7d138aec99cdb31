/** Whether the disk of a guest is whole and up to date after a move. */
import { join } from 'node:path';
import { mustRun } from './command.ts';
import { readDiskImage } from './guests/disk-image.ts';
import { readSerial } from './guests/serial.ts';
import { diskFile } from './guest-setup.ts';
import type { LabCheckRow } from './result.ts';
import type { LabScenario } from './scenario.ts';

/**
 * Reads the disk at the host where the guest is; its QEMU must have ended, or hold it.
 *
 * @param logs what the guest has reported on its serial ports.
 */
export async function diskCheck(
  { disk }: LabScenario,
  folder: string,
  place: string,
  logs: readonly string[],
): Promise<readonly LabCheckRow[]> {
  if (disk === undefined) return [];
  const file = diskFile(folder, place, disk.format);
  const raw = disk.format === 'raw' ? file : join(folder, 'read-back.raw');
  const { format } = disk;
  // A QEMU that only holds its guest keeps its lock on the file.
  const words = ['qemu-img', 'convert', '--force-share', '-f', format, '-O', 'raw', file, raw];
  if (format !== 'raw') await mustRun(words, { timeoutMs: 60_000 });
  const { last, right, faults } = await readDiskImage(raw);
  const told = Math.max(0, ...logs.map((log) => readSerial(log).lastDisk));
  return [
    {
      what: 'the disk holds every block that the guest was told is written',
      met: faults.length === 0 && last >= told && told > 0,
      says: `at ${place}: ${right} blocks right, the newest is ${last} of ${told}${faults.length === 0 ? '' : `; ${faults.slice(0, 3).join('; ')}`}`,
    },
  ];
}
