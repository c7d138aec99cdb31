/** What an agent beside a machine is told, and what it does for the applications that run on it. */
import type { Peer, PeerAddress, PeerPolicy, PeerSession, Rendezvous } from '../adaptation/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { AttachmentJson } from '../protocol/index.ts';

/** What runs on the peer of a machine at this host, such as a gateway for its IP packets. */
export interface CompanionApplication {
  /** A session is open: once for each, before anything arrives in it, those that came with the machine too. */
  onSession(session: PeerSession): void;
  /**
   * The machine has stopped. Takes in what is left of what it has sent, and then calls `done` with what is to travel
   * with it: plain data, at most {@link mostApplicationText} characters in JSON; undefined for nothing. Nothing
   * arrives after that.
   */
  freeze?(done: (state: unknown) => void): void;
  /** The machine goes on here: the migration was given up. */
  thaw?(): void;
  /** The machine is not here any more, or the agent of the host ends. The last call. */
  stop(): void;
}

/** What an application is made with. */
export interface CompanionContext {
  /** The id of the HID of the machine, in hexadecimal. */
  readonly machine: string;
  /** The epoch under which it runs here. */
  readonly epoch: number;
  readonly peer: Peer;
  /** Stands still while the machine does. */
  readonly clock: Clock;
  readonly log: Log;
  /** What `freeze` gave at the other host, not to be trusted; undefined for a machine that begins here. */
  readonly state: unknown;
  /** What the configuration of the machine says to applications; undefined for a machine that came from elsewhere. */
  readonly settings: unknown;
}

/** Makes the application of a machine; undefined for none. */
export type Applications = (context: CompanionContext) => CompanionApplication | undefined;

/** A machine that begins at a host with an agent beside it. */
export interface CompanionMachine {
  /** The seed of its key, 32 octets. */
  readonly seed: Uint8Array;
  /** By default 1. */
  readonly epoch?: number;
  /** What its access router says of it; without it the router is asked when it is heard. */
  readonly attachment?: AttachmentJson;
  readonly rendezvous?: Rendezvous;
  /** Whom it opens sessions of datagrams with as soon as it is attached, and again when they are lost. */
  readonly open?: readonly PeerAddress[];
  /** For applications. */
  readonly settings?: unknown;
}

/** The agents beside the machines of a host. Machines that come bring key and state with them. */
export interface CompanionsConfig {
  /** Those that begin here. */
  readonly machines?: readonly CompanionMachine[];
  readonly applications?: Applications;
  readonly policy?: PeerPolicy;
  /** Called when an agent begins, stops or ends here. */
  readonly onChange?: (machine: string, what: 'running' | 'frozen' | 'gone', epoch: number) => void;
}
