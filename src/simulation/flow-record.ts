/** What a flow of requests, or a stream, has seen; and the figures that follow. */
import type { Silence } from './gap-bound.ts';
import type { RequestsResult, StreamResult } from './result.ts';

/** A span of time in which a machine stood still; without an end it still does. */
export interface Freeze {
  readonly fromMs: number;
  untilMs: number | undefined;
}

/** What is known besides the flow itself. */
export interface FlowSurroundings {
  /** Freezes of both ends, in order. */
  readonly freezes: readonly Freeze[];
  /** The shortest time of flight between the ends at a time. */
  distance(atMs: number): number;
  readonly endMs: number;
  /** What a silence may be by chapter 11; null where the formula says nothing. */
  bound(silence: Silence): number | null;
}

/** The record of a flow of requests. Times in milliseconds; numbers from 0. */
export interface RequestsRecord {
  readonly sentAt: readonly number[];
  sent(atMs: number): void;
  heard(number: number, atMs: number): void;
  answered(number: number, atMs: number): void;
  summary(from: string, to: string, around: FlowSurroundings): RequestsResult;
  /** Number, sent, heard, answered of each request that was sent in a span. */
  rows(fromMs: number, untilMs: number): (number | null)[][];
}

/** Makes an empty record. */
export function requestsRecord(): RequestsRecord {
  const sentAt: number[] = [];
  const heardAt: number[] = [];
  const answeredAt: number[] = [];
  const silence = silenceRecord();
  let duplicated = 0;
  let reordered = 0;
  let latest = -1;
  const first = (times: number[], number: number, atMs: number): boolean => {
    if (number >= sentAt.length || !Number.isNaN(times[number]!)) {
      duplicated += 1;
      return false;
    }
    times[number] = atMs;
    return true;
  };
  return {
    sentAt,
    sent(atMs) {
      sentAt.push(atMs);
      heardAt.push(Number.NaN);
      answeredAt.push(Number.NaN);
    },
    heard: (number, atMs) => void first(heardAt, number, atMs),
    answered(number, atMs) {
      if (!first(answeredAt, number, atMs)) return;
      if (number < latest) reordered += 1;
      latest = Math.max(latest, number);
      silence.sound(atMs);
    },
    summary(from, to, around) {
      const trips = answeredAt.map((at, i) => at - sentAt[i]!).filter((trip) => !Number.isNaN(trip));
      const lastSent = sentAt.at(-1) ?? 0;
      const isLate = (i: number): boolean => sentAt[i]! > lastSent - 1000;
      const stretch = (of: (i: number) => boolean): number[] =>
        heardAt.flatMap((at, i) =>
          Number.isNaN(at) || !of(i) ? [] : [(at - sentAt[i]!) / around.distance(sentAt[i]!)],
        );
      const firstFreeze = around.freezes[0]?.fromMs ?? Number.POSITIVE_INFINITY;
      const wasHeld = (i: number): boolean =>
        around.freezes.some(
          ({ fromMs, untilMs = Number.POSITIVE_INFINITY }) => heardAt[i]! >= fromMs && sentAt[i]! <= untilMs,
        );
      const figures = silence.figures(around, sentAt.length === 0 ? around.endMs : lastSent);
      return {
        from,
        to,
        sent: sentAt.length,
        heard: known(heardAt),
        answered: known(answeredAt),
        lost: sentAt.length - known(answeredAt),
        duplicated,
        reordered,
        ...figures,
        // A stream has data in one direction only, and an octet of it may wait for one before: the formula is not of it.
        boundMs: roundedOrNull(around.bound(figures)),
        roundTripMs: {
          least: rounded(trips.reduce((a, b) => Math.min(a, b), trips[0] ?? 0)),
          median: rounded(median(trips)),
          most: rounded(trips.reduce((a, b) => Math.max(a, b), 0)),
        },
        stretch: {
          before: rounded(median(stretch((i) => heardAt[i]! < firstFreeze))),
          after: rounded(median(stretch(isLate))),
          most: rounded(stretch((i) => !wasHeld(i)).reduce((a, b) => Math.max(a, b), 0)),
        },
        alive: answeredAt.some((at, i) => isLate(i) && !Number.isNaN(at)),
      };
    },
    rows(fromMs, untilMs) {
      return sentAt.flatMap((at, i) =>
        at < fromMs || at > untilMs ? [] : [[i, rounded(at), orNull(heardAt[i]!), orNull(answeredAt[i]!)]],
      );
    },
  };
}

/** The record of a stream. */
export interface StreamRecord {
  /** Takes octets that were delivered. */
  delivered(octets: Uint8Array, atMs: number): void;
  summary(from: string, to: string, around: FlowSurroundings): StreamResult;
}

/** The octet that stands at an offset of every stream: no two stretches of it look alike for long. */
function streamOctet(offset: number): number {
  return (offset ^ (offset >>> 8) ^ Math.imul(offset >>> 16, 37)) & 0xff;
}

/** The octets of every stream from an offset on. */
export function streamOctets(offset: number, count: number): Uint8Array {
  const octets = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) octets[i] = streamOctet(offset + i);
  return octets;
}

/** Makes an empty record of a stream that has so many octets. */
export function streamRecord(octets: number): StreamRecord {
  const silence = silenceRecord();
  let delivered = 0;
  let errors = 0;
  let finishedMs: number | null = null;
  let lastMs = 0;
  return {
    delivered(data, atMs) {
      for (let i = 0; i < data.length; i += 1) if (data[i] !== streamOctet(delivered + i)) errors += 1;
      delivered += data.length;
      lastMs = atMs;
      silence.sound(atMs);
      if (delivered >= octets) finishedMs ??= rounded(atMs);
    },
    summary(from, to, around) {
      const until = finishedMs ?? around.endMs;
      const alive = finishedMs !== null || lastMs > around.endMs - 1000;
      return { from, to, octets, delivered, errors, ...silence.figures(around, until), finishedMs, alive };
    },
  };
}

/** The longest silence between two sounds; what comes before the first one does not count. */
function silenceRecord() {
  let lastMs: number | undefined;
  let gapMs = 0;
  let gapStartMs = 0;
  const sound = (atMs: number): void => {
    if (lastMs !== undefined && atMs - lastMs > gapMs) {
      gapMs = atMs - lastMs;
      gapStartMs = lastMs;
    }
    lastMs = atMs;
  };
  return {
    sound,
    figures({ freezes, endMs }: FlowSurroundings, untilMs: number) {
      // Somebody who waits for an answer until the end hears silence until then.
      if (lastMs === undefined || lastMs < untilMs) sound(Math.max(untilMs, lastMs ?? 0));
      const freezeMs = freezes.reduce((a, b) => Math.max(a, (b.untilMs ?? endMs) - b.fromMs), 0);
      return {
        gapMs: rounded(gapMs),
        gapStartMs: rounded(gapStartMs),
        freezeMs: rounded(freezeMs),
        gapOverFreezeMs: rounded(gapMs - freezeMs),
      };
    },
  };
}

/** To a thousandth of a millisecond, so that the noise of floating point does not show. */
export function rounded(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : 0;
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : rounded(value);
}

function known(times: readonly number[]): number {
  return times.reduce((sum, at) => (Number.isNaN(at) ? sum : sum + 1), 0);
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1]!;
}
