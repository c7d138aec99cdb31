/**
 * An NBD client that writes a disk: many writes at once, but never two at a time to the same place.
 */
import { connect, type Socket } from 'node:net';
import { DiskError, asDiskError } from './disk-error.ts';
import { nbdClient } from './nbd-client.ts';
import { command, nbdError, nbdErrorName, transmissionFlag } from './nbd-constants.ts';
import { encodeRequest, type NbdExport } from './nbd-octets.ts';
import { octetPump } from './octet-pump.ts';
import { checkedSocketPath } from './socket-path.ts';
import { isZero, longestWrite } from './zeroes.ts';

/** Where the disk is. */
export interface DiskWriterOptions {
  /** Path of the unix socket of an NBD server. */
  readonly socket: string;
  /** Name of the export. */
  readonly name: string;
  /** Octets that may be on their way; by default 8 MiB. */
  readonly window?: number;
}

/** A disk that is being written. */
export interface DiskWriter {
  /** Octets of the disk. */
  readonly size: number;
  /**
   * Writes octets, which nobody changes any more. Writes to the same place happen in the order of the calls.
   * Resolves as soon as less than the window waits, which says nothing of this write.
   *
   * @throws DiskError (by rejection) when this or any earlier write has failed.
   */
  write(offset: number, octets: Uint8Array): Promise<void>;
  /** Resolves when all writes so far are on the disk. */
  flush(): Promise<void>;
  /** Takes leave of the server; whoever still waits is told that the writer is closed. */
  close(): Promise<void>;
}

/** A request that waits or is on its way. */
interface Request {
  readonly type: number;
  readonly offset: number;
  readonly length: number;
  /** Of a write. */
  readonly octets?: Uint8Array;
  done?(): void;
}

/**
 * Connects to a server and opens the export.
 *
 * @throws DiskError (by rejection) when nobody answers there, or the export may not be written.
 */
export async function diskWriter(options: DiskWriterOptions): Promise<DiskWriter> {
  const { socket: path, name, window = 8_388_608 } = options;
  const socket = connect(checkedSocketPath(path));
  const queued: Request[] = [];
  const underWay = new Map<bigint, Request>();
  let watchers: { resolve(): void; reject(error: DiskError): void; below: number }[] = [];
  let octetsLeft = 0;
  let lastHandle = 0n;
  let failure: DiskError | undefined;
  let breakOff: (error: DiskError) => void = () => {};
  const broken = new Promise<never>((_, reject) => {
    breakOff = reject;
  });
  broken.catch(() => {});

  const settle = (): void => {
    const waiting = watchers;
    watchers = [];
    for (const watcher of waiting) {
      if (failure !== undefined) watcher.reject(failure);
      else if (octetsLeft < watcher.below) watcher.resolve();
      else watchers.push(watcher);
    }
  };
  const fail = (error: DiskError): void => {
    failure ??= error;
    queued.length = 0;
    socket.destroy();
    breakOff(failure);
    settle();
  };
  const below = (limit: number): Promise<void> =>
    new Promise((resolve, reject) => {
      watchers.push({ resolve, reject, below: limit });
      settle();
    });
  const send = (request: Request): void => {
    lastHandle += 1n;
    underWay.set(lastHandle, request);
    const { type, length } = request;
    socket.cork();
    socket.write(
      encodeRequest({ type, flags: 0, handle: lastHandle, offset: BigInt(request.offset), length }),
    );
    if (request.octets !== undefined) socket.write(request.octets);
    socket.uncork();
  };
  const sendQueued = (): void => {
    for (let next = queued[0]; next !== undefined; next = queued[0]) {
      // A server may do requests in any order, so one that touches another has to wait for it.
      if (touchesAny(next, underWay.values())) return;
      queued.shift();
      send(next);
    }
  };
  const reply = (handle: bigint, error: number): boolean => {
    const request = underWay.get(handle);
    if (request === undefined) return false;
    underWay.delete(handle);
    octetsLeft -= request.length;
    if (error !== nbdError.OK) {
      const what = `Octets ${request.offset} to ${request.offset + request.length} of ${name}`;
      fail(
        new DiskError('WRITE_FAILED', `${what} cannot be written (${nbdErrorName(error)}): see its storage.`),
      );
      return true;
    }
    request.done?.();
    sendQueued();
    settle();
    return true;
  };
  const opened = await open(socket, name, path, { reply, fail });
  const can = (flag: number): boolean => (opened.transmissionFlags & flag) !== 0;
  const add = (request: Request): void => {
    octetsLeft += request.length;
    queued.push(request);
  };
  return {
    size: Number(opened.size),
    async write(offset, octets) {
      if (failure !== undefined) throw failure;
      if (offset + octets.length > Number(opened.size)) {
        throw new DiskError('PLACE_OUTSIDE', `${name} ends before octet ${offset + octets.length}.`);
      }
      for (let start = 0; start < octets.length; start += longestWrite) {
        const part = octets.subarray(start, start + longestWrite);
        const place = { offset: offset + start, length: part.length };
        const zero = can(transmissionFlag.NBD_FLAG_SEND_WRITE_ZEROES) && isZero(part);
        add(
          zero
            ? { type: command.NBD_CMD_WRITE_ZEROES, ...place }
            : { type: command.NBD_CMD_WRITE, ...place, octets: part },
        );
      }
      sendQueued();
      await below(window);
    },
    async flush() {
      if (failure !== undefined) throw failure;
      await below(1);
      if (!can(transmissionFlag.NBD_FLAG_SEND_FLUSH)) return;
      const done = new Promise<void>((resolve) => {
        send({ type: command.NBD_CMD_FLUSH, offset: 0, length: 0, done: resolve });
      });
      await Promise.race([done, broken]);
    },
    async close() {
      failure ??= new DiskError('CLOSED', `The writer of ${name} is closed.`);
      if (!socket.destroyed) {
        const leave = { type: command.NBD_CMD_DISC, flags: 0, handle: 0n, offset: 0n, length: 0 };
        await new Promise<void>((resolve) => {
          socket.once('close', () => resolve());
          socket.end(encodeRequest(leave), () => socket.destroy());
        });
      }
      fail(failure);
    },
  };
}

/** Lets the two sides greet each other. */
function open(
  socket: Socket,
  name: string,
  path: string,
  then: { reply(handle: bigint, error: number): boolean; fail(error: DiskError): void },
): Promise<NbdExport> {
  return new Promise((resolve, reject) => {
    const fail = (error: DiskError): void => {
      reject(error);
      then.fail(error);
    };
    const pump = octetPump(
      nbdClient(name, { send: (octets) => socket.write(octets), opened: resolve, reply: then.reply }),
      (fault) =>
        fail(
          fault === 'refused'
            ? new DiskError('EXPORT_REFUSED', `The server at ${path} does not let ${name} be written.`)
            : new DiskError('NBD_FAULT', `The server at ${path} does not speak NBD as it should (${fault}).`),
        ),
    );
    socket.on('data', (octets) => pump.push(octets));
    socket.on('error', (error) => fail(asDiskError(error, 'SOCKET_FAILED', `No NBD server at ${path}`)));
    socket.on('close', () => fail(new DiskError('CONNECTION_LOST', `The server of ${name} is gone.`)));
  });
}

function touchesAny(request: Request, others: Iterable<Request>): boolean {
  const end = request.offset + request.length;
  for (const { offset, length } of others) if (offset < end && request.offset < offset + length) return true;
  return false;
}
