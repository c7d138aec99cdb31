/** How a case brings a rendezvous to the state that it is about. What goes wrong here makes the case inconclusive. */
import { codeTables } from '../../spec/registry/codes.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { ad, cast, epoch, machine } from '../cast.ts';
import type { CaseContext } from '../context.ts';
import type { MessageView } from '../octets/read-message.ts';
import { octets } from '../octets/octets.ts';
import { codeName } from '../octets/records.ts';
import { lookup, register, type RegisterParts } from '../octets/to-router.ts';
import { anyPacket, chain, hostNodes, type RouterName, sessionHeader } from '../octets/xip.ts';

/** What a RegisterAnswer says: outcome, epoch, sequence. */
export type BindingSaid = readonly [
  outcome: keyof (typeof codeTables)['bindOutcome'],
  epoch: number,
  sequence: number,
];

/** What a RegisterAnswer says. */
export function bindingSaid(answer: MessageView): BindingSaid {
  const value = Buffer.from(answer.tlv('binding'));
  return [
    codeName(codeTables.bindOutcome, value[0]!) as BindingSaid[0],
    Number(value.readBigUInt64BE(1)),
    value.readUInt32BE(9),
  ];
}

/** The machine is bound: by default with sequence 2 under the epoch of the cast, in the AD of the new router. */
export function bound(context: CaseContext, parts: RegisterParts = {}): Promise<Uint8Array> {
  return context.reach('rendezvous/bound', async () => {
    const request = register({ sequence: 2, ...parts });
    await context.send(request);
    const answer = await context.expect.answer('RegisterAnswer', request);
    const said: BindingSaid = ['bound', parts.epoch ?? epoch, parts.sequence ?? 2];
    context.expect.equal(bindingSaid(answer), said, 'the binding');
    await context.expect.silence();
    return request;
  });
}

/** A question is answered by this binding, and by the attachment of a Register. */
export async function expectBinding(
  { send, expect }: CaseContext,
  said: BindingSaid,
  registered: Uint8Array | undefined,
  requirement: RequirementId,
): Promise<void> {
  const request = lookup();
  await send(request);
  const answer = await expect.answer('RegisterAnswer', request, { to: 'peer' });
  expect.equal(bindingSaid(answer), said, 'the binding', requirement);
  const attached = answer.maybe('attachment');
  expect.equal(
    attached,
    registered === undefined ? undefined : attachmentIn(registered),
    'the attachment',
    requirement,
  );
}

/** The value of the TLV `attachment` in a Register: it is the first one. */
function attachmentIn(registered: Uint8Array): Uint8Array {
  const size = registered[98]! * 256 + registered[99]!;
  return registered.subarray(100, 100 + size);
}

/** A packet of a session that goes to the machine by way of the rendezvous; `service` is a SID behind it. */
export function viaRendezvous(
  number: number,
  parts: { readonly service?: string; readonly hopLimit?: number; readonly machine?: string } = {},
): Uint8Array {
  const { service, machine: hid = machine, ...header } = parts;
  const behind = service === undefined ? [] : [['SID', service] as const];
  return anyPacket({
    destination: chain(['AD', ad], ['HID', cast.rendezvous.hid], ['HID', hid], ...behind),
    source: hostNodes(cast.peer),
    nextHeader: sessionHeader,
    payload: octets('64617461', number.toString(16).padStart(4, '0')),
    ...header,
  });
}

/** The same packet as the rendezvous sends it on: to the machine in the AD of a router, one hop less. */
export function redirectedTo(
  router: RouterName,
  number: number,
  parts: { readonly service?: string; readonly hopLimit?: number } = {},
): Uint8Array {
  const { service, hopLimit = 249 } = parts;
  const behind = service === undefined ? [] : [['SID', service] as const];
  return anyPacket({
    destination: chain(['AD', cast[router].ad], ['HID', machine], ...behind),
    source: hostNodes(cast.peer),
    nextHeader: sessionHeader,
    payload: octets('64617461', number.toString(16).padStart(4, '0')),
    hopLimit,
  });
}

/** A packet by way of the rendezvous goes to the machine in the AD of this router. */
export async function expectRedirected(
  { deliver, expect }: CaseContext,
  router: RouterName,
  requirement: RequirementId,
): Promise<void> {
  await deliver(viaRendezvous(1));
  const { octets: packet } = await expect.packet(sessionHeader);
  expect.equal(packet, redirectedTo(router, 1), 'the packet that is sent on', requirement);
}
