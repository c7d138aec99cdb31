/** What a rendezvous is told and asked (chapter 15, sections Questions and Registration). */
import { cast, epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import {
  bindingSaid,
  type BindingSaid,
  bound,
  expectBinding,
  expectRedirected,
} from '../../ground/rendezvous.ts';
import { reasonIn } from '../../octets/records.ts';
import { lookup, register, type RegisterParts } from '../../octets/to-router.ts';
import { chain, machineNodes } from '../../octets/xip.ts';

/** Nobody has said anything. */
export const unknown = defineCase({
  id: 'rendezvous/lookup-unknown',
  title: 'a Lookup of a machine without a binding is answered by unknown, zeros and no attachment',
  covers: ['RDV-001'],
  role: 'rendezvous',
  needs: [],
  async run(context) {
    await expectBinding(context, ['unknown', 0, 0], undefined, 'RDV-001');
    await context.expect.silence();
  },
});

/** Whoever asks. */
export const known = defineCase({
  id: 'rendezvous/lookup-known',
  title:
    'a Lookup of a bound machine is answered by its epoch, its sequence and its attachment, whoever asks',
  covers: ['RDV-001'],
  role: 'rendezvous',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const registered = await bound(context);
    await expectBinding(context, ['bound', epoch, 2], registered, 'RDV-001');
    for (const who of ['stranger', 'operator', 'source'] as const) {
      const request = lookup(who);
      await send(request);
      const answer = await expect.answer('RegisterAnswer', request, { to: who });
      expect.equal(bindingSaid(answer), ['bound', epoch, 2], 'the binding', 'RDV-001');
    }
    await expect.silence();
  },
});

function takes(slug: string, title: string, requirement: 'RDV-005', parts: RegisterParts): Case {
  return defineCase({
    id: `rendezvous/${slug}`,
    title: `${title} is bound: the answer, questions and packets say so`,
    covers: [requirement],
    role: 'rendezvous',
    needs: [],
    async run(context) {
      const { send, expect } = context;
      await bound(context);
      const request = register(parts);
      const said: BindingSaid = ['bound', parts.epoch ?? epoch, parts.sequence ?? 1];
      await send(request);
      const answer = await expect.answer('RegisterAnswer', request);
      expect.equal(bindingSaid(answer), said, 'the answer', requirement);
      expect.equal(answer.maybe('attachment'), undefined, 'an attachment', requirement);
      await expectBinding(context, said, request, requirement);
      await expectRedirected(context, parts.attachment?.router ?? 'newRouter', requirement);
      await expect.silence();
    },
  });
}

/** The first one. */
export const first = defineCase({
  id: 'rendezvous/register',
  title: 'the first Register of a machine is answered by bound',
  covers: ['RDV-005'],
  role: 'rendezvous',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const request = register();
    await send(request);
    const answer = await expect.answer('RegisterAnswer', request, { to: 'owner' });
    expect.equal(bindingSaid(answer), ['bound', epoch, 1], 'the answer', 'RDV-005');
    await expectBinding(context, ['bound', epoch, 1], request, 'RDV-005');
    await expectRedirected(context, 'newRouter', 'RDV-005');
    await expect.silence();
  },
});

/** It has moved. */
export const higherSequence = takes('higher-sequence', 'a Register with a higher sequence', 'RDV-005', {
  sequence: 3,
  attachment: { router: 'router' },
});
/** It has migrated. */
export const higherEpoch = takes(
  'higher-epoch',
  'a Register of a higher epoch with a lower sequence',
  'RDV-005',
  {
    epoch: epoch + 1,
    attachment: { router: 'router' },
  },
);
/** The host speaks for it. */
export const delegated = takes('delegate', 'a Register of a delegate', 'RDV-005', {
  from: 'destination',
  epoch: epoch + 1,
  attachment: { router: 'router' },
  delegation: {},
});

/** The answer was lost. */
export const again = defineCase({
  id: 'rendezvous/register-again',
  title:
    'a Register with epoch, sequence and address of the binding is answered by bound, with nothing written',
  covers: ['RDV-004'],
  role: 'rendezvous',
  needs: ['journal-faults'],
  async run(context) {
    const { send, expect, fault } = context;
    const registered = await bound(context);
    await fault('journal-full');
    await send(registered);
    const answer = await expect.answer('RegisterAnswer', registered);
    expect.equal(bindingSaid(answer), ['bound', epoch, 2], 'the answer', 'RDV-004');
    await expect.silence();
  },
});

function stale(slug: string, title: string, parts: RegisterParts): Case {
  return defineCase({
    id: `rendezvous/${slug}`,
    title: `${title} is stale: the answer has the numbers of the binding`,
    covers: ['RDV-003'],
    role: 'rendezvous',
    needs: [],
    twin: 'rendezvous/higher-sequence',
    async run(context) {
      const { send, expect } = context;
      const registered = await bound(context);
      const request = register({ exchange: 0x5000000f, ...parts });
      await send(request);
      const answer = await expect.answer('RegisterAnswer', request);
      expect.equal(bindingSaid(answer), ['stale', epoch, 2], 'the answer', 'RDV-003');
      await expectBinding(context, ['bound', epoch, 2], registered, 'RDV-003');
      await expectRedirected(context, 'newRouter', 'RDV-003');
      await expect.silence();
    },
  });
}

