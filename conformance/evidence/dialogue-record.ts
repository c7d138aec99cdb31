/**
 * Everything that was said between the kit and an implementation in one run of a case, so that the case can be judged
 * again without the implementation.
 */
import type { Ask, Report } from '../iut/lines.ts';
import { type Answer, type Iut, IutError, type IutErrorCode } from '../iut/port.ts';

/** One thing that the kit asked, or one look for what came late, and what came. */
export interface Turn {
  /** Undefined for a look for what came late. */
  readonly ask?: Ask;
  readonly reports: readonly Report[];
  /** Why the implementation could not do it. */
  readonly failed?: string;
  /** Why it could not be talked to any more. */
  readonly broken?: { readonly code: IutErrorCode; readonly message: string };
}

/** The dialogue of one run of a case. */
export interface DialogueRecord {
  readonly adapter: string;
  readonly realTime: boolean;
  /** How long a step took at most when the run began, in milliseconds; timers were chosen by it. */
  readonly stepMs: number;
  readonly turns: readonly Turn[];
}

/** An implementation that is listened to. */
export interface RecordedIut extends Iut {
  /** What was said since the last time that this was asked. */
  takeRecord(): DialogueRecord;
}

/** Listens to an implementation. */
export function recordedIut(iut: Iut): RecordedIut {
  let turns: Turn[] = [];
  let stepMs = 0;
  const keep = async (ask: Ask | undefined, answer: Promise<Answer>): Promise<Answer> => {
    const asked = ask === undefined ? {} : { ask };
    try {
      const given = await answer;
      if (ask !== undefined || given.reports.length > 0) turns.push({ ...asked, ...given });
      return given;
    } catch (error) {
      if (error instanceof IutError)
        turns.push({ ...asked, reports: [], broken: { code: error.code, message: error.message } });
      throw error;
    }
  };
  return {
    adapter: iut.adapter,
    get realTime() {
      return iut.realTime;
    },
    start: () => iut.start(),
    ask: (ask) => keep(ask, iut.ask(ask)),
    late: () => keep(undefined, iut.late()),
    stepMs() {
      stepMs = iut.stepMs();
      return stepMs;
    },
    waitedMs: () => iut.waitedMs(),
    stop: () => iut.stop(),
    takeRecord() {
      const record = { adapter: iut.adapter, realTime: iut.realTime, stepMs, turns };
      turns = [];
      stepMs = 0;
      return record;
    },
  };
}
