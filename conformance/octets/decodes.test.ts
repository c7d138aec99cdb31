import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage } from '../../src/protocol/index.ts';
import { cast, epoch } from '../cast.ts';
import {
  aborted,
  complete,
  dryRunReport,
  fetch,
  giveBack,
  offerAccept,
  progress,
  ready,
  refused,
  running,
} from './from-destination.ts';
import {
  cancel,
  order,
  statusAnswer,
  statusQuery,
  witnessAnswer,
  witnessRead,
  witnessSwap,
} from './from-others.ts';
import { rebind, rebindAnswer, rebindCookie, rebindProof, sessionAccept, sessionOpen } from './from-peer.ts';
import { beacon, endMark, joined, registerAnswer, transitAnswer } from './from-router.ts';
import {
  abort,
  commit,
  freeze,
  manifest,
  offer,
  oneDisk,
  piece,
  prepare,
  runningAtSource,
} from './from-source.ts';
import { cidOf, firstRound, lastRound, stateDigest } from './image.ts';
import { hexOf, patched } from './octets.ts';
import { attachment, sessionId } from './place-records.ts';
import { readMessage } from './read-message.ts';
import { statement } from './records.ts';
import { forward, join, lookup, moved, placeQuery, register, transit } from './to-router.ts';

const offered = offer({ witness: true, disks: oneDisk(3) });
const [nonce, otherNonce] = ['a1'.repeat(16), 'b2'.repeat(16)];
const session = sessionId('owner', 'peer', nonce, otherNonce);
const said = { epoch, owner: cast.destination.hid, digest: stateDigest };

/** Every message that the kit builds. */
const built: Readonly<Record<string, Uint8Array>> = {
  Offer: offered,
  OfferAccept: offerAccept(offered),
  Refused: refused(offered, 'policy'),
  Prepare: prepare([offered]),
  Ready: ready(offered),
  DryRunReport: dryRunReport(offered),
  Manifest: manifest(),
  Progress: progress(offered, 1, 2, true),
  Fetch: fetch(firstRound.map(cidOf)),
  Piece: piece(firstRound[0]!, cidOf(firstRound[0]!), 1),
  Freeze: freeze(2, lastRound),
  Complete: complete(offered),
  Commit: commit({}, statement(said)),
  Running: running(offered),
  GiveBack: giveBack(offered, { holder: cast.source.hid }),
  Abort: abort(),
  Aborted: aborted('lease-expired', 1),
  Cancel: cancel(),
  StatusQuery: statusQuery('source'),
  StatusAnswer: statusAnswer(offered, 'source', 'destination', [1, 5, 0, epoch]),
  WitnessRead: witnessRead(),
  WitnessSwap: witnessSwap(),
  WitnessAnswer: witnessAnswer(offered, 'source', said, 1),
  Order: order({ witness: true }),
  Join: join({ permit: {}, statement: {} }),
  Joined: joined(offered, { standing: 'prepared', lease: 30_000 }),
  Transit: forward(),
  TransitAnswer: transitAnswer(offered, { held: 3, dropped: 1 }),
  EndMark: endMark(3, 300),
  PlaceQuery: placeQuery(),
  Moved: moved(),
  SessionOpen: sessionOpen({ nonce, rendezvous: true }),
  SessionAccept: sessionAccept(offered, session, { nonce: otherNonce }),
  Rebind: rebind(session, { delegation: {}, cookie: nonce }),
  RebindCookie: rebindCookie(offered, nonce),
  RebindAnswer: rebindAnswer(offered, session, ['bound', epoch, 2], nonce),
  RebindProof: rebindProof(offered, session, nonce),
  Register: register({ delegation: {} }),
  Lookup: lookup(),
  RegisterAnswer: registerAnswer(offered, 'peer', ['bound', epoch, 2], attachment()),
};

describe('what the kit writes by hand is what the codec reads', () => {
  test.each(Object.entries(built))('%s', (name, octets) => {
    const decoded = decodeMessage(octets);
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
    expect(decoded.value.type).toBe(name);
    expect(hexOf(encodeMessage(decoded.value))).toBe(hexOf(octets));
    expect(readMessage(octets)).toMatchObject({ name, epoch });
  });

  test.each(
    Object.entries({
      RunningAtSource: runningAtSource(),
      Hold: transit('hold'),
      Beacon: beacon('router', 3),
    }),
  )('%s', (_, octets) => {
    const decoded = decodeMessage(octets);
    expect(decoded.ok && hexOf(encodeMessage(decoded.value))).toBe(hexOf(octets));
  });
});

describe('the kit reads messages by itself', () => {
  test.each([
    [
      'a wrong signature',
      patched(offered, offered.length - 1, offered.at(-1) === 0 ? '01' : '00'),
      'Offer whose signature is wrong',
    ],
    [
      'a key that is not that of the sender',
      prepare([offered], 1, { signer: 'stranger' }),
      'Prepare whose key is not that of its sender',
    ],
    [
      'a length that does not fit',
      patched(offered, 4, '0100'),
      `Offer with length 256 in ${offered.length} octets`,
    ],
    [
      'other first octets',
      patched(offered, 0, '00'),
      'a message that begins with 004c01 and not with 584c01',
    ],
    ['too few octets', offered.subarray(0, 50), 'only 50 octets, less than a header'],
  ])('%s', (_, octets, complaint) => {
    expect(readMessage(octets)).toBe(complaint);
  });
});
