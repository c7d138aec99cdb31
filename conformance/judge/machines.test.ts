import { describe, expect, test } from 'vitest';
import { type Capture, frameOfXip, linkTypes } from '../../src/capture/index.ts';
import type { MemberName } from '../cast.ts';
import { complete, offerAccept, progress, ready, refused } from '../octets/from-destination.ts';
import { abort, commit, freeze, manifest, offer, prepare } from '../octets/from-source.ts';
import { lastRound } from '../octets/image.ts';
import { packet } from '../octets/xip.ts';
import { judge } from './judge.ts';

/** Who sends it, to whom, and what. */
type Sent = readonly [MemberName, MemberName, Uint8Array];

function captureOf(...sent: readonly Sent[]): Capture {
  const none = new Uint8Array(6);
  const frames = sent.map(([from, to, message], i) => {
    const octets = frameOfXip(packet(from, to, message), { from: none, to: none });
    return { at: BigInt(i), interface: 0, octets, originalLength: octets.length, comments: [] };
  });
  const interfaces = [{ name: '', description: '', linkType: linkTypes.ethernet }];
  return { application: '', comments: [], interfaces, frames };
}

const forth = (message: Uint8Array): Sent => ['source', 'destination', message];
const back = (message: Uint8Array): Sent => ['destination', 'source', message];

const offers = offer();
const accepts = offerAccept(offers);
const prepares = prepare([offers, accepts]);
const carries = manifest();
const freezes = freeze(2, lastRound);
const wholeMove: readonly Sent[] = [
  forth(offers),
  back(accepts),
  forth(prepares),
  back(ready(prepares)),
  forth(carries),
  back(progress(carries, 1, 2, true)),
  forth(freezes),
  back(complete(freezes)),
  forth(commit()),
];

/** Number and clause of each finding. */
function found(...sent: readonly Sent[]): readonly (readonly [number, string])[] {
  return judge(captureOf(...sent)).findings.map(({ frame, requirement }) => [frame, requirement] as const);
}

describe('the machines as oracle of a capture', () => {
  test('have nothing against a migration that goes well', () => {
    expect(found(...wholeMove)).toEqual([]);
  });

  test('have nothing against repetitions, and messages that overtake one another', () => {
    const [first, second, third, ...rest] = wholeMove as readonly [Sent, Sent, Sent, ...Sent[]];
    expect(found(first, first, second, third, second, third, ...rest)).toEqual([]);
    expect(found(...wholeMove.slice(0, 6), forth(freezes), forth(carries), ...wholeMove.slice(7))).toEqual(
      [],
    );
  });

  test('find a message before that which it follows', () => {
    expect(found(wholeMove[0]!, wholeMove[2]!)).toEqual([[2, 'SRC-007']]);
    const { says } = judge(captureOf(wholeMove[0]!, wholeMove[2]!)).findings[0]!;
    expect(says).toBe(
      'Prepare, which no state compatible with the frames before can send: it would have had to hear OfferAccept',
    );
    expect(found(wholeMove[0]!, wholeMove[1]!, wholeMove[3]!)[0]![0]).toBe(3);
  });

  test('find a commit of what was not handed over', () => {
    expect(found(...wholeMove.slice(0, 7), wholeMove[8]!)).toEqual([[8, 'SRC-016']]);
  });

  test('find what goes on after the other has refused', () => {
    const refusal = back(refused(offers, 'policy'));
    expect(found(wholeMove[0]!, refusal, forth(abort()))).toEqual([]);
    expect(found(wholeMove[0]!, refusal, wholeMove[2]!)).toEqual([[3, 'SRC-007']]);
  });

  test('say nothing of a migration whose Offer was not seen', () => {
    expect(found(...wholeMove.slice(2))).toEqual([]);
  });
});
