/** The control connection of an implementation that carries its packets elsewhere: the adapter protocol over TCP. */
import { connect, type Socket } from 'node:net';
import { Dialogue } from './dialogue.ts';
import { IutError } from './port.ts';
import type { Endpoint } from './udp-wire.ts';

/** A control connection. */
export interface Control {
  readonly dialogue: Dialogue;
  /** Says goodbye and hangs up. */
  close(): Promise<void>;
}

/** How long the other side may take to hang up after `bye`, in milliseconds. */
const goodbyeMs = 1_000;

/** Connects. @throws IutError */
export function openControl(to: Endpoint, timeoutMs: number): Promise<Control> {
  return new Promise((resolve, reject) => {
    const socket = connect(to.port, to.host);
    const where = `${to.host}:${to.port} (control)`;
    const alarm = setTimeout(() => {
      socket.destroy();
      reject(new IutError('IUT_NETWORK', `no connection to ${where} within ${timeoutMs} ms`));
    }, timeoutMs);
    socket.once('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(alarm);
      const why =
        cause.code === 'ECONNREFUSED'
          ? 'nothing listens there; start the implementation first'
          : cause.message;
      reject(new IutError('IUT_NETWORK', `no connection to ${where}: ${why}`));
    });
    socket.once('connect', () => {
      clearTimeout(alarm);
      resolve(control(socket, timeoutMs));
    });
  });
}

function control(socket: Socket, timeoutMs: number): Control {
  socket.setNoDelay(true);
  const dialogue = new Dialogue({
    write: (text) => void socket.write(text),
    broken: () => socket.destroy(),
    timeoutMs,
    unasked: true,
  });
  const gone = new Promise<void>((over) => {
    socket.once('close', () => {
      dialogue.ended('closed its control connection');
      over();
    });
  });
  socket.on('error', () => undefined); // The close event follows.
  socket.on('data', (octets) => dialogue.receive(octets));
  return {
    dialogue,
    async close() {
      const alarm = setTimeout(() => socket.destroy(), goodbyeMs);
      await dialogue.ask({ do: 'bye' }).catch(() => undefined);
      socket.end();
      await gone;
      clearTimeout(alarm);
    },
  };
}
