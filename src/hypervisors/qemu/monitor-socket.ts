/** Connects to a socket on which a QEMU listens. */
import { createConnection, type Socket } from 'node:net';
import { QemuError, textOf } from './qemu-error.ts';

/** Connects to the unix socket at a path. @throws QemuError (by rejection) when nobody listens there */
export function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error) =>
      reject(new QemuError('QMP_CLOSED', `nobody listens on ${path}: ${textOf(error)}`, error)),
    );
  });
}
