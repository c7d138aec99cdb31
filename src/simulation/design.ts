/**
 * What a design for staying reachable looks like to the simulation: ends that talk to each other, machines that are
 * told to move, parties that crash, and what its routers keep.
 */
import type { Clock } from '../ports/clock.ts';
import type { MoveResult } from './result.ts';
import type { Freeze } from './flow-record.ts';

/** One end of a conversation. */
export interface Pipe {
  /** Sends octets, all or, on a stream, as many as there is room for; gives how many. */
  send(octets: Uint8Array): number;
  /** Gets what arrives; the octets are not to be changed. Set it when the pipe is made. */
  onData: (octets: Uint8Array) => void;
  /** Called when a stream has room again. */
  onRoom?: () => void;
}

/** The kinds of conversations. */
export type PipeKind = 'datagram' | 'stream';

/** Somebody who talks: a machine or a correspondent. */
export interface End {
  readonly name: string;
  /** Its own clock: that of a machine stands still with it. */
  readonly clock: Clock;
  /** Opens a conversation; `ready` gets it as soon as it carries something. */
  open(to: End, kind: PipeKind, ready: (pipe: Pipe) => void): void;
  /** Gets the conversations that others open. */
  onOpen: (pipe: Pipe, from: string, kind: PipeKind) => void;
}

/** A machine that moves. */
export interface Mover {
  /** The name of the host that it is at. */
  readonly host: string;
  readonly freezes: readonly Freeze[];
}

/** What an access router keeps. */
export interface RouterState {
  readonly name: string;
  /** Rows for machines. */
  readonly rows: number;
  readonly held: number;
  readonly dropped: number;
}

/** A design at work in a network. */
export interface Design {
  end(name: string): End;
  mover(name: string): Mover;
  /** Orders a migration; `record` is filled in as it goes on. */
  move(machine: string, to: string, record: Writable<MoveResult>): void;
  /** The operator cancels the last migration of a machine. */
  cancel(machine: string): void;
  /** The operator asks what became of every migration. */
  askAll(): void;
  crash(party: string, restartAfterMs: number): void;
  routers(): readonly RouterState[];
  /** The host at which a machine runs; undefined when it runs nowhere. */
  runsAt(machine: string): string | undefined;
  /** What was seen that must not be, as sentences that begin with the invariant. */
  violations(): readonly string[];
}

/** A record that is still being written. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };
