/** What a destination host says and writes, made of what it remembers (chapter 06). */
import type { AnswerCode } from '../protocol/generated/codes.ts';
import type { RoundJson } from '../protocol/generated/record-json.ts';
import type { ParamsOf } from './effects.ts';
import type {
  DestinationHostContext,
  DestinationHostEffect,
  DestinationHostRecord,
  DestinationHostStep,
  DestinationOffer,
} from './destination-host-events.ts';
import { reasonRecord, type PermitClaims } from './records.ts';

type Params<Type extends DestinationHostEffect['type']> = ParamsOf<DestinationHostEffect, Type>;

/** What the parameters of an action are made of. */
export interface Args {
  readonly context: DestinationHostContext;
}

/** The acceptance of the offer. */
export function offerAccept(): Params<'send'> {
  return { to: 'source', message: { type: 'OfferAccept' } };
}

/** The refusal of the message that is being handled, with the reason why the migration ended. */
export function refusal({ context }: Args): Params<'send'> {
  return refuse(context.reason ?? 'policy');
}

/** The refusal of the message that is being handled. */
export function refuse(reason: Parameters<typeof reasonRecord>[0]): Params<'send'> {
  return { to: 'source', message: { type: 'Refused', reason: reasonRecord(reason) } };
}

/** The votes: `Ready`, or the report of a dry run. */
export function ready({ context }: Args): Params<'send'> {
  const { votes, estimate } = context;
  if (votes === null || estimate === null) throw new TypeError('no votes to tell');
  const isDryRun = offerOf(context).purpose.purpose === 'dry-run';
  return { to: 'source', message: { type: isDryRun ? 'DryRunReport' : 'Ready', votes, estimate } };
}

/** How far a round has come. */
export function progress(round: number, received: number, complete: AnswerCode): Params<'send'> {
  return { to: 'source', message: { type: 'Progress', progress: { round, received, complete } } };
}

/** A whole round is here. */
export function roundComplete(round: RoundJson): Params<'send'> {
  return progress(round.round, round.chunks, 'yes');
}

/** The whole state is here. */
export function complete({ context }: Args): Params<'send'> {
  return { to: 'source', message: { type: 'Complete', stateDigest: { digest: context.stateDigest } } };
}

/** What became of the commit? */
export function statusQuery(): Params<'send'> {
  return { to: 'source', message: { type: 'StatusQuery' } };
}

/** What does the register hold? */
export function witnessRead(): Params<'send'> {
  return { to: 'witness', message: { type: 'WitnessRead' } };
}

/** The machine runs here. */
export function running({ context }: Args): Params<'send'> {
  return { to: 'source', message: { type: 'Running', running: { epoch: context.epoch } } };
}

/** The compare-and-set that hands the machine back at the witness. */
export function swapBack({ context }: Args): Params<'send'> {
  return {
    to: 'witness',
    message: {
      type: 'WitnessSwap',
      ticket: offerOf(context).ticket,
      swap: {
        expected: context.epoch,
        epoch: context.epoch + 1,
        owner: context.source,
        digest: context.stateDigest,
      },
    },
  };
}

/** The machine goes back. */
export function giveBack({ context }: Args): Params<'send'> {
  const { statement } = context;
  return {
    to: 'source',
    message: {
      type: 'GiveBack',
      permit: returnPermit(context),
      reason: reasonRecord(context.reason ?? 'hypervisor'),
      ...(statement === null ? {} : { statement }),
    },
  };
}

/** The reservation is gone. */
export function aborted({ context }: Args): Params<'send'> {
  return { to: 'source', message: { type: 'Aborted', reason: reasonRecord(context.reason ?? 'policy') } };
}

/** The record of a step. */
export function record(context: DestinationHostContext, step: DestinationHostStep): DestinationHostRecord {
  switch (step) {
    case 'accepted':
      return { step, purpose: offerOf(context).purpose, ...place(context) };
    case 'prepared':
      return { step, ...place(context) };
    case 'complete':
      return { step, ...place(context), stateDigest: { digest: context.stateDigest } };
    case 'permitted':
      return {
        step,
        ...place(context),
        ...(context.permit === null ? {} : { permit: context.permit }),
        ...(context.statement === null ? {} : { statement: context.statement }),
      };
    case 'running':
      return { step, running: { epoch: context.epoch } };
    case 'given-back':
      return {
        step,
        ...place(context),
        permit: returnPermit(context),
        reason: reasonRecord(context.reason ?? 'hypervisor'),
      };
    case 'released':
      return { step, reason: reasonRecord(context.reason ?? 'policy') };
  }
}

/** How a migration ended, for people. */
export function ending(what: Params<'report'>['what']): (args: Args) => Params<'report'> {
  return ({ context }) => ({ what, reason: context.reason });
}

/** The offer of a migration that has one. */
export function offerOf(context: DestinationHostContext): DestinationOffer {
  if (context.offer === null) throw new TypeError('a destination host without an offer was asked to act');
  return context.offer;
}

function place(
  context: DestinationHostContext,
): Pick<DestinationHostRecord, 'ticket' | 'address' | 'witness'> {
  const { ticket, address, witness } = offerOf(context);
  return { ticket, address, ...(witness === null ? {} : { witness }) };
}

function returnPermit(context: DestinationHostContext): PermitClaims {
  return {
    machine: context.machine,
    migration: context.migration,
    epoch: context.epoch + 1,
    holder: context.source,
    digest: context.stateDigest,
    serial: offerOf(context).ticket.serial,
  };
}
