/**
 * Unix sockets of the disks: what their paths must be.
 */
import { Buffer } from 'node:buffer';
import { DiskError } from './disk-error.ts';

/** Octets of a path, at most: what `sun_path` holds, without the zero at its end. */
export const longestPath = 107;

/**
 * Gives the path back.
 *
 * @throws DiskError `SOCKET_PATH_TOO_LONG`; Node itself would cut it off without a word.
 */
export function checkedSocketPath(path: string): string {
  const length = Buffer.byteLength(path);
  if (length <= longestPath) return path;
  throw new DiskError(
    'SOCKET_PATH_TOO_LONG',
    `The path of the socket ${path} has ${length} octets, ${longestPath} are allowed: use a shorter folder.`,
  );
}
