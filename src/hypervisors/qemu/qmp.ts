/**
 * A client of the QEMU Machine Protocol over a unix socket: commands with numbered answers, events, and errors of
 * QEMU as coded errors.
 */
import type { Socket } from 'node:net';
import { neededFields, type QmpCommand, type QmpCommands } from './qmp-commands.ts';
import { isObject, lineCutter, type QemuVersion, type QmpEvent, readQmpLine } from './qmp-lines.ts';
import { connectTo } from './monitor-socket.ts';
import { QemuError, textOf } from './qemu-error.ts';

/** A connection to one QEMU. */
export interface QmpClient {
  readonly version: QemuVersion;
  /**
   * Runs a command of the driver.
   *
   * @throws QemuError `QMP_REFUSED`, `QMP_CLOSED`, `QMP_TIMEOUT`, `QMP_MALFORMED`
   */
  execute<C extends QmpCommand>(
    command: C,
    values?: QmpCommands[C]['arguments'],
  ): Promise<QmpCommands[C]['result']>;
  /** Runs any command; the caller reads the result. Throws as `execute` does. */
  ask(command: string, values?: object): Promise<unknown>;
  /** Hears each event from now on; the result ends that. */
  onEvent(hear: (event: QmpEvent) => void): () => void;
  /** Called once when the connection has ended, whoever ended it; at once when it has ended already. */
  onClose(closed: () => void): void;
  close(): void;
}

/** Milliseconds that an answer may take: QEMU answers nothing while it writes the last state of a machine. */
const answerWithin = 20_000;

interface Waiting {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: QemuError) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Connects to the socket and agrees on capabilities.
 *
 * @throws QemuError `QMP_CLOSED` when nobody listens, `QMP_TIMEOUT`, `QMP_MALFORMED`
 */
export async function connectQmp(path: string, within = answerWithin): Promise<QmpClient> {
  const socket = await connectTo(path);
  const client = talk(socket, within);
  try {
    const version = await client.greeting;
    await client.ask('qmp_capabilities');
    const { greeting: _, ...rest } = client;
    return { ...rest, version };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function talk(
  socket: Socket,
  within: number,
): Omit<QmpClient, 'version'> & { greeting: Promise<QemuVersion> } {
  const cut = lineCutter();
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(event: QmpEvent) => void>();
  const closings = new Set<() => void>();
  let last = 0;
  let isClosed = false;

  const expect = (number: number, command: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(number);
        const text = `QEMU does not answer ${command} within ${within} ms; look into its qemu.log`;
        reject(new QemuError('QMP_TIMEOUT', text));
      }, within);
      waiting.set(number, { command, resolve, reject, timer });
    });
  const settle = (number: number): Waiting | undefined => {
    const found = waiting.get(number);
    waiting.delete(number);
    if (found !== undefined) clearTimeout(found.timer);
    return found;
  };
  const end = (error: QemuError): void => {
    if (isClosed) return;
    isClosed = true;
    socket.destroy();
    for (const number of waiting.keys()) settle(number)?.reject(error);
    for (const closed of closings) closed();
  };
  const take = (line: string): void => {
    const said = readQmpLine(line);
    switch (said.is) {
      case 'greeting':
        return settle(0)?.resolve(said.version);
      case 'event':
        for (const hear of listeners) hear(said.event);
        return;
      case 'answer':
        return settle(said.id)?.resolve(said.value);
      case 'error': {
        const found = settle(said.id);
        const text = `QEMU refuses ${found?.command ?? 'a command'}: ${said.text}`;
        return found?.reject(new QemuError('QMP_REFUSED', text));
      }
    }
  };

  const greeting = expect(0, 'the greeting') as Promise<QemuVersion>;
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    try {
      for (const line of cut(text)) take(line);
    } catch (error) {
      end(error instanceof QemuError ? error : new QemuError('QMP_MALFORMED', textOf(error), error));
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => end(new QemuError('QMP_CLOSED', 'QEMU closed its QMP socket; it may have ended')));

  const ask = (command: string, values: object = {}): Promise<unknown> => {
    if (isClosed) return Promise.reject(new QemuError('QMP_CLOSED', `no connection to QEMU for ${command}`));
    last += 1;
    const answer = expect(last, command);
    socket.write(`${JSON.stringify({ execute: command, arguments: values, id: last })}\n`);
    return answer;
  };
  return {
    greeting,
    ask,
    async execute<C extends QmpCommand>(command: C, values?: QmpCommands[C]['arguments']) {
      return checked(command, await ask(command, values));
    },
    onEvent(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    onClose(closed) {
      if (isClosed) closed();
      else closings.add(closed);
    },
    close: () => end(new QemuError('QMP_CLOSED', 'the connection was closed here')),
  };
}

function checked<C extends QmpCommand>(command: C, value: unknown): QmpCommands[C]['result'] {
  for (const [field, type] of Object.entries(neededFields[command] ?? {})) {
    if (!isObject(value) || typeof value[field] !== type)
      throw new QemuError('QMP_MALFORMED', `the answer to ${command} has no ${field}`);
  }
  return value;
}
