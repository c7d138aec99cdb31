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
import { readMessage } from './read-message.ts';
import { statement } from './records.ts';

const offered = offer({ witness: true, disks: oneDisk(3) });
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
};

describe('what the kit writes by hand is what the codec reads', () => {
  test.each(Object.entries(built))('%s', (name, octets) => {
    const decoded = decodeMessage(octets);
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
    expect(decoded.value.type).toBe(name);
    expect(hexOf(encodeMessage(decoded.value))).toBe(hexOf(octets));
    expect(readMessage(octets)).toMatchObject({ name, epoch });
  });

  test('Running of a source', () => {
    expect(decodeMessage(runningAtSource()).ok).toBe(true);
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
