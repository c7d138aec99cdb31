/** The words of an exploration: what is explored, what a world looks like to who judges it, and what comes out. */
import type { NumberList } from './number-list.ts';
import type { Fault, Parcel, Role } from './role.ts';

/** How many faults of each kind may happen; a kind that is left out may not. */
export type FaultBudget = Readonly<Partial<Record<Fault, number>>>;

/** What is explored. */
export interface Setting<Copies> {
  readonly roles: readonly Role<Copies>[];
  readonly copies: Copies;
  /** Parcels that the operator repeats until they are answered; they are never lost. */
  readonly orders: readonly Parcel[];
  readonly faults: FaultBudget;
  /** What is known of a promise when an answer goes to the operator. */
  readonly told: (copies: Copies, parcel: Parcel) => Copies;
  /** What is wrong with a world; empty when nothing is. Called once for each world. */
  readonly judge: (world: WorldView<Copies>) => readonly Finding[];
}

/** Bounds and wishes for a run. */
export interface ExploreOptions {
  /** The most worlds that are kept; then the exploration is incomplete. */
  readonly limit: number;
  /** Ends at the first finding on one of these properties; the way to it is then a shortest one. */
  readonly stopAt: readonly string[];
}

/** One world, to be judged. */
export interface WorldView<Copies> {
  readonly parties: readonly PartyView[];
  readonly copies: Copies;
  readonly faults: FaultBudget;
}

/** One party of a world. */
export interface PartyView {
  readonly name: string;
  /** The name of the state, inner names after dots. */
  readonly state: string;
  readonly rests: boolean;
  readonly ended: boolean;
  /** Whether a timer runs or an answer of the surroundings is to come. */
  readonly waitsForSomething: boolean;
  /** The step of the last durable record; empty when there is none. */
  readonly journal: string;
  readonly open: readonly string[];
}

/** A property that does not hold. */
export interface Finding {
  /** The property, as P1. */
  readonly property: string;
  readonly text: string;
}

/** A finding, and where. */
export interface FindingAt extends Finding {
  readonly world: number;
  /** The move after that world, where the finding is about a move; null where it is about the world. */
  readonly move: number | null;
}

/** What was explored; worlds are known by their index. */
export interface Exploration<Copies> {
  readonly complete: boolean;
  readonly worlds: number;
  /** Worlds from 0 up to here were left by all their moves; the rest is the border of an incomplete exploration. */
  readonly expanded: number;
  readonly edges: number;
  /** Distinct cells of all parties: how many local steps the composed edges come from. */
  readonly cells: number;
  /** The first finding of each kind. */
  readonly findings: readonly FindingAt[];
  readonly view: (world: number) => WorldView<Copies>;
  /** The moves from the beginning to a finding. */
  readonly way: (finding: FindingAt) => readonly Taken<Copies>[];
  /** The edges without faults, as pairs of from and to. */
  readonly ordinary: { readonly from: NumberList; readonly to: NumberList };
}

/** A move of the way to a world. */
export interface Taken<Copies> {
  /** The name of the party; empty for the network. */
  readonly actor: string;
  readonly text: string;
  readonly hears: Parcel | null;
  readonly sends: readonly Parcel[];
  readonly before: WorldView<Copies>;
  readonly after: WorldView<Copies>;
}
