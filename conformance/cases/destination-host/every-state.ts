/** What may come in every state of a destination host, and what it says to it (chapter 06, tables of states). */
import { cast, epoch, otherMigration } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  type DestinationState,
  destinationState,
  destinationStates,
  frameOf,
  reach,
  readAll,
} from '../../ground/destination-states.ts';
import { letsGo } from '../../ground/letting-go.ts';
import { expectNotBusy, expectRefused } from '../../ground/refusal.ts';
import { abort, commit, offer, prepare } from '../../octets/from-source.ts';
import type { ReasonName } from '../../octets/records.ts';
import type { RequirementId } from '../../../spec/registry/requirements.ts';

/** What a case about a state of a destination host says of itself. */
type Saying = Pick<Case, 'id' | 'title' | 'covers' | 'twin'>;

/** A case that begins in a state. */
function inState(state: DestinationState, saying: Saying, run: Case['run']): Case {
  return defineCase({
    ...saying,
    role: 'destination-host',
    ...frameOf(state),
    async run(context) {
      await reach(context, state);
      await readAll(context);
      await run(context);
    },
  });
}

/** Sends a request that is refused. */
async function refuses(
  context: CaseContext,
  request: Uint8Array,
  reason: ReasonName,
  requirement: RequirementId,
): Promise<void> {
  await context.send(request);
  await expectRefused(context, request, reason, requirement);
}

const anotherOffer = offer({
  exchange: 0x0ffe0002,
  ticket: { fromHost: cast.stranger.hid },
  envelope: { from: 'stranger', epoch: epoch + 2, migration: otherMigration },
});

function anotherMigration(state: DestinationState): Case {
  const { slug, when, isRest } = state;
  return inState(
    state,
    {
      id: `destination-host/another-migration-when-${slug}`,
      title: `when ${when}, another migration is ${isRest === true ? 'not refused with' : 'refused with'} busy`,
      covers: ['DST-038'],
    },
    async (context) => {
      if (isRest !== true) return refuses(context, anotherOffer, 'busy', 'DST-038');
      await expectNotBusy(context, anotherOffer, 'OfferAccept');
    },
  );
}

/** In the states in which the right to run is here, or was given back. */
function lateAbort(slug: string): Case {
  const state = destinationState(slug);
  return inState(
    state,
    {
      id: `destination-host/late-abort-when-${slug}`,
      title: `Abort when ${state.when} is refused with unexpected-message`,
      covers: ['DST-028'],
      twin: 'destination-host/abort-when-complete',
    },
    async (context) => {
      const operation = context.expect.maybeOperation()?.operation;
      await refuses(context, abort(), 'unexpected-message', 'DST-028');
      await context.expect.silence();
      context.expect.equal(operation === 'release', false, 'whether the copy is released', 'DST-028');
    },
  );
}

/** In the states in which a record is being written that gives no right to run. */
function earlyAbort(slug: string): Case {
  const state = destinationState(slug);
  return inState(
    state,
    {
      id: `destination-host/early-abort-when-${slug}`,
      title: `Abort when ${state.when} lets the reservation go, and then Aborted is sent`,
      covers: ['DST-027'],
    },
    async (context) => {
      await context.send(abort('no-convergence'));
      await context.fault('journal-ok');
      await letsGo(context, 'no-convergence', 'DST-027');
      context.expect.neverRan();
    },
  );
}

/** In the states in which the right to run is here. */
function unfitCommit(slug: string): Case {
  const state = destinationState(slug);
  return inState(
    state,
    {
      id: `destination-host/unfit-commit-when-${slug}`,
      title: `a permit that does not fit, when ${state.when}, is refused with not-authorised`,
      covers: ['DST-019'],
    },
    async (context) => {
      const request = commit({ holder: cast.stranger.hid }, undefined, 0xc0000002);
      await refuses(context, request, 'not-authorised', 'DST-019');
      await context.expect.silence();
    },
  );
}

/** In the states before `Freeze` in which an offer was taken. */
function offersAgain(slug: string, isAnswered: boolean): Case {
  const state = destinationState(slug);
  return inState(
    state,
    {
      id: `destination-host/offers-when-${slug}`,
      title: `when ${state.when}, another offer is refused, and the same one gets the same answer`,
      covers: ['DST-003', 'DST-035'],
    },
    async (context) => {
      const { expect, send } = context;
      const operation = expect.maybeOperation()?.operation;
      await refuses(context, offer({ exchange: 0x0ffe0003 }), 'unexpected-message', 'DST-035');
      const same = offer();
      await send(same);
      if (isAnswered) await expect.answer('OfferAccept', same);
      await expect.silence();
      await expect.noOperation();
      expect.equal(operation === 'release', false, 'whether the copy is released', 'DST-003');
    },
  );
}

/** In the states before `Freeze` in which a `Prepare` was taken. */
function anotherPrepare(slug: string): Case {
  const state = destinationState(slug);
  return inState(
    state,
    {
      id: `destination-host/another-prepare-when-${slug}`,
      title: `when ${state.when}, another Prepare is refused with unexpected-message`,
      covers: ['DST-035'],
    },
    async (context) => {
      await refuses(context, prepare([offer()], 0x9e000002), 'unexpected-message', 'DST-035');
      await context.expect.silence();
      await context.expect.noOperation();
    },
  );
}

/** Another migration in every state. */
export const anotherMigrationInEveryState = destinationStates.map(anotherMigration);
/** Abort when it is too late. */
export const lateAborts = [
  'recording-permit',
  'recording-running',
  'recording-return',
  'reclaiming',
  'given-back',
].map(lateAbort);
/** Abort while a record is being written. */
export const earlyAborts = ['recording-accept', 'recording-prepared', 'recording-complete'].map(earlyAbort);
/** Commit that does not fit. */
export const unfitCommits = [
  'complete',
  'recording-permit',
  'recording-running',
  'running',
  'recording-return',
].map(unfitCommit);
/** Offers of the migration. */
export const offersOfTheMigration = [
  offersAgain('recording-accept', false),
  ...['offered', 'reserving', 'recording-prepared', 'ready', 'copied'].map((slug) => offersAgain(slug, true)),
];
/** Prepare again. */
export const otherPrepares = ['recording-prepared', 'ready', 'copied'].map(anotherPrepare);
