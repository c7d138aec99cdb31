/**
 * The implementation under test as the kit sees it: a verb goes in, reports come out, then it is done.
 * What carries the lines is the business of the adapters beside this file.
 */
import type { Ask, Report } from './lines.ts';

/** Everything that the implementation said in answer to a verb, in order. */
export interface Answer {
  readonly reports: readonly Report[];
  /** Why it could not do the verb; undefined when it did. */
  readonly failed?: string;
}

/** How much longer an implementation may take to start than for a step, in milliseconds. */
export const startingMs = 20_000;

/** An implementation under test. */
export interface Iut {
  /** The adapter, for reports: `in process`, `stdio`, `udp`. */
  readonly adapter: string;
  /** Whether time passes by itself; through UDP the answer to `hello` decides it. */
  readonly realTime: boolean;
  /** Starts it, or starts it again after it died. @throws IutError */
  start(): Promise<void>;
  /** Has it do a verb. One at a time. @throws IutError when it cannot be talked to any more */
  ask(ask: Ask): Promise<Answer>;
  /** In real time: what has come later than it might have, at most one packet; at once, whether there is any or not. */
  late(): Promise<Answer>;
  /** In real time: how long a step took at most of late, in milliseconds. Timers must be long against that. */
  stepMs(): number;
  /** Milliseconds of real time spent waiting for time to pass so far; 0 in virtual time. */
  waitedMs(): number;
  /** Says goodbye, and ends what does not go by itself. Never throws. */
  stop(): Promise<void>;
}

/** The members of an implementation whose time stands still but for `advance`. */
export const virtualTime = {
  realTime: false,
  late: () => Promise.resolve({ reports: [] }),
  stepMs: () => 0,
  waitedMs: () => 0,
} as const satisfies Partial<Iut>;

/** Why an implementation cannot be talked to. */
export type IutErrorCode =
  /** The command could not be started at all. */
  | 'IUT_COMMAND'
  /** It ended before it said that it was done. */
  | 'IUT_EXITED'
  /** It did not say that it was done in time. */
  | 'IUT_TIMEOUT'
  /** It said more than any stimulus calls for. */
  | 'IUT_FLOOD'
  /** It said something that is no line of the protocol. */
  | 'IUT_GARBAGE'
  /** It speaks another version of the adapter protocol. */
  | 'IUT_VERSION'
  /** It answered a verb that was not asked. */
  | 'IUT_ORDER'
  /** Its manifest is wrong. */
  | 'IUT_MANIFEST'
  /** The network did not carry what it should. */
  | 'IUT_NETWORK'
  /** The record of a run, which is judged again, goes on otherwise than the case does. */
  | 'IUT_RECORD';

/** The implementation cannot be talked to; the message says what happened and what to do. */
export class IutError extends Error {
  readonly code: IutErrorCode;

  constructor(code: IutErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
