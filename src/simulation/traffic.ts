/** The applications of a scenario: one end asks and the other answers, or one end sends a stream. */
import type { End, Pipe } from './design.ts';
import {
  type RequestsRecord,
  requestsRecord,
  streamOctets,
  type StreamRecord,
  streamRecord,
} from './flow-record.ts';
import type { TrafficSpec } from './scenario.ts';

type RequestsSpec = Extract<TrafficSpec, { kind: 'requests' }>;
type StreamSpec = Extract<TrafficSpec, { kind: 'stream' }>;

/** Numbers of requests are their first four octets. */
const numberAt = (octets: Uint8Array): number =>
  new DataView(octets.buffer, octets.byteOffset, octets.length).getUint32(0);

/** Lets an end answer requests, and take streams; `records` knows the flows by who opened them. */
export function serve(
  end: End,
  processingMs: number,
  worldNow: () => number,
  recordsOf: (
    from: string,
    kind: 'datagram' | 'stream',
  ) => { requests?: RequestsRecord; stream?: StreamRecord },
): void {
  end.onOpen = (pipe, from, kind) => {
    const { requests, stream } = recordsOf(from, kind);
    pipe.onData = (octets) => {
      stream?.delivered(octets, worldNow());
      if (kind === 'stream' || octets.length < 4) return;
      requests?.heard(numberAt(octets), worldNow());
      const answer = octets.slice();
      if (processingMs === 0) pipe.send(answer);
      else end.clock.schedule(processingMs, () => void pipe.send(answer));
    };
  };
}

/** Starts a flow of requests; gives its record. */
export function startRequests(
  from: End,
  to: End,
  spec: RequestsSpec,
  endMs: number,
  worldNow: () => number,
  offsetMs: number,
): RequestsRecord {
  const record = requestsRecord();
  const intervalMs = 1000 / spec.perSecond;
  const { clock } = from;
  clock.schedule(spec.startMs + offsetMs, () => {
    from.open(to, 'datagram', (pipe) => {
      const startMs = clock.now();
      let number = 0;
      const ask = (): void => {
        if (worldNow() > endMs) return;
        const octets = new Uint8Array(spec.payload);
        new DataView(octets.buffer).setUint32(0, number);
        record.sent(worldNow());
        number += 1;
        pipe.send(octets);
        // Counted from the start, so that rounding does not add up.
        clock.schedule(Math.max(0, startMs + number * intervalMs - clock.now()), ask);
      };
      pipe.onData = (octets) => record.answered(numberAt(octets), worldNow());
      ask();
    });
  });
  return record;
}

/** Octets that the sender of a stream makes at a time. */
const batch = 16_384;
/** How often a stream with a rate sends at most, in milliseconds, and how many octets it sends at least. */
const shortestTickMs = 5;
const smallestBatch = 200;

/** Starts a stream; gives its record, which the receiver fills. */
export function startStream(from: End, to: End, spec: StreamSpec): StreamRecord {
  const record = streamRecord(spec.octets);
  let sent = 0;
  const { clock } = from;
  clock.schedule(spec.startMs, () => from.open(to, 'stream', (pipe) => feed(pipe)));
  const feed = (pipe: Pipe): void => {
    let allowed = spec.perSecond === 0 ? spec.octets : 0;
    let hasRoom = true;
    const tickMs = Math.max(shortestTickMs, (1000 * smallestBatch) / spec.perSecond);
    const pump = (): void => {
      while (hasRoom && sent < allowed) {
        const wanted = Math.min(batch, allowed - sent);
        const took = pipe.send(streamOctets(sent, wanted));
        sent += took;
        hasRoom = took === wanted;
      }
    };
    pipe.onRoom = () => {
      hasRoom = true;
      pump();
    };
    const tick = (): void => {
      allowed = Math.floor(Math.min(spec.octets, allowed + (spec.perSecond * tickMs) / 1000));
      pump();
      if (sent < spec.octets) clock.schedule(tickMs, tick);
    };
    if (spec.perSecond > 0) tick();
    else pump();
  };
  return record;
}
