/** What a source host says and writes, made of what it remembers (chapter 05). */
import type { CancelOutcomeCode, ReasonCode } from '../protocol/generated/codes.ts';
import type { ParamsOf } from './effects.ts';
import { reasonRecord, type PermitClaims } from './records.ts';
import type {
  SourceHostContext,
  SourceHostEffect,
  SourceHostRecord,
  SourceHostStep,
  SourceOrder,
} from './source-host-events.ts';
import { statusOf, type Standing } from './standing.ts';

type Params<Type extends SourceHostEffect['type']> = ParamsOf<SourceHostEffect, Type>;

/** What the parameters of an action are made of. */
export interface Args {
  readonly context: SourceHostContext;
}

/** The offer of the machine. */
export function offer({ context }: Args): Params<'send'> {
  const { purpose, freezeBudget, ticket, witness } = orderOf(context);
  return {
    to: 'destination',
    message: { type: 'Offer', purpose, freezeBudget, ticket, ...(witness === null ? {} : { witness }) },
  };
}

/** The request to reserve. */
export function prepare(): Params<'send'> {
  return { to: 'destination', message: { type: 'Prepare' } };
}

/** The chunks of the round in hand. */
export function manifest({ context }: Args): Params<'send'> {
  return { to: 'destination', message: { type: 'Manifest', round: context.round } };
}

/** The end of the state. */
export function freeze({ context }: Args): Params<'send'> {
  return {
    to: 'destination',
    message: { type: 'Freeze', round: context.round, stateDigest: { digest: context.stateDigest } },
  };
}

/** The compare-and-set that hands the machine over at the witness. */
export function swap({ context }: Args): Params<'send'> {
  return {
    to: 'witness',
    message: {
      type: 'WitnessSwap',
      ticket: orderOf(context).ticket,
      swap: {
        expected: context.epoch - 1,
        epoch: context.epoch,
        owner: context.destination,
        digest: context.stateDigest,
      },
    },
  };
}

/** The permission to run, with the statement of the witness where there is one. */
export function commit({ context }: Args): Params<'send'> {
  const { statement } = context;
  return {
    to: 'destination',
    message: { type: 'Commit', permit: permit(context), ...(statement === null ? {} : { statement }) },
  };
}

/** The answer to a machine that was given back. */
export function runningAgain({ context }: Args): Params<'send'> {
  return { to: 'destination', message: { type: 'Running', running: { epoch: context.epoch + 1 } } };
}

/** The end of the migration before its commit. */
export function abort({ context }: Args): Params<'send'> {
  return { to: 'destination', message: { type: 'Abort', reason: reasonRecord(context.reason ?? 'timeout') } };
}

/** The answer to everybody who asked to cancel. */
export function cancelAnswer(outcome: CancelOutcomeCode): Params<'answer'> {
  return { request: 'Cancel', message: { type: 'CancelAnswer', cancelResult: { outcome } } };
}

/** The answer to an order, also to a repeated one. */
export function orderAnswer(context: SourceHostContext, standing: Standing): Params<'answer'> {
  const { votes, estimate } = context;
  return {
    request: 'Order',
    message: {
      type: 'OrderAnswer',
      status: statusOf(context.epoch, standing),
      ...(votes === null ? {} : { votes }),
      ...(estimate === null ? {} : { estimate }),
    },
  };
}

/** The record of a step. */
export function record(context: SourceHostContext, step: SourceHostStep): SourceHostRecord {
  switch (step) {
    case 'ordered': {
      const { purpose, freezeBudget } = orderOf(context);
      return { step, purpose, freezeBudget, ...place(context) };
    }
    case 'frozen':
      return { step, ...place(context) };
    case 'committed':
      return { step, ...place(context), permit: permit(context) };
    case 'swapped':
      return {
        step,
        ...place(context),
        permit: permit(context),
        ...(context.statement === null ? {} : { statement: context.statement }),
      };
    case 'source-done':
      return { step };
    case 'source-aborted':
      return { step, reason: reasonRecord(context.reason ?? 'timeout') };
    case 'regained':
      return { step, ...context.returned };
  }
}

/** How a migration ended, for people. */
export function ending(
  what: Params<'report'>['what'],
): (args: Args) => { what: Params<'report'>['what']; reason: ReasonCode | null } {
  return ({ context }) => ({ what, reason: context.reason });
}

/** The order of a migration that has one. */
export function orderOf(context: SourceHostContext): SourceOrder {
  if (context.order === null) throw new TypeError('a source host without an order was asked to act');
  return context.order;
}

function place(context: SourceHostContext): Pick<SourceHostRecord, 'ticket' | 'target' | 'witness'> {
  const { ticket, target, witness } = orderOf(context);
  return { ticket, target, ...(witness === null ? {} : { witness }) };
}

function permit(context: SourceHostContext): PermitClaims {
  return {
    machine: context.machine,
    migration: context.migration,
    epoch: context.epoch,
    holder: context.destination,
    digest: context.stateDigest,
    serial: orderOf(context).ticket.serial,
  };
}
