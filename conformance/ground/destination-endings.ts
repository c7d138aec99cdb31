/** The ways in which a destination host lets a reservation go, and the reason that it has then (chapter 06). */
import type { TimerName } from '../../spec/registry/timers.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { CaseContext } from '../context.ts';
import type { Capability } from '../manifest.ts';
import { abort, freeze, manifest, prepare } from '../octets/from-source.ts';
import {
  firstDigest,
  firstRound,
  type ImageChunk,
  lastRound,
  part,
  round,
  stateDigest,
} from '../octets/image.ts';
import { message, tlv } from '../octets/message.ts';
import { hexOf } from '../octets/octets.ts';
import type { ReasonName } from '../octets/records.ts';
import { assembling, copied, loading, offered, prepared, reserved, reserving } from './destination-host.ts';
import { letsGo, releases } from './letting-go.ts';

/** What was said before the end. */
interface Said {
  readonly offer: Uint8Array;
  readonly prepare: Uint8Array;
}

/** A way in which a migration ends at a destination host before the commit. */
export interface DestinationEnding {
  readonly slug: string;
  /** What ends it, in a few words. */
  readonly how: string;
  readonly reason: ReasonName;
  /** The clause that says so. */
  readonly clause: RequirementId;
  readonly needs?: readonly Capability[];
  readonly timers?: readonly TimerName[];
  /** The answer to Prepare that has told the source; otherwise Aborted tells it. */
  readonly told?: 'Ready' | 'DryRunReport';
  /** `Freeze` has come: an offer means nothing any more. */
  readonly isLate?: true;
  /** Does what ends it: next the copy is released. */
  end(context: CaseContext): Promise<Said>;
}

/** A part of a manifest that holds other chunks than the round says. */
export function otherPart(
  number: number,
  chunks: readonly ImageChunk[],
  others: readonly ImageChunk[],
): Uint8Array {
  return message(
    'Manifest',
    { from: 'source', to: 'destination', exchange: 0x3b000000 + number },
    tlv('round', round(number, chunks)),
    tlv('part', part(others)),
  );
}

/** A chunk behind the end of the memory of the cast. */
const beyond: ImageChunk = { place: 1024, octets: firstRound[0]!.octets };

