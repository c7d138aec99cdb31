/** The messages that a destination host sends, as the kit sends them when it plays one. */
import { epoch } from '../cast.ts';
import { stateDigest } from './image.ts';
import { sha256 } from './keys.ts';
import { type Envelope, message, tlv } from './message.ts';
import { octets, uint } from './octets.ts';
import { permit, type PermitParts, reason, type ReasonName } from './records.ts';

type Differences = Partial<Envelope>;

function envelope(exchange: number, differences: Differences): Envelope {
  return { from: 'destination', to: 'source', exchange, ...differences };
}

/** The exchange of a message: octets 52 to 55 of its header. */
export function exchangeOf(request: Uint8Array): number {
  return Buffer.from(request).readUInt32BE(52);
}

/** OfferAccept: all versions 1, the offered transfer, the digest of the offer. */
export function offerAccept(
  offered: Uint8Array,
  parts: { readonly versions?: string; readonly transcript?: Uint8Array } & Differences = {},
): Uint8Array {
  const { versions, transcript, ...differences } = parts;
  return message(
    'OfferAccept',
    envelope(exchangeOf(offered), differences),
    tlv('chosenVersions', versions ?? '01 0001 01'),
    tlv('transfer', uint(1, 2), uint(512, 4), uint(8, 2)),
    tlv('transcript', transcript ?? sha256(offered)),
    tlv('lease', uint(10_000, 4)),
  );
}

/** Refused. */
export function refused(request: Uint8Array, why: ReasonName, differences: Differences = {}): Uint8Array {
  return message('Refused', envelope(exchangeOf(request), differences), tlv('reason', reason(why)));
}

/** Ready; the votes are memory, disk, device, network as octets. With a statement of attachment if one is given. */
export function ready(
  request: Uint8Array,
  votes = '01010101',
  differences: Differences = {},
  attachmentOctets?: Uint8Array,
): Uint8Array {
  return message(
    'Ready',
    envelope(exchangeOf(request), differences),
    tlv('lease', uint(30_000, 4)),
    tlv('votes', votes),
    ...(attachmentOctets === undefined ? [] : [tlv('attachment', attachmentOctets)]),
  );
}

/** DryRunReport: all votes yes, and an estimate. */
export function dryRunReport(request: Uint8Array, votes = '01010101'): Uint8Array {
  const estimate = [1_000, 2_000, 3_000, 4_000, 5_000, 20_000].map((part) => uint(part, 4));
  return message(
    'DryRunReport',
    envelope(exchangeOf(request), {}),
    tlv('votes', votes),
    tlv('estimate', ...estimate),
  );
}

/** Progress of a round. */
export function progress(
  request: Uint8Array,
  number: number,
  received: number,
  complete: boolean,
): Uint8Array {
  const value = octets(uint(number, 2), uint(received, 4), complete ? '01' : '00');
  return message('Progress', envelope(exchangeOf(request), {}), tlv('progress', value));
}

/** Fetch of pieces of chunks, by default of the first one of each. */
export function fetch(cids: readonly Uint8Array[], exchange = 0xfe000001, offset = 0): Uint8Array {
  const pieces = cids.flatMap((cid) => [cid, uint(offset, 4)]);
  return message('Fetch', envelope(exchange, {}), tlv('fetch', uint(cids.length, 2), ...pieces));
}

/** Fetch of runs of pieces: of each chunk so many, from an offset on. */
export function fetchRuns(
  runs: readonly { readonly cid: Uint8Array; readonly offset: number; readonly pieces: number }[],
  exchange = 0xfe000001,
): Uint8Array {
  const count = uint(runs.length, 2);
  return message(
    'Fetch',
    envelope(exchange, {}),
    tlv('fetch', count, ...runs.flatMap(({ cid, offset }) => [cid, uint(offset, 4)])),
    tlv('runs', count, ...runs.map(({ pieces }) => uint(pieces, 2))),
  );
}

/** Complete: the digest of the state that arrived. */
export function complete(
  request: Uint8Array,
  digest: Uint8Array = stateDigest,
  differences: Differences = {},
): Uint8Array {
  return message('Complete', envelope(exchangeOf(request), differences), tlv('stateDigest', digest));
}

/** Running under the epoch of the migration. */
export function running(request: Uint8Array, under = epoch, differences: Differences = {}): Uint8Array {
  return message('Running', envelope(exchangeOf(request), differences), tlv('running', uint(under, 8)));
}

/** GiveBack: the permit that names the source under the next epoch. */
export function giveBack(
  request: Uint8Array,
  parts: Partial<PermitParts>,
  statementOctets?: Uint8Array,
  differences: Differences = {},
): Uint8Array {
  return message(
    'GiveBack',
    envelope(exchangeOf(request), differences),
    tlv('permit', permit({ digest: stateDigest, epoch: epoch + 1, signer: 'destination', ...parts })),
    ...(statementOctets === undefined ? [] : [tlv('statement', statementOctets)]),
    tlv('reason', reason('hypervisor')),
  );
}

/** Aborted: the reservation is released. */
export function aborted(why: ReasonName, exchange: number, differences: Differences = {}): Uint8Array {
  return message('Aborted', envelope(exchange, differences), tlv('reason', reason(why)));
}
