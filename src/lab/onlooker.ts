/**
 * Looks at a QEMU over its second monitor: hears when the guest stops and runs again, by QEMU's own clock, and asks whether it
 * runs. It changes nothing, except that it can hold the guest while its disk is read.
 */
import { createConnection, type Socket } from 'node:net';

/** Something that QEMU said by itself. */
export interface QemuEvent {
  /** Which of the watched QEMUs said it. */
  readonly at: string;
  /** Such as `STOP` or `RESUME`. */
  readonly event: string;
  /** Milliseconds since 1970, by the clock of this machine. */
  readonly ms: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A watch over one place where a QEMU may come and go. */
export interface Onlooker {
  /** What QEMU answers to `query-status`: the status, such as `running`; undefined when no QEMU is there. */
  status(): Promise<string | undefined>;
  /** Holds the guest, with all that it has written on its disk, while something is done. */
  whileHeld<T>(work: () => Promise<T>): Promise<T>;
  /** Hears no more. */
  close(): void;
}

const lookDelay = 10;
const answerLimit = 3_000;

interface Line {
  readonly event?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly timestamp?: { readonly seconds: number; readonly microseconds: number };
  readonly id?: string;
  readonly return?: { readonly status?: string };
}

/**
 * Watches the socket of a monitor; connects as soon as it is there, and again when another QEMU takes its place.
 *
 * @param at the name that events are told under.
 */
export function watchMonitor(path: string, at: string, hear: (event: QemuEvent) => void): Onlooker {
  let socket: Socket | undefined;
  let isReady = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const waiting = new Set<(answer: Line | undefined) => void>();

  const take = (line: string): void => {
    let said: Line;
    try {
      said = JSON.parse(line) as Line;
    } catch {
      return;
    }
    if (said.event !== undefined && said.timestamp !== undefined) {
      const { seconds, microseconds } = said.timestamp;
      hear({ at, event: said.event, ms: 1000 * seconds + microseconds / 1000, data: said.data ?? {} });
    } else if (said.id === 'hello') isReady = true;
    else if (said.id === 'asked') answer(said);
  };
  const answer = (line: Line | undefined): void => {
    for (const resolve of waiting) resolve(line);
    waiting.clear();
  };
  const ask = (execute: 'query-status' | 'stop' | 'cont'): Promise<Line | undefined> =>
    new Promise((resolve) => {
      if (socket === undefined || !isReady) return resolve(undefined);
      const late = setTimeout(() => answer(undefined), answerLimit);
      waiting.add((line) => {
        clearTimeout(late);
        resolve(line);
      });
      socket.write(`${JSON.stringify({ execute, id: 'asked' })}\n`);
    });
  const connect = (): void => {
    if (isClosed) return;
    let rest = '';
    const made = createConnection(path);
    made.setEncoding('utf8');
    made.on('connect', () => {
      socket = made;
      made.write('{"execute":"qmp_capabilities","id":"hello"}\n');
    });
    made.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) take(line);
    });
    made.on('error', () => {});
    made.on('close', () => {
      socket = undefined;
      isReady = false;
      answer(undefined);
      if (!isClosed) timer = setTimeout(connect, lookDelay);
    });
  };
  connect();
  return {
    status: async () => (await ask('query-status'))?.return?.status,
    async whileHeld(work) {
      await ask('stop');
      try {
        return await work();
      } finally {
        await ask('cont');
      }
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      socket?.destroy();
    },
  };
}
