/** Joins that an access router refuses: by their ticket, or for want of the right to run (chapter 12). */
import { cast, epoch, otherMigration, wallSeconds } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import { attached, before, expectServed } from '../../ground/access-router.ts';
import { expectRefused } from '../../ground/refusal.ts';
import { join, type JoinParts } from '../../octets/to-router.ts';

function refusedJoin(
  slug: string,
  title: string,
  reason: string,
  parts: JoinParts,
  twin = 'access-router/join-prepares',
): Case {
  const activates = parts.permit !== undefined || parts.statement !== undefined;
  const requirement = activates ? 'ATT-009' : 'ATT-003';
  return defineCase({
    id: `access-router/${slug}`,
    title: `${title} is refused and changes nothing`,
    covers: [requirement],
    role: 'access-router',
    needs: [],
    config: { policy: { witnesses: [cast.witness.hid] } },
    twin,
    async run(context) {
      await attached(context);
      await context.send(join(parts), parts.from);
      await expectRefused(context, join(parts), reason, requirement);
      context.expect.attachment('attached', before, 'source');
      await expectServed(context, 'source', requirement);
      await context.expect.silence();
    },
  });
}

/** Not signed by the owner. */
export const forgedTicket = refusedJoin(
  'ticket-of-stranger',
  'a Join whose ticket a stranger signed',
  'ticket-signature',
  { ticket: { signer: 'stranger' } },
);
/** Another machine's. */
export const otherMachine = refusedJoin(
  'ticket-of-another-machine',
  'a Join with the ticket of another machine',
  'ticket-party',
  { ticket: { machine: cast.stranger.hid, signer: 'stranger' } },
);
/** Somebody else is the destination. */
export const otherHost = refusedJoin(
  'ticket-for-another-host',
  'a Join of a host that the ticket does not name',
  'ticket-party',
  { from: 'stranger' },
);
/** Below the epochs of the ticket. */
export const epochBelow = refusedJoin(
  'epoch-below-ticket',
  'a Join under an epoch below those of the ticket',
  'ticket-epoch',
  { ticket: { epochFirst: epoch + 1 } },
);
/** Above the epochs of the ticket. */
export const epochAbove = refusedJoin(
  'epoch-above-ticket',
  'a Join of the destination under the epoch after the last of the ticket',
  'ticket-epoch',
  { epoch: epoch + 3 },
);
/** Two above. */
export const epochFarAbove = refusedJoin(
  'epoch-above-ticket-of-source',
  'a Join of the source under the second epoch after the last of the ticket',
  'ticket-epoch',
  { from: 'source', epoch: epoch + 4 },
);
/** Run out. */
export const late = refusedJoin(
  'ticket-too-late',
  'a Join that prepares by a ticket that has run out',
  'ticket-time',
  { ticket: { notAfter: wallSeconds - 600 } },
);
/** Not valid yet. */
export const early = refusedJoin(
  'ticket-too-early',
  'a Join that prepares by a ticket that is not valid yet',
  'ticket-time',
  { ticket: { notBefore: wallSeconds + 600 } },
);

const activation = 'access-router/join-activates';
const byStatement = 'access-router/join-activates-by-statement';

/** A stranger signed. */
export const forgedPermit = refusedJoin(
  'permit-of-stranger',
  'a Join with a permit that a stranger signed',
  'not-authorised',
  { permit: { signer: 'stranger' } },
  activation,
);
/** It gave itself the right. */
export const ownPermit = refusedJoin(
  'permit-of-sender',
  'a Join with a permit that its sender signed',
  'not-authorised',
  { permit: { signer: 'destination' } },
  activation,
);
/** For another machine. */
export const permitOfOtherMachine = refusedJoin(
  'permit-for-another-machine',
  'a Join with a permit for another machine',
  'not-authorised',
  { permit: { machine: cast.stranger.hid } },
  activation,
);
/** Of another migration. */
export const permitOfOtherMigration = refusedJoin(
  'permit-of-another-migration',
  'a Join with a permit of another migration',
  'not-authorised',
  { permit: { migration: otherMigration } },
  activation,
);
/** Of another epoch. */
export const permitOfOtherEpoch = refusedJoin(
  'permit-of-another-epoch',
  'a Join with a permit for another epoch',
  'not-authorised',
  { permit: { epoch: epoch + 1 } },
  activation,
);
/** For somebody else. */
export const permitForOther = refusedJoin(
  'permit-for-another-host',
  'a Join with a permit for another host',
  'not-authorised',
  { permit: { holder: cast.stranger.hid } },
  activation,
);
/** A witness that nobody knows. */
export const forgedStatement = refusedJoin(
  'statement-of-stranger',
  'a Join with a statement of a witness that the router does not trust',
  'not-authorised',
  { statement: { signer: 'stranger' } },
  byStatement,
);
/** The register has another owner. */
export const statementForOther = refusedJoin(
  'statement-for-another-host',
  'a Join with a statement that names another owner',
  'not-authorised',
  { statement: { owner: cast.stranger.hid } },
  byStatement,
);
/** The register stands elsewhere. */
export const statementOfOtherEpoch = refusedJoin(
  'statement-of-another-epoch',
  'a Join with a statement of another epoch',
  'not-authorised',
  { statement: { epoch: epoch + 1 } },
  byStatement,
);
/** Another migration won. */
export const statementOfOtherMigration = refusedJoin(
  'statement-of-another-migration',
  'a Join with a statement of another migration',
  'not-authorised',
  { statement: { migration: otherMigration } },
  byStatement,
);
