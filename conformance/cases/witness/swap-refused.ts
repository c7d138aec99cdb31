/** Compare-and-sets that a witness refuses (chapter 07, section Setting). */
import { type Case, defineCase } from '../../case.ts';
import { cast, epoch } from '../../cast.ts';
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import { readStatement, registered, statementOf, zeros } from '../../ground/witness.ts';
import { type SwapParts, witnessRead, witnessSwap } from '../../octets/from-others.ts';

const nothing = statementOf({
  known: false,
  epoch: 0,
  owner: zeros(20),
  migration: zeros(16),
  digest: zeros(32),
});

function refusedFirst(slug: string, title: string, requirement: RequirementId, parts: SwapParts): Case {
  return defineCase({
    id: `witness/${slug}`,
    title: `without a register, ${title} is refused and sets nothing`,
    covers: [requirement],
    role: 'witness',
    needs: [],
    twin: 'witness/first-swap',
    async run({ send, expect }) {
      const swap = witnessSwap(parts);
      await send(swap);
      const answer = await expect.answer('WitnessAnswer', swap);
      expect.equal(answer.tlv('swapResult'), '03', 'the outcome', requirement);
      expect.equal(readStatement(answer.tlv('statement')), nothing, 'the statement');
      const read = witnessRead();
      await send(read);
      const found = await expect.answer('WitnessAnswer', read);
      expect.equal(readStatement(found.tlv('statement')), nothing, 'the register', requirement);
      await expect.silence();
    },
  });
}

/** Not signed by the owner. */
export const forgedTicket = refusedFirst('ticket-of-stranger', 'a ticket that a stranger signed', 'WIT-004', {
  ticket: { signer: 'stranger' },
});
/** Another machine's. */
export const otherMachine = refusedFirst(
  'ticket-of-another-machine',
  'the ticket of another machine',
  'WIT-004',
  {
    ticket: { machine: cast.stranger.hid, signer: 'stranger' },
  },
);
/** Somebody who is not the source. */
export const byDestination = refusedFirst(
  'first-swap-of-destination',
  'a swap of the destination',
  'WIT-004',
  {
    from: 'destination',
  },
);
/** Another source. */
export const otherSource = refusedFirst(
  'ticket-for-another-source',
  'a ticket for another source',
  'WIT-004',
  {
    ticket: { fromHost: cast.stranger.hid },
  },
);
/** Below the epochs of the ticket. */
export const epochBelow = refusedFirst(
  'epoch-below-ticket',
  'an epoch below those of the ticket',
  'WIT-004',
  {
    ticket: { epochFirst: epoch + 1 },
  },
);
/** Above the epochs of the ticket. */
export const epochAbove = refusedFirst(
  'epoch-above-ticket',
  'an epoch above those of the ticket',
  'WIT-004',
  {
    ticket: { epochFirst: epoch - 2, epochLast: epoch - 1 },
  },
);
/** Two steps at once. */
export const twoSteps = refusedFirst('first-swap-of-two-steps', 'a swap by two epochs', 'WIT-005', {
  expected: epoch - 2,
  set: epoch,
});
/** No step at all. */
export const noStep = refusedFirst('first-swap-of-no-step', 'a swap to the epoch expected', 'WIT-005', {
  expected: epoch,
  set: epoch,
});

function refusedLater(slug: string, title: string, requirement: RequirementId, parts: SwapParts): Case {
  return defineCase({
    id: `witness/${slug}`,
    title: `${title} is refused and leaves the register`,
    covers: [requirement],
    role: 'witness',
    needs: [],
    twin: 'witness/second-swap',
    async run(context) {
      const { send, expect } = context;
      await registered(context);
      const swap = witnessSwap({ exchange: 0x35000002, ...parts });
      await send(swap);
      const answer = await expect.answer('WitnessAnswer', swap);
      expect.equal(answer.tlv('swapResult'), '03', 'the outcome', requirement);
      expect.equal(readStatement(answer.tlv('statement')), statementOf({}), 'the statement');
      const read = witnessRead();
      await send(read);
      const found = await expect.answer('WitnessAnswer', read);
      expect.equal(readStatement(found.tlv('statement')), statementOf({}), 'the register', requirement);
      await expect.silence();
    },
  });
}

/** The source has handed the machine on. */
export const formerOwner = refusedLater(
  'swap-of-former-owner',
  'a swap of who owned the machine before',
  'WIT-003',
  {
    from: 'source',
    owner: 'source',
    expected: epoch,
  },
);
/** Nobody. */
export const stranger = refusedLater('swap-of-stranger', 'a swap of a stranger', 'WIT-003', {
  from: 'stranger',
  owner: 'stranger',
  expected: epoch,
});
/** A stranger who also expects something else. */
export const strangerFirst = refusedLater(
  'swap-of-stranger-with-other-epoch',
  'a swap of a stranger who expects another epoch',
  'WIT-003',
  { from: 'stranger', owner: 'stranger', expected: epoch + 1 },
);
/** The owner goes two steps. */
export const ownerTwoSteps = refusedLater(
  'swap-of-two-steps',
  'a swap of the owner by two epochs',
  'WIT-005',
  {
    from: 'destination',
    owner: 'source',
    expected: epoch,
    set: epoch + 2,
  },
);
/** The owner goes two steps from an epoch that is not there. */
export const ownerNoStep = refusedLater(
  'swap-of-no-step',
  'a swap of the owner to the epoch that stands',
  'WIT-005',
  { from: 'destination', owner: 'source', expected: epoch, set: epoch },
);
