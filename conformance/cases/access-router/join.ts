/** Hosts that prepare and activate at an access router (chapter 12, section Joining). */
import { cast, epoch, machine, otherMigration, wallSeconds } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  attached,
  before,
  data,
  expectRefused,
  expectServed,
  forwarding,
  prepared,
  readAttachment,
} from '../../ground/access-router.ts';
import { endMark } from '../../octets/from-router.ts';
import { hexOf } from '../../octets/octets.ts';
import { join, type JoinParts } from '../../octets/to-router.ts';
import { machineNodes, passed } from '../../octets/xip.ts';

/** What Joined says of the destination under the epoch of the cast. */
const there = {
  machine,
  epoch,
  host: cast.destination.hid,
  nodes: hexOf(machineNodes('router')),
  key: cast.router.key,
};

/** The first thing that a host asks for. */
export const prepares = defineCase({
  id: 'access-router/join-prepares',
  title: 'a Join without the right to run is answered by a prepared attachment and a lease',
  covers: ['ATT-006'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const request = join();
    await send(request);
    const answer = await expect.answer('Joined', request, { to: 'destination' });
    const said = readAttachment(answer.tlv('attachment'));
    expect.equal(said, { ...there, standing: 'prepared' }, 'the attachment', 'ATT-006');
    const lease = Buffer.from(answer.tlv('lease')).readUInt32BE(0);
    expect.equal(lease, context.delay('ATTACH_LEASE'), 'the lease', 'ATT-006');
    await expect.silence();
    expect.attachment('prepared');
  },
});

/** It attracts no traffic. */
export const attractsNothing = defineCase({
  id: 'access-router/prepared-gets-nothing',
  title: 'while a host is prepared, packets go to the host that is attached and nowhere else',
  covers: ['ATT-006'],
  role: 'access-router',
  needs: [],
  async run(context) {
    await attached(context);
    await prepared(context);
    await expectServed(context, 'source', 'ATT-006');
    await context.expect.silence();
  },
});

/** Nor where nobody is attached. */
export const attractsNothingAlone = defineCase({
  id: 'access-router/prepared-alone-gets-nothing',
  title: 'while a host is prepared and none attached, packets by the address of the machine are unreachable',
  covers: ['ATT-006'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/join-activates',
  async run(context) {
    const { deliver, expect } = context;
    await prepared(context);
    await deliver(data(1));
    const answer = await expect.packet(1);
    expect.equal(answer.payload[0], 3, 'the type of XCMP', 'ATT-006');
    await expect.silence();
  },
});

/** The permit is good. */
export const activates = defineCase({
  id: 'access-router/join-activates',
  title: 'a Join with a permit for its sender is answered by an active attachment; packets go to that host',
  covers: ['ATT-010'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver } = context;
    await attached(context);
    const request = join({ permit: {} });
    await send(request);
    const answer = await expect.answer('Joined', request, { to: 'destination' });
    const said = readAttachment(answer.tlv('attachment'));
    expect.equal(said, { ...there, standing: 'active' }, 'the attachment', 'ATT-010');
    expect.equal(answer.maybe('lease'), undefined, 'a lease', 'ATT-010');
    await deliver(data(1));
    await expect.delivered(passed(data(1)), 'destination', 'ATT-010');
    expect.attachment('attached', epoch, 'destination');
    await expect.silence();
  },
});

/** The router trusts the witness. */
export const activatesByStatement = defineCase({
  id: 'access-router/join-activates-by-statement',
  title: 'a Join with a statement of a witness that the router trusts, for its sender, activates',
  covers: ['ATT-010'],
  role: 'access-router',
  needs: [],
  config: { policy: { witnesses: [cast.witness.hid] } },
  async run(context) {
    const { send, expect } = context;
    await attached(context);
    const request = join({ statement: {} });
    await send(request);
    const answer = await expect.answer('Joined', request, { to: 'destination' });
    const said = readAttachment(answer.tlv('attachment'));
    expect.equal(said, { ...there, standing: 'active' }, 'the attachment', 'ATT-010');
    await expectServed(context, 'destination', 'ATT-010');
    await expect.silence();
  },
});

/** The machine comes back. */
export const endsForwarding = defineCase({
  id: 'access-router/join-ends-forwarding',
  title: 'a machine that comes back under a higher epoch is attached; nothing goes to the place of before',
  covers: ['ATT-010'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver } = context;
    await forwarding(context);
    const request = join({
      from: 'source',
      epoch: epoch + 1,
      permit: { signer: 'destination' },
    });
    await send(request);
    await expect.answer('Joined', request, { to: 'source' });
    await deliver(data(1));
    await send(endMark(0, 0, { epoch: epoch + 1 }));
    await expect.delivered(passed(data(1)), 'source', 'ATT-010');
    await expect.silence();
    expect.attachment('attached', epoch + 1, 'source');
  },
});

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

function allowedJoin(slug: string, title: string, parts: JoinParts): Case {
  const standing = parts.permit === undefined ? 'prepared' : 'active';
  return defineCase({
    id: `access-router/${slug}`,
    title,
    covers: [standing === 'active' ? 'ATT-010' : 'ATT-006'],
    role: 'access-router',
    needs: [],
    async run(context: CaseContext) {
      const { send, expect } = context;
      await attached(context);
      const request = join(parts);
      await send(request);
      const answer = await expect.answer('Joined', request);
      const said = readAttachment(answer.tlv('attachment'));
      expect.equal(said.standing, standing, 'the standing', standing === 'active' ? 'ATT-010' : 'ATT-006');
      await expect.silence();
    },
  });
}

/** The commit is made by then. */
export const lateWithRight = allowedJoin(
  'ticket-too-late-activates',
  'a Join with the right to run activates although its ticket has run out',
  { ticket: { notAfter: wallSeconds - 600 }, permit: {} },
);
/** It may be given back. */
export const comesBack = allowedJoin(
  'source-prepares-after-last-epoch',
  'the source may join under the epoch after the last of the ticket',
  { from: 'source', epoch: epoch + 3 },
);
/** It may be given back earlier. */
export const comesBackEarlier = allowedJoin(
  'source-activates',
  'the source may activate under an epoch of the ticket, with a permit of the destination',
  { from: 'source', epoch: epoch + 1, permit: { signer: 'destination' } },
);