/** It was overtaken. */
export const lowerSequence = stale('lower-sequence', 'a Register with a lower sequence', {
  sequence: 1,
  attachment: { router: 'router' },
});
/** It was overtaken by far. */
export const lowerEpoch = stale('lower-epoch', 'a Register of a lower epoch, higher sequence', {
  epoch: epoch - 1,
  sequence: 9,
  attachment: { router: 'router' },
});
/** Two places with one number. */
export const otherAddress = stale(
  'same-number-other-address',
  'the same epoch and sequence with another address',
  {
    sequence: 2,
    attachment: { router: 'router' },
  },
);

function refusedRegister(
  slug: string,
  title: string,
  reason: 'delegation' | 'attachment',
  parts: RegisterParts,
): Case {
  return defineCase({
    id: `rendezvous/${slug}`,
    title: `a Register ${title} is refused and changes nothing`,
    covers: ['RDV-002'],
    role: 'rendezvous',
    needs: [],
    twin: reason === 'delegation' ? 'rendezvous/delegate' : 'rendezvous/higher-sequence',
    async run(context) {
      const { send, expect } = context;
      const registered = await bound(context);
      const request = register({ sequence: 3, ...parts });
      await send(request);
      const answer = await expect.answer('Refused', request);
      expect.equal(reasonIn(answer.tlv('reason')), reason, 'the reason', 'RDV-002');
      await expectBinding(context, ['bound', epoch, 2], registered, 'RDV-002');
      await expectRedirected(context, 'newRouter', 'RDV-002');
      await expect.silence();
    },
  });
}

/** Anybody. */
export const ofStranger = refusedRegister('register-of-stranger', 'of a stranger', 'delegation', {
  from: 'stranger',
});
/** The delegation is of somebody else. */
export const delegationOfOther = refusedRegister(
  'delegation-for-another-host',
  'of a host with a delegation for another one',
  'delegation',
  { from: 'source', delegation: {} },
);
/** The delegation is for another epoch. */
export const delegationOfOtherEpoch = refusedRegister(
  'delegation-of-another-epoch',
  'of a delegate with a delegation for another epoch',
  'delegation',
  { from: 'destination', delegation: { epoch: epoch + 1 } },
);
/** The machine did not sign. */
export const forgedDelegation = refusedRegister(
  'delegation-of-stranger',
  'of a delegate with a delegation that a stranger signed',
  'delegation',
  { from: 'destination', delegation: { signer: 'stranger' } },
);
/** Another machine signed. */
export const delegationOfOtherMachine = refusedRegister(
  'delegation-of-another-machine',
  'of a delegate of another machine',
  'delegation',
  { from: 'destination', delegation: { machine: cast.stranger.hid, signer: 'stranger' } },
);
/** The delegation is looked at first. */
export const bothBad = refusedRegister(
  'register-of-stranger-without-attachment',
  'of a stranger whose attachment is not good either',
  'delegation',
  { from: 'stranger', attachment: { signer: 'stranger' } },
);
/** Nobody of the AD signed. */
export const forgedAttachment = refusedRegister(
  'attachment-of-stranger',
  'with an attachment that a stranger signed',
  'attachment',
  { attachment: { signer: 'stranger' } },
);
/** The AD of a victim. */
export const victim = refusedRegister(
  'attachment-of-another-ad',
  'with an attachment that names the AD of somebody else',
  'attachment',
  { attachment: { router: 'router', signer: 'newRouter' } },
);
/** Somebody else's machine. */
export const otherMachine = refusedRegister(
  'attachment-of-another-machine',
  'with the attachment of another machine',
  'attachment',
  { attachment: { machine: cast.stranger.hid } },
);
/** The address leads to somebody else. */
export const otherSink = refusedRegister(
  'attachment-to-another-host',
  'with an attachment whose address leads to another host',
  'attachment',
  { attachment: { nodes: machineNodes('newRouter', cast.peer.hid) } },
);
/** The address goes on to the AD of a victim. */
export const secondAd = refusedRegister(
  'attachment-over-another-ad',
  'with an attachment whose address leads over the AD of somebody else',
  'attachment',
  {
    attachment: {
      nodes: chain(['AD', cast.newRouter.ad], ['AD', cast.router.ad], ['HID', cast.owner.hid]),
    },
  },
);
/** An attachment of the past. */
export const otherEpoch = refusedRegister(
  'attachment-of-another-epoch',
  'with an attachment of another epoch',
  'attachment',
  { attachment: { epoch: epoch - 1 } },
);
/** It is not there yet. */
export const onlyPrepared = refusedRegister(
  'attachment-prepared',
  'with an attachment that is only prepared',
  'attachment',
  { attachment: { standing: 'prepared' } },
);
