/**
 * How a case brings an access router to the state that it is about. What goes wrong here makes the case inconclusive.
 * Before the migration of the cast the machine is at the source, where it came by another migration.
 */
import { codeTables } from '../../spec/registry/codes.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { cast, epoch, otherMigration } from '../cast.ts';
import type { CaseContext } from '../context.ts';
import { endMark } from '../octets/from-router.ts';
import { octets } from '../octets/octets.ts';
import type { TransitSaid } from '../octets/place-records.ts';
import type { MessageView } from '../octets/read-message.ts';
import { codeName } from '../octets/records.ts';
import { forward, join, type JoinParts, toMachine, transit, type TransitParts } from '../octets/to-router.ts';
import { passed } from '../octets/xip.ts';

/** The epoch under which the machine is at the source. */
export const before = epoch - 1;

/** A Join of the source for the time before the migration; the machine came from the destination then. */
export function earlierJoin(parts: JoinParts = {}): Uint8Array {
  return join({
    from: 'source',
    epoch: before,
    migration: otherMigration,
    exchange: 0x10000009,
    ticket: {
      fromHost: cast.destination.hid,
      toHost: cast.source.hid,
      epochFirst: before,
      epochLast: before,
    },
    permit: { signer: 'destination', migration: otherMigration },
    ...parts,
  });
}

/** A packet of a session for the machine, which can be told from others by its number. */
export function data(number: number, parts: Parameters<typeof toMachine>[1] = {}): Uint8Array {
  return toMachine(octets('64617461', number.toString(16).padStart(4, '0')), parts);
}

/** A packet as the new router takes it up when the machine has left that for here. */
export function carried(number: number): Uint8Array {
  return passed(data(number, { router: 'newRouter' }));
}

/** The machine is attached at the source, and packets go there at once. */
export function attached(context: CaseContext): Promise<void> {
  return context.reach('access-router/attached', async () => {
    const request = earlierJoin();
    await context.send(request);
    await context.expect.answer('Joined', request, { to: 'source' });
    // Nothing is on its way from elsewhere.
    await context.send(endMark(0, 0, { epoch: before, migration: otherMigration }));
    context.expect.attachment('attached', before, 'source');
    await context.expect.silence();
  });
}

/** The router holds for the migration of the cast. */
export async function holding(context: CaseContext): Promise<void> {
  await attached(context);
  await context.reach('access-router/holding', async () => {
    const request = transit('hold');
    await context.send(request);
    await context.expect.answer('TransitAnswer', request, { to: 'source' });
    context.expect.attachment('holding', before);
    await context.expect.silence();
  });
}

/** The router sends on to the new router, under the epoch of the cast. */
export async function forwarding(context: CaseContext, parts: TransitParts = {}): Promise<void> {
  await attached(context);
  await context.reach('access-router/forwarding', async () => {
    const request = forward(parts);
    await context.send(request);
    await context.expect.answer('TransitAnswer', request, { to: 'source' });
    await context.expect.message('EndMark', { to: 'newRouter' });
    context.expect.attachment('forwarding', epoch);
    await context.expect.silence();
  });
}

/** The destination is prepared for the epoch of the cast; before that the machine is absent or as it was. */
export function prepared(context: CaseContext, parts: JoinParts = {}): Promise<MessageView> {
  return context.reach('access-router/prepared', async () => {
    const request = join(parts);
    await context.send(request);
    const answer = await context.expect.answer('Joined', request, { to: 'destination' });
    await context.expect.silence();
    return answer;
  });
}

/** The machine is attached at the destination, after it was elsewhere; what comes direct waits for what is older. */
export function arrived(context: CaseContext): Promise<void> {
  return context.reach('access-router/arrived', async () => {
    const request = join({ permit: {} });
    await context.send(request);
    await context.expect.answer('Joined', request, { to: 'destination' });
    context.expect.attachment('attached', epoch, 'destination');
    await context.expect.silence();
  });
}

/** What a TransitAnswer says. */
export function transitSaid(answer: MessageView): TransitSaid {
  const value = Buffer.from(answer.tlv('transitState'));
  return {
    state: codeName(codeTables.attachmentState, value[0]!) as TransitSaid['state'],
    epoch: Number(value.readBigUInt64BE(1)),
    held: value.readUInt32BE(9),
    dropped: value.readUInt32BE(13),
  };
}

/** What an attachment in a message says, read from its octets; `key` of who signed. */
export function readAttachment(value: Uint8Array): {
  readonly machine: string;
  readonly epoch: number;
  readonly host: string;
  readonly standing: string;
  readonly nodes: string;
  readonly key: string;
} {
  const at = (from: number, size: number): string =>
    Buffer.from(value.subarray(from, from + size)).toString('hex');
  const size = Number.parseInt(at(49, 2), 16);
  return {
    machine: at(0, 20),
    epoch: Number.parseInt(at(20, 8), 16),
    host: at(28, 20),
    standing: codeName(codeTables.standing, value[48]!),
    nodes: at(51, size),
    key: at(51 + size + 2, 32),
  };
}

/** A packet for the machine goes to this host at once. */
export async function expectServed(
  { deliver, expect }: CaseContext,
  host: 'source' | 'destination',
  requirement: RequirementId,
  number = 0x7000,
): Promise<void> {
  const packet = data(number);
  await deliver(packet);
  await expect.delivered(passed(packet), host, requirement);
}
