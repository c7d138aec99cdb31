/** What an access router says, writes and has done with packets, made of what it remembers (chapter 12). */
import { noMigration } from '../protocol/absent-ids.ts';
import type { AttachmentStateCode, ReasonCode, StandingCode } from '../protocol/generated/codes.ts';
import type {
  AccessRouterContext,
  AccessRouterEffect,
  AccessRouterEvent,
  AttachedHost,
  AttachmentRequest,
  AttachmentRow,
} from './access-router-events.ts';
import type { ParamsOf } from './effects.ts';
import type { Heard } from './heard.ts';
import { reasonRecord } from './records.ts';
import { delayOf } from './timing.ts';

type Params<Type extends AccessRouterEffect['type']> = ParamsOf<AccessRouterEffect, Type>;

/** What the parameters of an action are made of. */
export interface Args {
  readonly context: AccessRouterContext;
}

/** A message in which a host asks for something. */
export type Asked = Args &
  Heard<AccessRouterEvent, 'received.Join' | 'received.Transit' | 'received.Forward'>;

/** How many migrations whose hold is over are remembered. */
const rememberedHolds = 16;

/** Nobody, ever. */
export const nobody: AttachedHost = { host: '', epoch: 0, migration: noMigration };

/** Who asks, for which epoch and migration. */
export function requestOf({ event: { from, epoch, migration } }: Asked): AttachmentRequest {
  return { from, epoch, migration };
}

/** The host that asks, as one to be attached. */
export function hostOf({ event }: Asked): AttachedHost {
  return { host: event.from, epoch: event.epoch, migration: event.migration };
}

/** Answers Join: the attachment of the host that asks is of this standing. */
export function joined(standing: StandingCode): (args: Asked) => Params<'answer'> {
  return ({ context, event }) => joinedBy(context, 'Join', hostOf({ context, event }), standing);
}

/** Answers PlaceQuery: the attachment of the machine. */
export function placed({
  context,
  event,
}: Args & Heard<AccessRouterEvent, 'received.PlaceQuery'>): Params<'answer'> {
  const answer = joinedBy(context, 'PlaceQuery', context.attached, 'active');
  return { ...answer, to: event.from };
}

/** Answers the Join that was being recorded. */
export function pendingJoined({ context }: Args): Params<'answer'> {
  const attached = context.pending?.attached ?? nobody;
  return { ...joinedBy(context, 'Join', attached, 'active'), to: context.pending?.from ?? '' };
}

/** Answers Transit: what is done with packets from here on. */
export function transited(state: AttachmentStateCode): (args: Asked) => Params<'answer'> {
  return ({ context, event }) => transitAnswer(event.from, state, context.attached.epoch);
}

/** Answers the Transit that was being recorded. */
export function pendingForward({ context: { pending } }: Args): Params<'answer'> {
  return transitAnswer(pending?.from ?? '', 'forwarding', pending?.place?.epoch ?? 0);
}

/** Refuses a request. */
export function refused(
  request: Params<'answer'>['request'],
  reason: ReasonCode,
): (args: { readonly event: { readonly from: string } }) => Params<'answer'> {
  return ({ event }) => ({
    to: event.from,
    request,
    message: { type: 'Refused', reason: reasonRecord(reason) },
  });
}

/** The record of what is pending. */
export function pendingRecord({ context: { pending } }: Args): Params<'writeJournal'> {
  const { attached, place } = pending ?? { attached: nobody, place: null };
  return { record: { step: place === null ? 'attached' : 'forwarding', ...attached, place } };
}

/** The record that the machine is not here any more. */
export function detached({ context }: Args): Params<'writeJournal'> {
  return { record: { step: 'detached', ...context.attached, place: null } };
}

/** The row of a rule. */
export function rowOf(
  rule: AttachmentRow['rule'],
  state: AttachmentStateCode,
): (args: Args) => Params<'setRow'> {
  return ({ context: { attached, next, place } }) => ({
    row: {
      rule,
      state,
      host: state === 'prepared' ? (next?.host ?? '') : state === 'absent' ? '' : attached.host,
      epoch: attached.epoch,
      place,
      expects: next?.epoch ?? 0,
    },
  });
}

/** Packets that came for somebody who was prepared, and that nobody waits for any more. */
export function early({ context }: Args): Params<'dropHeld'> {
  return { least: context.attached.epoch + 1, most: Number.MAX_SAFE_INTEGER };
}

/** Every packet. */
export const everything: Params<'dropHeld'> = { least: 0, most: Number.MAX_SAFE_INTEGER };

/** What is remembered when the hold of a migration is over, or was overtaken by its end. */
export function holdOver(
  { holder, spent }: AccessRouterContext,
  migration: string,
): Pick<AccessRouterContext, 'holder' | 'spent'> {
  const others = spent.filter((one) => one !== migration);
  return {
    holder: holder === migration ? '' : holder,
    spent: migration === '' ? spent : [...others, migration].slice(-rememberedHolds),
  };
}

/** What is remembered when the record that was pending is durable. */
export function whenRecorded(context: AccessRouterContext): Partial<AccessRouterContext> {
  const { pending, next, standing, marked } = context;
  if (pending === null) return {};
  const { attached, place, from } = pending;
  const { epoch } = attached;
  const wasElsewhere = standing === 'absent' || standing === 'prepared' || standing === 'forwarding';
  return {
    attached,
    place,
    next: next !== null && next.epoch > epoch ? next : null,
    awaitsMark: place === null && from !== '' && wasElsewhere && marked < epoch,
    spent: [],
    holder: '',
  };
}

function joinedBy(
  { timing }: AccessRouterContext,
  request: 'Join' | 'PlaceQuery',
  { host, epoch }: AttachedHost,
  standing: StandingCode,
): Params<'answer'> {
  const lease = standing === 'active' ? null : delayOf('ATTACH_LEASE', 0, timing);
  return {
    to: host,
    request,
    message: { type: 'Joined', attachment: { host, epoch, standing }, lease },
  };
}

function transitAnswer(to: string, state: AttachmentStateCode, epoch: number): Params<'answer'> {
  return { to, request: 'Transit', message: { type: 'TransitAnswer', transitState: { state, epoch } } };
}
