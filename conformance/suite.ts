/**
 * The kit inside the tests of a project: one test for each case, registered with the functions of whatever test runner
 * the project has. What did not decide is no passed test.
 */
import type { Case } from './case.ts';
import { loadCatalogue } from './catalogue.ts';
import { type Answer, type Iut, IutError } from './iut/port.ts';
import { kitVersion } from './package-root.ts';
import type { CaseResult } from './report.ts';
import { resultText } from './reporters/console.ts';
import { run } from './runner.ts';
import { isSelected, type Selection } from './selection.ts';

/** What a test is given: vitest and node:test have a `skip` here that says why. */
export interface TestContext {
  skip?(reason: string): void;
}

/** The functions of a test runner; those of vitest, node:test and others with the same words fit. */
export interface TestFunctions {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: (context: TestContext) => Promise<void>): unknown;
  afterAll(body: () => Promise<void>): unknown;
}

/** What is judged, and by which cases. */
export interface SuiteOptions {
  readonly iut: Iut;
  /** All cases without it. */
  readonly selection?: Partial<Selection>;
  /** The cases to choose from; without it the catalogue of the kit. */
  readonly catalogue?: readonly Case[];
  /** The command that repeats a case, for the message of a failed test. */
  repeatWith?(id: string): string;
}

/** A case did not pass; the message is the part of the report about it. */
export class CaseError extends Error {
  readonly code = 'CASE_NOT_PASSED';
  readonly result: CaseResult;

  constructor(result: CaseResult) {
    super(resultText(result));
    this.result = result;
  }
}

/**
 * Registers one test for each selected case. A case that the manifest does not claim is skipped with the reason; a
 * failed, inconclusive or broken one fails. The implementation is started by the first test and kept for the others.
 *
 * @throws RangeError when no case is selected: tests that prove nothing are no success
 */
export async function conformanceSuite(test: TestFunctions, options: SuiteOptions): Promise<void> {
  const { iut, selection = {}, catalogue = await loadCatalogue() } = options;
  const wanted: Selection = { filter: [], roles: [], requirements: [], ...selection };
  const selected = catalogue.filter((one) => isSelected(one, wanted));
  if (selected.length === 0)
    throw new RangeError(`no case is selected of ${catalogue.length}; see "xlmp list"`);
  const kept = keptRunning(iut);
  test.describe('XLMP conformance', () => {
    for (const one of selected) {
      test.it(`${one.id}: ${one.title}`, async (context) => {
        const result = await judge(one, catalogue, kept, options);
        if (result.verdict === 'skipped' && context.skip !== undefined) context.skip(result.reason!);
        else if (result.verdict !== 'pass') throw new CaseError(result);
      });
    }
    test.afterAll(() => iut.stop());
  });
}

async function judge(
  one: Case,
  catalogue: readonly Case[],
  kept: KeptIut,
  { repeatWith = (id) => `xlmp check --filter '${id}'` }: SuiteOptions,
): Promise<CaseResult> {
  try {
    const report = await run({
      iut: kept,
      catalogue: catalogue.filter(({ id }) => id === one.id || id === one.twin),
      selection: { filter: [one.id], roles: [], requirements: [] },
      repeat: 1,
      kit: kitVersion(),
      repeatWith,
    });
    return report.results.find(({ id }) => id === one.id)!;
  } catch (error) {
    if (error instanceof IutError) kept.lost();
    throw error;
  }
}

/** An implementation that outlives a run. */
interface KeptIut extends Iut {
  /** The next run starts it again. */
  lost(): void;
}

/** A run starts, greets and stops what it judges; between two runs the process and its greeting are kept. */
function keptRunning(iut: Iut): KeptIut {
  let greeting: Answer | undefined;
  let isBeginning = true;
  return {
    ...iut,
    get realTime() {
      return iut.realTime;
    },
    async start() {
      if (isBeginning && greeting !== undefined) {
        isBeginning = false;
        return;
      }
      isBeginning = false;
      greeting = undefined;
      await iut.start();
    },
    async ask(ask) {
      if (ask.do === 'hello' && greeting !== undefined) return greeting;
      const answer = await iut.ask(ask);
      if (ask.do === 'hello') greeting = answer;
      return answer;
    },
    async stop() {
      isBeginning = true;
    },
    lost() {
      greeting = undefined;
    },
  };
}
