/**
 * What the explorer has to know of a party to put it into a world: how it begins and steps, what its effects ask of
 * the surroundings, and how the surroundings may answer. `Copies` is what is true of the machine, whoever knows it.
 */
import type { PartyState, TimerCommand } from '../machines/index.ts';

/** A party as the explorer runs it; what it is told and asks is known to its role. */
export interface ExploredParty {
  /** @param journal the merged record of the journal; null when nothing was written. */
  readonly begin: (journal: JournalRecord | null) => ExploredStep;
  readonly step: (state: PartyState<unknown>, event: ExploredEvent) => ExploredStep;
}

/** An event of any party. */
export interface ExploredEvent {
  readonly type: string;
}

/** A request of any party. */
export interface ExploredEffect {
  readonly type: string;
  readonly params: unknown;
}

/** The next state and the requests. */
export interface ExploredStep {
  readonly state: PartyState<unknown>;
  readonly outputs: readonly (ExploredEffect | TimerCommand)[];
}

/** A record of a journal. */
export interface JournalRecord {
  readonly step: string;
}

/** A message under way: kept for ever, so that it can come late, twice, or after a later one; or never. */
export interface Parcel {
  readonly from: string;
  readonly to: string;
  readonly message: { readonly type: string };
}

/** What an effect asks of the surroundings. */
export type Request =
  | { readonly kind: 'send'; readonly to: string; readonly message: Parcel['message'] }
  /** Answers the open requests of a type; nobody hears it when none is open. */
  | {
      readonly kind: 'answer';
      readonly request: string;
      readonly to: string;
      readonly message: Parcel['message'];
    }
  | { readonly kind: 'write'; readonly record: JournalRecord }
  /** An operation of the hypervisor; operations of a party are carried out in order, equal ones at once. */
  | { readonly kind: 'operate' }
  /** A decision of the policy. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'none' };

/** The kinds of faults that are counted; a configuration allows so many of each. */
export const faultKinds = [
  /** A party stops at any moment and goes on from its journal. */
  'crash',
  /** A machine whose state is whole cannot be started. */
  'startFailure',
  /** A policy, a vote or another operation says no. */
  'softFailure',
  /** The journal says that it failed; the record may be durable or not. */
  'journalFailure',
  /** A timer that bounds an operation runs out while the operation is under way. */
  'stall',
  /** Somebody cancels, and may repeat that. */
  'cancel',
  /** All that is under way is lost, so that only repetition helps. */
  'loss',
  /** The policy wants another round. */
  'round',
] as const;

/** A kind of fault. */
export type Fault = (typeof faultKinds)[number];

/** One way in which an operation or a question ends. */
export interface Outcome<Copies> {
  /** What the party is told; null when it is told nothing. */
  readonly event: ExploredEvent | null;
  readonly copies: Copies;
  /** What it uses up; null for the ordinary way. */
  readonly fault: Fault | null;
  readonly text: string;
}

/** A party and its surroundings. */
export interface Role<Copies> {
  readonly name: string;
  readonly party: ExploredParty;
  /** What makes two states one; it may leave out what nothing that matters reads. */
  readonly keyOf: (state: PartyState<unknown>) => string;
  readonly request: (effect: ExploredEffect) => Request;
  /** How an operation or a question may end. The first way that uses up nothing is what happens in a crash. */
  readonly outcomes: (effect: ExploredEffect, copies: Copies) => readonly Outcome<Copies>[];
  /** What a crash may do to the copies; the copies as they were among them. */
  readonly crash: (copies: Copies) => readonly Copies[];
  /** The event of a message; null when the endpoint would drop it. */
  readonly hear: (parcel: Parcel) => ExploredEvent | null;
  /** The types of messages that stay open until they are answered. */
  readonly requests: readonly string[];
  /** Whether the party waits for nothing, and whether the migration is over for it. */
  readonly standing: (state: PartyState<unknown>) => { readonly rests: boolean; readonly ended: boolean };
  /** What is wrong with an effect at this moment of the journal; null when it is covered. */
  readonly objection: (effect: ExploredEffect, journal: JournalRecord | null) => string | null;
}
