/**
 * An NBD server to which QEMU mirrors a disk: what is written there waits until somebody takes it along.
 */
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { asDiskError } from './disk-error.ts';
import { type NbdOrder, nbdServer, type NbdServerEnd } from './nbd-server.ts';
import { octetPump } from './octet-pump.ts';
import { checkedSocketPath } from './socket-path.ts';
import { type DiskWrite, writeQueue } from './write-queue.ts';
import { longestWrite } from './zeroes.ts';

/** What is to be mirrored, and where the server listens. */
export interface MirrorTargetOptions {
  /** Path of a unix socket; what is there is replaced. */
  readonly socket: string;
  /** Name of the export. */
  readonly name: string;
  /** Octets of the disk. */
  readonly size: number;
  /** Called when it has changed how many octets wait. */
  onWaiting?(octets: number): void;
}

/** A server to which a disk is mirrored. */
export interface MirrorTarget {
  /** Octets that wait to be taken. */
  readonly waiting: number;
  /**
   * Takes writes in the order of their arrival; where they overlap, the later one counts. Nothing is said of places
   * that were never other than zero, so the copy to which they go reads as zeroes at the start.
   *
   * @param maxOctets all together at most.
   * @param longest octets of one write at most, by default 1 MiB.
   */
  take(maxOctets: number, longest?: number): DiskWrite[];
  /** Resolves when something waits, when the server is closed, or when somebody calls {@link MirrorTarget.wake}. */
  arrival(): Promise<void>;
  /** Sends on whoever waits for an arrival. */
  wake(): void;
  /** Throws everything away from now on, also what waits. */
  discard(): void;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts to listen.
 *
 * Every request is answered at once, however much waits. To keep answers back would hold QEMU up as a whole: many of
 * its commands, and the stop of the machine, wait in its main loop until all requests under way are answered.
 * Whoever takes too slowly has to let the job of the mirror rest.
 *
 * @throws DiskError (by rejection) when the socket cannot be made.
 */
export async function mirrorTarget(options: MirrorTargetOptions): Promise<MirrorTarget> {
  const { name, size } = options;
  const queue = writeQueue(size);
  const connections = new Set<Socket>();
  let watchers: (() => void)[] = [];
  let discarding = false;

  const wake = (): void => {
    for (const resolve of watchers) resolve();
    watchers = [];
  };
  const order = (what: NbdOrder, answer: () => void): void => {
    if (what.is !== 'flush' && !discarding) {
      if (what.is === 'write') queue.write(what.offset, what.octets);
      else queue.zero(what.offset, what.length);
      if (queue.waiting > 0) wake();
      options.onWaiting?.(queue.waiting);
    }
    // A flush waits for nothing: if what was answered gets lost further on, the disk stays where it is.
    answer();
  };
  const connect = (socket: Socket): void => {
    const send = (octets: Uint8Array): void => {
      if (socket.writable) socket.write(octets);
    };
    const ended = (end: NbdServerEnd): void => {
      if (end === 'finished') socket.end();
      else socket.destroy();
    };
    const pump = octetPump(nbdServer({ name, size }, { send, order }), ended);
    connections.add(socket);
    socket.on('data', (octets) => pump.push(octets));
    // A broken connection shows at the other end, as the error of its job.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => connections.delete(socket));
  };
  const server = await listen(options.socket, connect);
  let closed = false;
  return {
    get waiting() {
      return queue.waiting;
    },
    take(maxOctets, longest = longestWrite) {
      const taken = queue.take(maxOctets, longest);
      options.onWaiting?.(queue.waiting);
      return taken;
    },
    arrival: () =>
      new Promise((resolve) => {
        if (queue.waiting > 0 || closed) resolve();
        else watchers.push(resolve);
      }),
    wake,
    discard() {
      discarding = true;
      queue.clear();
      options.onWaiting?.(0);
    },
    async close() {
      if (closed) return;
      closed = true;
      wake();
      for (const socket of connections) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(path: string, connect: (socket: Socket) => void): Promise<Server> {
  const socketPath = checkedSocketPath(path);
  await rm(socketPath, { force: true });
  const server = createServer(connect);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(asDiskError(error, 'SOCKET_FAILED', `No server for the mirror at ${path}`)),
    );
    server.listen(socketPath, resolve);
  });
  return server;
}
