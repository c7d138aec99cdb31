/** Whether the disk of a guest is whole and up to date after its moves. */
import { join } from 'node:path';
import { mustRun } from './command.ts';
import { readDiskImage } from './guests/disk-image.ts';
import { readSerial } from './guests/serial.ts';
import { diskFile } from './guest-setup.ts';
import type { LabCheckRow } from './result.ts';
import type { LabScenario } from './scenario.ts';

/**
 * Reads the disk at the host where the guest was last; its QEMU must have ended.
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
  if (disk.format !== 'raw')
    await mustRun(['qemu-img', 'convert', '-O', 'raw', file, raw], { timeoutMs: 60_000 });
  const { last, right, faults } = await readDiskImage(raw);
  const told = Math.max(0, ...logs.map((log) => readSerial(log).lastDisk));
  return [
    {
      what: 'the disk holds every block that the guest was told is written',
      met: faults.length === 0 && last >= told && told > 0,
      says: `${right} blocks right, the newest is ${last} of ${told}${faults.length === 0 ? '' : `; ${faults.slice(0, 3).join('; ')}`}`,
    },
  ];
}
