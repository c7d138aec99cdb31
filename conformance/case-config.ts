/** What a case may configure. */
import type { TimerName } from '../spec/registry/timers.ts';

/** What a case may ask of `reset`. */
export interface CaseConfig {
  /** Local policy of the implementation. */
  readonly policy?: Readonly<Record<string, unknown>>;
  /** What it is to speak, instead of what it speaks. */
  readonly versions?: Readonly<Record<string, number>>;
  /** Delays in milliseconds that are others than the kit gives anyway; only for cases in virtual time. */
  readonly timers?: Readonly<Partial<Record<TimerName, number>>>;
  /** Seconds since 1970-01-01T00:00Z on its wall clock. */
  readonly wallSeconds?: number;
  /** Its machine as it is at the start, for a source host. */
  readonly machines?: readonly object[];
  /** The access router of a host. */
  readonly router?: { readonly hid: string; readonly address: string };
  /** Whom machines want to be told by a host that may speak for them. */
  readonly contacts?: readonly object[];
  /** What its access router has stated of it, for a peer: the members of a statement of attachment. */
  readonly attachment?: object;
  /** Its rendezvous, for a peer. */
  readonly rendezvous?: { readonly hid: string; readonly address: string };
}
