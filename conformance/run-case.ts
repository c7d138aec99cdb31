/** Runs one case once, and makes a verdict of whatever happens. */
import type { Case } from './case.ts';
import { contextOf } from './context.ts';
import type { Step } from './exchange.ts';
import type { GroundId } from './ground/grounds.ts';
import { type Iut, IutError } from './iut/port.ts';
import type { Manifest } from './manifest.ts';
import { partyOf } from './selection.ts';
import { type Check, RefusedVerbError, Session } from './session.ts';
import { ExpectationError, GroundError, type Mismatch, type Verdict } from './verdict.ts';

/** What one run of a case found. */
export interface CaseRun {
  readonly verdict: Verdict;
  readonly reason?: string;
  /** The ground of the graph that was not reached. */
  readonly missing?: string;
  readonly mismatch?: Mismatch;
  readonly exchange: readonly Step[];
  /** Expectations that took packets of the exchange. */
  readonly checks: readonly Check[];
  readonly durationMs: number;
  readonly waitedMs: number;
  /** Whether the implementation must be started again before anything else. */
  readonly lost: boolean;
}

/** Runs a case once against an implementation that was started and greeted. @param onReach told of its grounds */
export async function runCase(
  one: Case,
  iut: Iut,
  manifest: Manifest,
  onReach?: (id: GroundId) => void,
): Promise<CaseRun> {
  const session = new Session({
    iut,
    role: partyOf(one),
    config: one.config ?? {},
    runningTimers: one.timers ?? [],
    leastDelays: manifest.timers,
  });
  const began = performance.now();
  const waitedBefore = iut.waitedMs();
  const found = await play(one, session, onReach);
  return {
    ...found,
    exchange: session.steps,
    checks: session.checks,
    durationMs: performance.now() - began,
    waitedMs: iut.waitedMs() - waitedBefore,
  };
}

type Found = Pick<CaseRun, 'verdict' | 'reason' | 'missing' | 'mismatch' | 'lost'>;

async function play(one: Case, session: Session, onReach?: (id: GroundId) => void): Promise<Found> {
  try {
    await session.reset();
    await one.run(contextOf(session, partyOf(one), onReach));
    return { verdict: 'pass', lost: false };
  } catch (error) {
    return judge(error);
  }
}

function judge(error: unknown): Found {
  if (error instanceof ExpectationError) return { verdict: 'fail', mismatch: error.mismatch, lost: false };
  if (error instanceof GroundError)
    return {
      verdict: 'inconclusive',
      reason: `ground not reached: ${error.message}`,
      ...(error.ground === undefined ? {} : { missing: error.ground }),
      lost: false,
    };
  if (error instanceof RefusedVerbError)
    return { verdict: 'inconclusive', reason: error.message, lost: false };
  if (error instanceof IutError) return { verdict: 'error', reason: error.message, lost: true };
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { verdict: 'error', reason: `the kit broke: ${trace}`, lost: false };
}
