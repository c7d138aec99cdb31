/** The destination host in the model: what its effects do to the copy, and what it hears. */
import type { AnyStateMachine } from 'xstate';
import { destinationHostMachine } from '../machines/destination-host.ts';
import type {
  DestinationHostEffect,
  DestinationHostEvent,
  DestinationHostInput,
  DestinationHostStep,
} from '../machines/index.ts';
import { type DestinationDeed, destinationObjection, type LastStep } from '../machines/journal-cover.ts';
import { changed, run, type Copies } from './copies.ts';
import { facts, versionOf, withoutReasons } from './facts.ts';
import { hostKey, partyOf, standingOf } from './machine-role.ts';
import type { JournalRecord, Outcome, Parcel, Request, Role } from './role.ts';

const input: Omit<DestinationHostInput, 'timing'> = {
  machine: facts.machine,
  migration: facts.migration,
  epoch: facts.epoch,
  self: facts.destination,
  source: facts.source,
};

const votes = { memory: 'yes', disk: 'yes', device: 'yes', network: 'yes' } as const;
const estimate = { memory: 0, device: 0, fence: 0, network: 0, rebind: 0, gap: 0 };

/** The role of a destination host, or of a wrong one. */
export function destinationRole(machine: AnyStateMachine = destinationHostMachine): Role<Copies> {
  return {
    name: 'destination',
    party: partyOf(machine, input),
    keyOf: hostKey,
    request: (effect) => requestOf(effect as DestinationHostEffect),
    outcomes: (effect, copies) => outcomesOf(effect as DestinationHostEffect, copies),
    crash: losses,
    hear,
    requests: ['StatusQuery'],
    standing: standingOf,
    objection: (effect, journal) => objectionTo(effect as DestinationHostEffect, journal),
  };
}

/** A host that loses its power takes with it what never ran; a copy that runs is out of the hands of the protocol. */
function losses(copies: Copies): Copies[] {
  const { is } = copies.destination;
  if (is === 'none' || is === 'running') return [copies];
  return [copies, changed(copies, 'destination', { is: 'none', version: 0 })];
}

function requestOf(effect: DestinationHostEffect): Request {
  switch (effect.type) {
    case 'send':
      return { kind: 'send', to: effect.params.to, message: withoutReasons(effect.params.message) };
    case 'answer':
      return { kind: 'answer', request: 'StatusQuery', to: 'source', message: effect.params.message };
    case 'writeJournal':
      return { kind: 'write', record: withoutReasons(effect.params.record) };
    case 'reserve':
    case 'loadRound':
    case 'startMachine':
    case 'releaseCopy':
      return { kind: 'operate' };
    case 'askAdmission':
      return { kind: 'ask' };
    case 'report':
      return { kind: 'none' };
  }
}

function hear({ message }: Parcel): DestinationHostEvent {
  const { type, ...rest } = message;
  const verdict = type === 'Offer' || type === 'Prepare' ? { verdict: 'valid' } : {};
  // The address of the sender is part of every message; here it says nothing.
  const address = type === 'Offer' ? { address: { nodes: '' } } : {};
  return { type: `received.${type}`, ...rest, ...verdict, ...address } as DestinationHostEvent;
}

function outcomesOf(effect: DestinationHostEffect, copies: Copies): Outcome<Copies>[] {
  const tell = (event: DestinationHostEvent, text: string, after = copies): Outcome<Copies> => ({
    event,
    copies: after,
    fault: null,
    text,
  });
  const { destination } = copies;
  switch (effect.type) {
    case 'askAdmission':
      return [
        tell({ type: 'decide.accept' }, 'the policy accepts'),
        { ...tell({ type: 'decide.refuse', reason: 'policy' }, 'the policy refuses'), fault: 'softFailure' },
      ];
    case 'reserve': {
      const reserved =
        destination.is === 'none' ? changed(copies, 'destination', { is: 'reserved' }) : copies;
      return [
        tell({ type: 'machine.reserved', votes, estimate }, 'memory is reserved', reserved),
        {
          ...tell(
            { type: 'machine.reserved', votes: { ...votes, disk: 'no' }, estimate },
            'a disk is not ready',
          ),
          fault: 'softFailure',
        },
        {
          ...tell({ type: 'machine.reserveFailed', reason: 'hypervisor' }, 'nothing can be reserved'),
          fault: 'softFailure',
        },
      ];
    }
    case 'loadRound': {
      const { round, last } = effect.params;
      const failed = tell({ type: 'transfer.failed', reason: 'hypervisor' }, 'the round cannot be loaded');
      if (destination.is !== 'reserved' && destination.is !== 'loaded') return [failed];
      const loaded =
        last === 'no'
          ? tell(
              { type: 'transfer.loaded', round: round.round, received: round.chunks },
              'the round is loaded',
            )
          : tell(
              { type: 'transfer.complete', round: round.round, digest: round.digest },
              'the whole state is loaded',
              changed(copies, 'destination', { is: 'loaded', version: versionOf(round.digest) }),
            );
      return [loaded, { ...failed, fault: 'softFailure' }];
    }
    case 'startMachine': {
      const failed = tell(
        { type: 'machine.startFailed', reason: 'hypervisor' },
        'the machine cannot be started',
      );
      if (destination.is === 'none' || destination.is === 'reserved') return [failed];
      const started = tell(
        { type: 'machine.started' },
        'the machine runs',
        run(copies, 'destination', effect.params.epoch),
      );
      return destination.is === 'running' ? [started] : [started, { ...failed, fault: 'startFailure' }];
    }
    case 'releaseCopy':
      return [
        tell(
          { type: 'machine.released' },
          'the copy is let go',
          changed(copies, 'destination', { is: 'none', version: 0 }),
        ),
      ];
    default:
      throw new TypeError(`${effect.type} has no outcome`);
  }
}

function deedOf(effect: DestinationHostEffect): DestinationDeed | undefined {
  switch (effect.type) {
    case 'send':
      return { does: 'send', message: effect.params.message.type };
    case 'startMachine':
      return { does: 'start' };
    case 'releaseCopy':
      return { does: 'release' };
    default:
      return undefined;
  }
}

/** What must be durable before the destination host says or does something. */
function objectionTo(effect: DestinationHostEffect, journal: JournalRecord | null): string | null {
  const deed = deedOf(effect);
  const step = (journal?.step ?? 'nothing') as LastStep<DestinationHostStep>;
  return deed === undefined ? null : destinationObjection(deed, step);
}