/** All ways. */
export const destinationEndings: readonly DestinationEnding[] = [
  {
    slug: 'offer-lease',
    how: 'no Prepare comes in time',
    reason: 'lease-expired',
    clause: 'DST-005',
    timers: ['OFFER_LEASE'],
    async end(context) {
      const said = await offered(context);
      await context.advance('OFFER_LEASE');
      return { ...said, prepare: prepare([said.offer, said.accept]) };
    },
  },
  {
    slug: 'abort',
    how: 'the source aborts',
    reason: 'no-convergence',
    clause: 'DST-027',
    async end(context) {
      const said = await prepared(context);
      await context.send(abort('no-convergence'));
      return said;
    },
  },
  {
    slug: 'vote-of-no',
    how: 'a part cannot be had',
    reason: 'disk-not-ready',
    clause: 'DST-008',
    told: 'Ready',
    async end(context) {
      const { reserve, ...said } = await reserving(context);
      await context.operation(reserve, { ...reserved, votes: { ...reserved.votes, disk: 'no' } });
      await context.expect.answer('Ready', said.prepare);
      return said;
    },
  },
  {
    slug: 'dry-run',
    how: 'a dry run is over',
    reason: 'dry-run-done',
    clause: 'DST-009',
    needs: ['dry-run'],
    told: 'DryRunReport',
    async end(context) {
      const { reserve, ...said } = await reserving(context, { dryRun: true });
      await context.operation(reserve, reserved);
      await context.expect.answer('DryRunReport', said.prepare);
      return said;
    },
  },
  {
    slug: 'failed-reservation',
    how: 'the hypervisor cannot reserve at all',
    reason: 'no-resources',
    clause: 'DST-008',
    async end(context) {
      const { reserve, ...said } = await reserving(context);
      await context.operation(reserve, { is: 'failed', reason: 'no-resources' });
      return said;
    },
  },
  {
    slug: 'unanswered-reservation',
    how: 'the hypervisor does not reserve in time',
    reason: 'hypervisor',
    clause: 'DST-008',
    timers: ['DESTINATION_OPERATION'],
    async end(context) {
      const { reserve, ...said } = await reserving(context);
      context.note(`${reserve.operation} is not answered`);
      await context.advance('DESTINATION_OPERATION');
      return said;
    },
  },
  {
    slug: 'full-journal',
    how: 'the reservation cannot be recorded',
    reason: 'journal',
    clause: 'DST-033',
    needs: ['journal-faults'],
    async end(context) {
      const { reserve, ...said } = await reserving(context);
      await context.fault('journal-full');
      await context.operation(reserve, reserved);
      await context.fault('journal-ok');
      return said;
    },
  },
  {
    slug: 'silent-journal',
    how: 'the reservation is not recorded in time',
    reason: 'journal',
    clause: 'DST-033',
    needs: ['journal-faults'],
    timers: ['DESTINATION_OPERATION'],
    async end(context) {
      const { reserve, ...said } = await reserving(context);
      await context.fault('journal-held');
      await context.operation(reserve, reserved);
      await context.advance('DESTINATION_OPERATION');
      await context.fault('journal-ok');
      return said;
    },
  },
  {
    slug: 'prepare-lease',
    how: 'nothing comes any more',
    reason: 'lease-expired',
    clause: 'DST-010',
    timers: ['PREPARE_LEASE'],
    async end(context) {
      const said = await copied(context);
      await context.advance('PREPARE_LEASE');
      return said;
    },
  },
  {
    slug: 'manifest-of-other-chunks',
    how: 'a manifest has other chunks',
    reason: 'transfer-integrity',
    clause: 'DST-013',
    async end(context) {
      const said = await prepared(context);
      await context.send(otherPart(1, firstRound.slice(0, 1), lastRound));
      return said;
    },
  },
  {
    slug: 'manifest-beyond-memory',
    how: 'a manifest names octets beyond the memory',
    reason: 'transfer-integrity',
    clause: 'DST-013',
    async end(context) {
      const said = await prepared(context);
      await context.send(manifest(1, [beyond]));
      return said;
    },
  },
  {
    slug: 'last-lease',
    how: 'the last round does not come in',
    reason: 'lease-expired',
    clause: 'DST-010',
    timers: ['PREPARE_LEASE'],
    isLate: true,
    async end(context) {
      const said = await assembling(context);
      await context.advance('PREPARE_LEASE');
      return said;
    },
  },
  {
    slug: 'last-manifest-of-other-chunks',
    how: 'the last manifest has other chunks',
    reason: 'transfer-integrity',
    clause: 'DST-013',
    isLate: true,
    async end(context) {
      const said = await copied(context);
      await context.send(freeze(2, lastRound));
      await context.expect.maybe(['Progress']);
      await context.send(otherPart(2, lastRound, firstRound.slice(0, 1)));
      return said;
    },
  },
  {
    slug: 'other-digest',
    how: 'the loaded state is another one',
    reason: 'transfer-integrity',
    clause: 'DST-013',
    isLate: true,
    async end(context) {
      const { load, ...said } = await loading(context);
      await context.operation(load, { is: 'loaded', stateDigest: hexOf(firstDigest) });
      return said;
    },
  },
  {
    slug: 'silent-journal-at-the-end',
    how: 'the whole state is not recorded in time',
    reason: 'journal',
    clause: 'DST-033',
    needs: ['journal-faults'],
    timers: ['DESTINATION_OPERATION'],
    isLate: true,
    async end(context) {
      const { load, ...said } = await loading(context);
      await context.fault('journal-held');
      await context.operation(load, { is: 'loaded', stateDigest: hexOf(stateDigest) });
      await context.advance('DESTINATION_OPERATION');
      await context.fault('journal-ok');
      return said;
    },
  },
];

/** A migration has ended in this way, and the source knows. */
export async function ended(context: CaseContext, ending: DestinationEnding): Promise<Said> {
  return context.ground(ending.how, async () => {
    const said = await ending.end(context);
    if (ending.told === undefined) await letsGo(context, ending.reason, ending.clause);
    else await releases(context);
    return said;
  });
}

/** The frame of a case about such an end. */
export function frameOfEnding({ needs = [], timers }: DestinationEnding): {
  readonly needs: readonly Capability[];
  readonly timers?: readonly TimerName[];
} {
  return { needs, ...(timers === undefined ? {} : { timers }) };
}
