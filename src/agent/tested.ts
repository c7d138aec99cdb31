/** What an adapter runs in a role besides hosts and witnesses: peers, and who helps them. */
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../ports/store.ts';
import type { Transport } from '../ports/transport.ts';
import type { AdapterReport } from './adapter-reports.ts';
import type { CommonConfig, Members } from './adapter-config.ts';
import type { Implementation } from './implementation.ts';

/** What is under test. */
export interface Tested {
  /** Does what no message can say. @throws OrderError for an order that it does not know or cannot follow. */
  order(order: Members): void;
  /** Stops as a crash does. */
  stop(): void;
}

/** What it is made with. */
export interface TestedSetup {
  readonly config: CommonConfig;
  readonly implementation: Implementation;
  readonly clock: Clock;
  readonly transport: Transport;
  /** The journal, which outlives a restart. */
  readonly store: Store;
  readonly random: Random;
  readonly log: Log;
  /** Tells the kit. */
  readonly report: (report: AdapterReport) => void;
}

/** An order that cannot be followed; the message says why. */
export class OrderError extends Error {}
