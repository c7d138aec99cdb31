/** The source host in the model: what its effects do to the copy, and what it hears. */
import type { AnyStateMachine } from 'xstate';
import type {
  SourceHostEffect,
  SourceHostEvent,
  SourceHostInput,
  SourceHostStep,
} from '../machines/index.ts';
import { type LastStep, type SourceDeed, sourceObjection } from '../machines/journal-cover.ts';
import { sourceHostMachine } from '../machines/source-host.ts';
import { changed, run, type Copies } from './copies.ts';
import { digestOf, facts, withoutReasons } from './facts.ts';
import { hostKey, partyOf, standingOf } from './machine-role.ts';
import type { JournalRecord, Outcome, Parcel, Request, Role } from './role.ts';

const input: Omit<SourceHostInput, 'timing'> = {
  machine: facts.machine,
  migration: facts.migration,
  epoch: facts.epoch,
  self: facts.source,
  destination: facts.destination,
};

/** The role of a source host, or of a wrong one. */
export function sourceRole(machine: AnyStateMachine = sourceHostMachine): Role<Copies> {
  return {
    name: 'source',
    party: partyOf(machine, input),
    keyOf: hostKey,
    request: (effect) => requestOf(effect as SourceHostEffect),
    outcomes: (effect, copies) => outcomesOf(effect as SourceHostEffect, copies),
    crash: (copies) => [copies],
    hear,
    requests: ['Order', 'Cancel', 'StatusQuery'],
    standing: standingOf,
    objection: (effect, journal) => objectionTo(effect as SourceHostEffect, journal),
  };
}

function requestOf(effect: SourceHostEffect): Request {
  switch (effect.type) {
    case 'send':
      return { kind: 'send', to: effect.params.to, message: withoutReasons(effect.params.message) };
    case 'answer': {
      const { request, message } = effect.params;
      const to = request === 'StatusQuery' ? 'destination' : 'operator';
      return { kind: 'answer', request, to, message: plainAnswer(withoutReasons(message)) };
    }
    case 'writeJournal':
      return { kind: 'write', record: withoutReasons(effect.params.record) };
    case 'copyRound':
    case 'freezeMachine':
    case 'thawMachine':
    case 'discardCopy':
      return { kind: 'operate' };
    case 'askRound':
      return { kind: 'ask' };
    case 'refuse':
    case 'report':
      return { kind: 'none' };
  }
}

/** Of a status the destination reads only the outcome. */
function plainAnswer(message: Parcel['message']): Parcel['message'] {
  if (message.type !== 'StatusAnswer') return message;
  const { outcome } = (message as unknown as { status: { outcome: string } }).status;
  return Object.assign({ type: message.type }, { status: { outcome } });
}

function hear({ message }: Parcel): SourceHostEvent {
  const { type, ...rest } = message;
  switch (type) {
    case 'Order':
      return { type: 'order.migrate', verdict: 'valid', ...rest } as SourceHostEvent;
    case 'OfferAccept':
      return { type: 'received.OfferAccept', verdict: 'valid' };
    case 'Cancel':
      return { type: 'received.Cancel', authorised: true };
    default:
      return { type: `received.${type}`, ...rest } as SourceHostEvent;
  }
}

function outcomesOf(effect: SourceHostEffect, copies: Copies): Outcome<Copies>[] {
  const tell = (event: SourceHostEvent | null, text: string, after = copies): Outcome<Copies> => ({
    event,
    copies: after,
    fault: null,
    text,
  });
  const { source } = copies;
  switch (effect.type) {
    case 'copyRound':
      return [
        tell({ type: 'machine.copied', round: roundOf(effect.params.round, 0) }, 'a round is read'),
        { ...tell({ type: 'machine.copyFailed' }, 'a round cannot be read'), fault: 'softFailure' },
      ];
    case 'freezeMachine': {
      const failed = tell({ type: 'machine.freezeFailed' }, 'the machine cannot be stopped');
      if (source.is === 'none') return [failed];
      const stateDigest = { digest: digestOf(source.version) };
      const round = roundOf(effect.params.round, source.version);
      return [
        tell(
          { type: 'machine.frozen', round, stateDigest },
          'the machine stands still',
          changed(copies, 'source', { is: 'frozen' }),
        ),
        { ...failed, fault: 'softFailure' },
      ];
    }
    case 'thawMachine':
      if (source.is === 'none') return [tell(null, 'there is no machine to run')];
      return [
        tell({ type: 'machine.thawed' }, 'the machine runs', run(copies, 'source', effect.params.epoch)),
      ];
    case 'discardCopy':
      return [
        tell(
          { type: 'machine.discarded' },
          'the copy is destroyed',
          changed(copies, 'source', { is: 'none' }),
        ),
      ];
    case 'askRound':
      return [
        tell({ type: 'decide.freeze' }, 'the policy decides to freeze'),
        { ...tell({ type: 'decide.nextRound' }, 'the policy wants another round'), fault: 'round' },
        {
          ...tell({ type: 'decide.abort', reason: 'no-convergence' }, 'the policy gives up'),
          fault: 'softFailure',
        },
      ];
    default:
      throw new TypeError(`${effect.type} has no outcome`);
  }
}

function roundOf(
  round: number,
  version: number,
): { round: number; chunks: number; octets: number; digest: string } {
  return { round, chunks: 1, octets: 4096, digest: digestOf(version) };
}

function deedOf(effect: SourceHostEffect): SourceDeed | undefined {
  switch (effect.type) {
    case 'send':
      return { does: 'send', message: effect.params.message.type };
    case 'freezeMachine':
      return { does: 'freeze' };
    case 'thawMachine':
      return { does: 'thaw', epoch: effect.params.epoch };
    case 'discardCopy':
      return { does: 'discard' };
    default:
      return undefined;
  }
}

/** What must be durable before the source host says or does something. */
function objectionTo(effect: SourceHostEffect, journal: JournalRecord | null): string | null {
  const deed = deedOf(effect);
  const step = (journal?.step ?? 'nothing') as LastStep<SourceHostStep>;
  return deed === undefined ? null : sourceObjection(deed, step, facts.epoch);
}
