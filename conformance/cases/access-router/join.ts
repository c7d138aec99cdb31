/** Hosts that prepare and activate at an access router (chapter 12, section Joining). */
import { cast, epoch, machine, wallSeconds } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  attached,
  data,
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

/** Nobody had the machine before. */
export const activatesAbsent = defineCase({
  id: 'access-router/join-of-absent-activates',
  title:
    'a Join with a permit for its sender, of a machine that is absent, is answered by an active attachment',
  covers: ['ATT-010'],
  role: 'access-router',
  needs: [],
  async run({ send, expect }) {
    const request = join({ permit: {} });
    await send(request);
    const answer = await expect.answer('Joined', request, { to: 'destination' });
    const said = readAttachment(answer.tlv('attachment'));
    expect.equal(said, { ...there, standing: 'active' }, 'the attachment', 'ATT-010');
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
