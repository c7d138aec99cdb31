/**
 * The migration stream on its way out of QEMU: cut into chunks as it arrives, read ahead as far as allowed. What is
 * not allowed stays in QEMU, whose migration then waits: that is how it is held between rounds.
 */
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { Chunk } from '../../ports/hypervisor.ts';
import { QemuError, textOf } from './qemu-error.ts';
import { digestOf } from './state-image.ts';

/** A stream on its way out. */
export interface OutgoingStream {
  /** Octets that have arrived and were not taken. */
  readonly unread: number;
  /** Octets that have arrived in all. */
  readonly length: number;
  readonly hasEnded: boolean;
  /** The size of chunks from here on. */
  setChunkSize(octets: number): void;
  /** Reads on while fewer octets than this are unread. */
  allow(octets: number): void;
  /** Takes chunks of at most so many octets in all, the last one short when nothing more is here. */
  take(most: number): readonly Chunk[];
  /** Writes to QEMU, which hears of the destination in this way. */
  answer(octets: Uint8Array): void;
  /** Lets the connection go; QEMU gives up the migration unless it is complete. */
  close(): void;
}

/** Where chunks lie, and who is told of arrivals. */
export interface OutgoingNeeds {
  readonly socket: string;
  /** The place of the first octet of the stream in the state image. */
  readonly start: number;
  /** Called when octets have arrived or the stream has ended. */
  arrived(): void;
}

/**
 * Listens for QEMU; nothing is read before it is allowed.
 *
 * @throws QemuError `RUN_FOLDER` when the socket cannot be made.
 */
export async function listenForStream(needs: OutgoingNeeds): Promise<OutgoingStream> {
  const { socket: path, start, arrived } = needs;
  const whole: Chunk[] = [];
  let chunkSize = 65_536;
  let open = Buffer.alloc(0);
  let filled = 0;
  let length = 0;
  let taken = 0;
  let allowed = 0;
  let hasEnded = false;
  let socket: Socket | undefined;
  let early: Uint8Array[] = [];

  const finishChunk = (): void => {
    if (filled === 0) return;
    const octets = open.subarray(0, filled);
    whole.push({ place: start + length - filled, octets, digest: digestOf(octets) });
    filled = 0;
  };
  const add = (octets: Buffer): void => {
    for (let at = 0; at < octets.length;) {
      if (filled === 0) open = Buffer.allocUnsafeSlow(chunkSize);
      const count = octets.copy(open, filled, at, at + open.length - filled);
      at += count;
      filled += count;
      length += count;
      if (filled === open.length) finishChunk();
    }
  };
  const steer = (): void => {
    if (socket === undefined) return;
    if (length - taken < allowed) socket.resume();
    else socket.pause();
  };
  const end = (): void => {
    hasEnded = true;
    arrived();
  };

  rmSync(path, { force: true });
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (connection) => {
    // QEMU connects once; nobody else has business here.
    server.close();
    socket = connection;
    connection.on('error', end).on('end', end).on('close', end);
    connection.on('data', (octets: Buffer) => {
      add(octets);
      steer();
      arrived();
    });
    for (const octets of early) connection.write(octets);
    early = [];
    steer();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new QemuError('RUN_FOLDER', `cannot listen on ${path}: ${textOf(error)}`, error)),
    );
    server.listen(path, resolve);
  });

  return {
    get unread() {
      return length - taken;
    },
    get length() {
      return length;
    },
    get hasEnded() {
      return hasEnded;
    },
    setChunkSize(octets) {
      if (octets !== chunkSize) finishChunk();
      chunkSize = octets;
    },
    allow(octets) {
      allowed = octets;
      steer();
    },
    take(most) {
      const chunks: Chunk[] = [];
      let octets = 0;
      for (;;) {
        if (whole.length === 0) finishChunk();
        const next = whole[0];
        if (next === undefined || (octets > 0 && octets + next.octets.length > most)) break;
        chunks.push(next);
        whole.shift();
        octets += next.octets.length;
      }
      taken += octets;
      steer();
      return chunks;
    },
    answer(octets) {
      if (socket === undefined) early.push(octets);
      else if (!socket.destroyed) socket.write(octets);
    },
    close() {
      server.close();
      socket?.destroy();
    },
  };
}
