import { describe, expect, test } from 'vitest';
import type { DialogueRecord, Turn } from '../evidence/dialogue-record.ts';
import type { Ask, Report } from '../iut/lines.ts';
import { aborted, fetch, progress } from '../octets/from-destination.ts';
import { manifest, piece } from '../octets/from-source.ts';
import { cidOf, firstRound } from '../octets/image.ts';
import { hexOf } from '../octets/octets.ts';
import { packet } from '../octets/xip.ts';
import { compare } from './compare.ts';

const reset: Turn = { ask: { do: 'reset', role: 'destination-host', config: {} }, reports: [] };
const asked = manifest();
const [chunk] = firstRound;
const cid = cidOf(chunk!);

function dialogue(...turns: readonly Turn[]): DialogueRecord {
  return { adapter: 'stdio', realTime: false, stepMs: 0, turns: [reset, ...turns] };
}

function deliver(message: Uint8Array, ...reports: readonly Report[]): Turn {
  return { ask: { do: 'deliver', packet: hexOf(packet('source', 'destination', message)) }, reports };
}

function sent(message: Uint8Array, at = 0): Report {
  return { is: 'packet', octets: hexOf(packet('destination', 'source', message)), at };
}

function told(ask: Ask, ...reports: readonly Report[]): Turn {
  return { ask, reports };
}

/** What two dialogues differ in: subject and both sides. */
function partings(a: DialogueRecord, b: DialogueRecord): readonly (readonly string[])[] {
  return compare(a, b).differences.map(({ subject, a: left, b: right }) => [subject, left, right]);
}

describe('what an implementation may choose', () => {
  const talk = (exchange: number, answered = exchange): DialogueRecord =>
    dialogue(deliver(asked, sent(fetch([cid], exchange))), deliver(piece(chunk!, cid, answered)));

  test('is no difference, and stands for itself wherever it comes again', () => {
    const found = compare(talk(0xfe000001), talk(0xfe000002));
    expect(found).toEqual({ differences: [], turns: 3, isCut: false });
  });

  test('does not stand for something else later', () => {
    expect(compare(talk(0xfe000001), talk(0xfe000002, 0xfe000003))).toMatchObject({ turns: 2, isCut: true });
  });

  test('is chosen once for each request', () => {
    const twice = (first: number, second: number): DialogueRecord =>
      dialogue(deliver(asked, sent(fetch([cid], first)), sent(fetch([cid], second))));
    expect(partings(twice(1, 1), twice(2, 2))).toEqual([]);
    expect(partings(twice(1, 1), twice(2, 3))).toEqual([
      ['Fetch header.exchange', 'header.exchange 1', 'header.exchange 3'],
    ]);
  });

  test('is not the number of a message that opens no exchange', () => {
    const end = (exchange: number): DialogueRecord =>
      dialogue(told({ do: 'advance', ms: 9 }, sent(aborted('lease-expired', exchange))));
    expect(partings(end(0), end(7))).toEqual([
      ['Aborted header.exchange', 'header.exchange 0', 'header.exchange 7'],
    ]);
  });

  test('is the number of an operation', () => {
    const start = (operationId: number): DialogueRecord =>
      dialogue(
        deliver(asked, { is: 'operation', operation: 'start', operationId }),
        told({ do: 'operation', operationId, result: { is: 'done' } }, sent(progress(asked, 1, 0, false))),
      );
    expect(compare(start(1), start(9))).toEqual({ differences: [], turns: 3, isCut: false });
  });
});

describe('two implementations differ', () => {
  const none = dialogue(deliver(asked));
  const one = dialogue(deliver(asked, sent(progress(asked, 1, 0, false))));

  test('when one says what the other does not', () => {
    expect(partings(one, none)).toEqual([
      ['after Manifest: Progress to source', 'Progress to source', 'nothing'],
    ]);
  });

  test('in a field, which is named', () => {
    const other = dialogue(deliver(asked, sent(progress(asked, 1, 1, false))));
    expect(partings(one, other)).toEqual([
      ['Progress progress.received', 'progress.received 0', 'progress.received 1'],
    ]);
  });

  test('in the order of what goes to the same party', () => {
    const [tells, asks] = [sent(progress(asked, 1, 0, false)), sent(fetch([cid], 5))];
    expect(partings(dialogue(deliver(asked, tells, asks)), dialogue(deliver(asked, asks, tells)))).toEqual([
      ['after Manifest: the order of Progress', 'Progress, then Fetch', 'Fetch, then Progress'],
    ]);
  });

  test('in nothing when different parties hear them in another order', () => {
    const operation: Report = { is: 'operation', operation: 'start', operationId: 1 };
    const tells = sent(progress(asked, 1, 0, false));
    const [a, b] = [dialogue(deliver(asked, tells, operation)), dialogue(deliver(asked, operation, tells))];
    expect(partings(a, b)).toEqual([]);
  });

  test('in time, where time stands still but for the kit', () => {
    const at = (ms: number, realTime: boolean): DialogueRecord => ({
      ...dialogue(told({ do: 'advance', ms: 900 }, sent(fetch([cid], 5), ms))),
      realTime,
    });
    expect(partings(at(250, false), at(500, false))).toEqual([['Fetch, its time', 'at 250 ms', 'at 500 ms']]);
    expect(partings(at(250, true), at(500, true))).toEqual([]);
  });

  test('when one breaks down, or cannot do what it is asked', () => {
    const failed = dialogue({ ...deliver(asked), failed: 'no' });
    const broken = dialogue({ ...deliver(asked), broken: { code: 'IUT_EXITED', message: 'gone' } });
    expect(partings(none, failed)).toEqual([['after Manifest: cannot do it', 'nothing', 'cannot do it']]);
    expect(partings(none, broken)).toEqual([
      ['after Manifest: breaks down (IUT_EXITED)', 'nothing', 'breaks down (IUT_EXITED)'],
    ]);
  });
});

test('what the application is given counts together', () => {
  const given = (...parts: readonly string[]): DialogueRecord =>
    dialogue(deliver(asked, ...parts.map((octets) => ({ is: 'data', session: 'ab', octets }) as const)));
  expect(partings(given('0102', '03'), given('010203'))).toEqual([]);
  expect(partings(given('0102', '03'), given('0103'))).toHaveLength(1);
});
