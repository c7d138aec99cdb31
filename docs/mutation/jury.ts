/**
 * The process that judges: it has the kit and one copy of the reference, and is told mutants. A mutant that never ends
 * makes it end, and another one goes on.
 */
import { setImmediate } from 'node:timers/promises';
import { loadCatalogue } from '../../conformance/catalogue.ts';
import { greet } from '../../conformance/iut/hello.ts';
import type { Iut } from '../../conformance/iut/port.ts';
import { readManifest } from '../../conformance/manifest.ts';
import { notClaimed } from '../../conformance/selection.ts';
import { suiteCases } from '../../conformance/suites/suite-cases.ts';
import { candidates } from './candidate.ts';
import { Docket } from './docket.ts';
import type { Judgement } from './mutant.ts';
import { measureReach } from './reach.ts';
import { rememberCrypto } from './remembered-crypto.ts';
import type { StateWatcher } from './states.ts';
import { judge } from './trial.ts';
import { watchdog } from './watchdog.ts';
import { readInstrumented, readReach, writeReach } from './workshop.ts';

/** What a jury is asked: the ids of mutants, in the order in which they are judged. */
export interface Task {
  readonly mutants: readonly string[];
  readonly mostCases: number;
  /** Whether the generated suites judge, too. */
  readonly suites: boolean;
  /** A pattern of the ids of the cases that judge; without it all of them. */
  readonly cases?: string;
}

/** What it says. */
export type Word =
  | { readonly is: 'case'; readonly id: string }
  | { readonly is: 'measured'; readonly done: number; readonly all: number }
  | { readonly is: 'judged'; readonly mutant: string; readonly judgement: Judgement };

/** Least milliseconds between two words that only say how far it is. */
const breathMs = 1000;

/** Waits for its task, does it, and ends. */
export function serveAsJury(): void {
  process.once('message', (task) => {
    void serve(task as Task).then(() => process.disconnect());
  });
  process.once('disconnect', () => process.exit());
  // A mutant may let a promise fail that nobody waits for; what it does not answer then, its case notices.
  process.on('uncaughtException', () => undefined);
}

async function serve({ mutants, mostCases, suites, cases: pattern = '' }: Task): Promise<void> {
  rememberCrypto();
  const instrumented = readInstrumented();
  const make = candidates(instrumented.scripts.switching);
  const reference = make();
  const manifest = readManifest((await greet(reference)).manifest);
  await reference.stop();
  if ('length' in manifest) throw new RangeError(`the manifest of the reference: ${manifest.join('; ')}`);
  const catalogue = [...(await loadCatalogue()), ...(suites ? suiteCases() : [])];
  const cases = catalogue.filter((one) => notClaimed(one, manifest) === undefined);
  const say = (word: Word): void => void process.send!(word);
  let spoke = 0;
  const live = watchdog();
  const breathe = (word: Word): void => {
    live();
    if (performance.now() - spoke < breathMs) return;
    spoke = performance.now();
    say(word);
  };
  let reach = readReach(instrumented);
  const measured = new Set(reach?.cases.map(({ id }) => id));
  const unmeasured = cases.filter(({ id }) => !measured.has(id));
  if (reach === undefined || unmeasured.length > 0) {
    const saying = (watcher: StateWatcher): (() => Iut) =>
      candidates(instrumented.scripts.sayingPlaces, watcher);
    const onMeasured = (done: number, all: number): void => breathe({ is: 'measured', done, all });
    reach = await measureReach(saying, unmeasured, manifest, onMeasured, reach);
    writeReach(instrumented, reach);
  }
  const judges = cases.filter(({ id }) => new RegExp(pattern).test(id));
  const docket = new Docket(judges, reach, instrumented);
  const byId = new Map(instrumented.mutants.map((mutant) => [mutant.id, mutant]));
  const onCase = (id: string): void => breathe({ is: 'case', id });
  for (const id of mutants) {
    // Cases wait for nothing: without this the process would not notice that nobody listens any more.
    await setImmediate();
    const judgement = await judge(byId.get(id)!, { docket, manifest, mostCases, make, onCase });
    say({ is: 'judged', mutant: id, judgement: { ...judgement, ...(suites ? { suites } : {}) } });
  }
}
