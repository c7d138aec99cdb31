/**
 * Waits for a descriptor in the event loop. Node.js waits for pipes, sockets and files only, and reads of other devices
 * would each hold a thread and could not be ended; so a pipe is opened, and the descriptor put in its place before
 * anybody has waited for it.
 */
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { DeviceError } from './device-error.ts';
import type { Libc } from './libc.ts';

const afUnix = 1;
const sockStream = 1;

/** A descriptor that is waited for. */
export interface WatchedDescriptor {
  /** What reads and writes go to. */
  readonly descriptor: number;
  /** Ends the waiting and closes the descriptor. May be called again. */
  close(): Promise<void>;
}

/**
 * Waits for octets to read.
 *
 * @param descriptor a non-blocking one; it is closed here, and another one for the same device takes its place.
 * @param room the first read of each turn goes there; it is overwritten by the next one.
 * @param onRead is told how many octets came; it may read more itself.
 * @throws DeviceError when the process has no descriptors left.
 */
export function watchDescriptor(
  libc: Libc,
  descriptor: number,
  room: Uint8Array,
  onRead: (octets: number) => void,
): WatchedDescriptor {
  const pair = Buffer.alloc(8);
  if (libc.socketpair(afUnix, sockStream, 0, pair) < 0) {
    const why = libc.errorName();
    libc.close(descriptor);
    throw new DeviceError('DEVICE_FAILED', `no descriptor is left (${why}); raise the limit of open files`);
  }
  const own = pair.readInt32LE(0);
  const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
    fd: own,
    onread: {
      buffer: room,
      callback(octets) {
        onRead(octets);
        return true;
      },
    },
  };
  const socket = new Socket(options);
  // A device that is taken away is one that nothing comes from any more.
  socket.on('error', () => {});
  libc.dup2(descriptor, own);
  libc.close(descriptor);
  libc.close(pair.readInt32LE(4));
  return {
    descriptor: own,
    close: () =>
      new Promise((resolve) => {
        if (socket.closed) return resolve();
        socket.once('close', () => resolve());
        socket.destroy();
      }),
  };
}
