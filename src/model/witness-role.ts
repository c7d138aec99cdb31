/** The witness in the model: one register, and a journal that may fail. */
import type { AnyStateMachine } from 'xstate';
import type { WitnessEffect, WitnessEvent, WitnessInput } from '../machines/index.ts';
import { witnessMachine } from '../machines/witness.ts';
import type { Copies } from './copies.ts';
import { facts } from './facts.ts';
import { partyOf, standingOf } from './machine-role.ts';
import type { JournalRecord, Parcel, Request, Role } from './role.ts';

const input: Omit<WitnessInput, 'timing'> = { machine: facts.machine };

/** The role of a witness, or of a wrong one. */
export function witnessRole(machine: AnyStateMachine = witnessMachine): Role<Copies> {
  return {
    name: 'witness',
    party: partyOf(machine, input),
    keyOf: witnessKey,
    request: (effect) => requestOf(effect as WitnessEffect),
    outcomes: () => [],
    crash: (copies) => [copies],
    hear,
    requests: [],
    standing: standingOf,
    objection: (effect, journal) => objectionTo(effect as WitnessEffect, journal),
  };
}

function witnessKey({ value, context }: Parameters<Role<Copies>['keyOf']>[0]): string {
  return JSON.stringify([value, context]);
}

function requestOf(effect: WitnessEffect): Request {
  switch (effect.type) {
    case 'send': {
      const to = effect.params.to === facts.source ? 'source' : 'destination';
      return { kind: 'send', to, message: effect.params.message };
    }
    case 'writeJournal':
      return { kind: 'write', record: effect.params.record };
  }
}

function hear({ from, message }: Parcel): WitnessEvent {
  const { type, ...rest } = message;
  const sender = { from: from === 'source' ? facts.source : facts.destination };
  if (type === 'WitnessRead') return { type: 'received.WitnessRead', ...sender };
  return {
    type: `received.${type}`,
    ...rest,
    ...sender,
    migration: facts.migration,
    verdict: 'valid',
  } as WitnessEvent;
}

/** A register counts when it is durable, and never goes back. */
function objectionTo(effect: WitnessEffect, journal: JournalRecord | null): string | null {
  const durable = (journal as { statement?: { epoch: number } } | null)?.statement?.epoch ?? 0;
  if (effect.type === 'writeJournal') {
    const isBack = effect.params.record.statement.epoch < durable;
    return isBack ? 'the witness puts an older epoch into its register' : null;
  }
  const { statement, swapResult } = effect.params.message;
  // A later register whose write failed may be durable all the same, behind the one that the answer speaks of.
  return swapResult.outcome !== 'swapped' || durable >= statement.epoch
    ? null
    : 'the witness says that it has set a register that is not in its journal';
}
