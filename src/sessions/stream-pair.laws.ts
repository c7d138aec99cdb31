/** Two ends of one stream over a faulty path, with what each end sends, receives and is told. */
import { faultyPath, type FaultyPath, type PathFaults, type Side } from './faulty-path.laws.ts';
import type { ClosedReason } from './session.ts';
import { streamSession, type StreamOptions, type StreamSession } from './stream-session.ts';

/** One end and what happened there. */
export interface StreamEnd {
  readonly session: StreamSession;
  /** Everything that was delivered. */
  received(): Uint8Array;
  /** When something was delivered, in milliseconds. */
  readonly arrivals: readonly number[];
  /** How often the end of the other direction was told. */
  ends: number;
  closed: ClosedReason | undefined;
  /** Sends all of it, as fast as there is room, and then ends the direction if `thenClose`. */
  sendAll(octets: Uint8Array, thenClose?: boolean): void;
}

/** Both ends. */
export interface StreamPair extends Readonly<Record<Side, StreamEnd>> {
  readonly path: FaultyPath;
}

/** Makes two ends that know each other; `options` are those of both. */
export function streamPair(
  faults: PathFaults,
  options: Partial<Pick<StreamOptions, 'limits' | 'timing'>> = {},
): StreamPair {
  const path = faultyPath(faults);
  const end = (side: Side): StreamEnd => {
    const pieces: Uint8Array[] = [];
    const arrivals: number[] = [];
    let waiting = new Uint8Array(0);
    let closes = false;
    const push = (): void => {
      waiting = waiting.subarray(made.session.send(waiting));
      if (waiting.length === 0 && closes) made.session.close();
    };
    const made: StreamEnd = {
      arrivals,
      ends: 0,
      closed: undefined,
      received: () => Uint8Array.from(Buffer.concat(pieces)),
      sendAll(octets, thenClose = true) {
        waiting = octets.slice();
        closes = thenClose;
        push();
      },
      session: streamSession({
        session: new Uint8Array(16).fill(7),
        clock: path.clock,
        transmit: path.transmit[side],
        onData(octets) {
          if (made.ends > 0 || made.closed !== undefined) throw new Error('data after the end');
          pieces.push(octets);
          arrivals.push(path.clock.now());
        },
        onEnd() {
          made.ends += 1;
        },
        onRoom: push,
        onClosed(reason) {
          if (made.closed !== undefined) throw new Error('closed twice');
          made.closed = reason;
        },
        ...options,
      }),
    };
    path.join(side, made.session);
    return made;
  };
  return { path, left: end('left'), right: end('right') };
}

/** Octets of which each tells its place, so that a mix-up shows. */
export function patternOctets(length: number, salt = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, place) => (place * 31 + (place >>> 8) * 7 + salt) & 0xff);
}

/** The first place where octets differ from what they should be, or undefined; short, since octets are many. */
export function firstDifference(octets: Uint8Array, wanted: Uint8Array): string | undefined {
  const place = wanted.findIndex((octet, at) => octets[at] !== octet);
  if (place >= 0) return `at ${place} of ${wanted.length}, where ${octets.length} came`;
  return octets.length === wanted.length ? undefined : `${octets.length} instead of ${wanted.length}`;
}
