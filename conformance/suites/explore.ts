/**
 * Makes the finite machine of a party: the machine that documents it is driven through the endpoint of the reference,
 * every stimulus of the alphabet in every state that can be reached. A state is where the parties stand and what they
 * remember; how often they have repeated themselves counts as nothing.
 */
import { type Implementation, referenceImplementation } from '../../src/agent/index.ts';
import { toHex } from '../../src/core/hex.ts';
import { timers } from '../../spec/registry/timers.ts';
import { inProcessIut } from '../iut/in-process.ts';
import { Session } from '../session.ts';
import type { Mealy, Word } from './mealy.ts';
import { stageOf } from './stage.ts';
import { type Alphabet, restart, type Stimulus, wait } from './stimulus.ts';
import { watchParties } from './watch.ts';

/** A finite machine, and what suites say about its transitions. */
export interface Explored {
  readonly machine: Mealy;
  /** By state and input: the requirements that the transitions of the party carry out. */
  readonly clauses: readonly (readonly (readonly string[])[])[];
  /** By state: how long time passes until the party does something else than repeat itself, in milliseconds. */
  readonly waits: readonly number[];
  /** By input: what was given when it was given for the first time. */
  readonly samples: readonly Sample[];
}

/** A stimulus as it was given once. */
export interface Sample {
  readonly given: readonly { readonly does: string; readonly packet?: string }[];
  /** Messages whose latest copy decides what is given. */
  readonly of: readonly string[];
}

/** More states than that are no abstraction. */
const mostStates = 2_000;

/** A party that repeats itself so often without a change of state does so for ever. */
const mostRepeats = 64;

/** How long time passes where nothing is to come, in milliseconds. */
const quietMs = 60_000;

/** What is known of a state and of what follows it. */
interface Row {
  readonly next: number[];
  readonly output: number[];
  readonly applicable: boolean[];
  readonly clauses: (readonly string[])[];
  /** How long time passes here. */
  ms: number;
}

/**
 * Drives the reference through an alphabet.
 *
 * @param onState told how many states are done, and how many are known.
 * @throws RangeError when there are too many states.
 */
export async function explore(
  alphabet: Alphabet,
  onState: (done: number, known: number) => void = () => undefined,
): Promise<Explored> {
  const bench = await benchOf(alphabet);
  const outputs = new Map([['', 0]]);
  const numberOf = new Map<string, number>();
  const samples: Sample[] = [];
  const found: { readonly name: string; readonly word: Word; readonly row: Row }[] = [];
  const discover = (word: Word): number => {
    const key = bench.key();
    const known = numberOf.get(key);
    if (known !== undefined) return known;
    const row: Row = { next: [], output: [], applicable: [], clauses: [], ms: 0 };
    if (found.length === mostStates) throw new RangeError(`${alphabet.name}: over ${mostStates} states`);
    numberOf.set(key, found.length);
    return found.push({ name: bench.name(), word, row }) - 1;
  };
  const reach = async (word: Word): Promise<void> => {
    await bench.begin();
    let state = 0;
    for (const input of word) {
      const { row } = found[state]!;
      await bench.play(input, row.ms);
      state = row.next[input]!;
    }
    bench.dropClauses();
  };
  await bench.begin();
  discover([]);
  for (const [state, { word, row }] of found.entries()) {
    onState(state, found.length);
    await reach(word);
    row.ms = await bench.patience();
    bench.dropClauses();
    let isThere = false;
    for (const input of alphabet.stimuli.keys()) {
      if (!isThere) await reach(word);
      const said = await bench.play(input, row.ms);
      if (said !== undefined) samples[input] ??= bench.sample();
      const target = discover([...word, input]);
      if (!outputs.has(said ?? '')) outputs.set(said ?? '', outputs.size);
      row.next.push(target);
      row.output.push(outputs.get(said ?? '')!);
      row.applicable.push(said !== undefined);
      row.clauses.push(bench.takeClauses());
      // Where nothing has changed the next stimulus can be given at once; time that passed may have changed a timer.
      isThere = target === state && !bench.isPatience(input);
    }
  }
  const rows = found.map(({ row }) => row);
  return {
    machine: {
      states: found.map(({ name }) => name),
      inputs: alphabet.stimuli.map(({ name }) => name),
      outputs: [...outputs.keys()],
      next: rows.map(({ next }) => next),
      output: rows.map(({ output }) => output),
      applicable: rows.map(({ applicable }) => applicable),
    },
    clauses: rows.map(({ clauses }) => clauses),
    waits: rows.map(({ ms }) => ms),
    samples,
  };
}

/** Where the reference is driven. */
interface Bench {
  begin(): Promise<void>;
  /** Gives a stimulus, by number; `ms` when it is that time passes. */
  play(input: number, ms: number): Promise<string | undefined>;
  isPatience(input: number): boolean;
  /** How long until the party does something else than repeat itself; that time passes meanwhile. */
  patience(): Promise<number>;
  /** What two moments have in common that are one state. */
  key(): string;
  /** The name of the state, for people. */
  name(): string;
  takeClauses(): readonly string[];
  dropClauses(): void;
  /** What the latest stimulus was. */
  sample(): Sample;
}

async function benchOf(alphabet: Alphabet): Promise<Bench> {
  const watch = watchParties(remembering(referenceImplementation));
  const iut = inProcessIut(watch.implementation);
  await iut.start();
  const { role, config = {}, stimuli } = alphabet;
  const session = new Session({ iut, role, config, runningTimers: [], leastDelays: {} });
  const stage = stageOf(session, alphabet);
  let now = 0;
  let before = 0;
  const play = async (stimulus: Stimulus, ms: number): Promise<string | undefined> => {
    before = session.steps.length;
    if (stimulus === restart) watch.forget();
    const said = await stage.play(stimulus, ms);
    if (stimulus === wait) now += ms;
    if (stimulus === restart) now = 0;
    watch.setTime(now);
    return said;
  };
  const key = (): string => [watch.standing(), stage.standing()].join('\n');
  return {
    async begin() {
      session.steps.length = 0;
      watch.forget();
      now = 0;
      await stage.begin();
      watch.setTime(0);
    },
    play: (input, ms) => play(stimuli[input]!, ms),
    isPatience: (input) => stimuli[input] === wait,
    async patience() {
      const before = key();
      const [began, running] = [now, watch.timers()];
      for (let firing = 0; firing < mostRepeats; firing += 1) {
        const next = Math.min(...watch.timers().map(({ at }) => at));
        if (next === Number.POSITIVE_INFINITY) return quietMs;
        await play(wait, next - now);
        if (key() !== before) return now - began;
      }
      // It repeats itself for ever: long enough for once at least, however slow it has become.
      return Math.max(...running.map(({ name }) => timers[name].ceiling));
    },
    key,
    name: () => watch.states().join(' + '),
    takeClauses: () => watch.takeClauses(),
    dropClauses: () => watch.dropClauses(),
    sample: () => ({
      given: session.steps.slice(before).flatMap(({ way, what, octets }) => {
        if (way === 'to') return [octets === undefined ? { does: what } : { does: what, packet: octets }];
        return what === 'crash and restart' ? [{ does: what }] : [];
      }),
      of: stage.asked(),
    }),
  };
}

/** The same words are heard again and again here; that their signature is good need be found out once. */
function remembering(implementation: Implementation): Implementation {
  const good = new Set<string>();
  return {
    ...implementation,
    verifyMessage(octets, message) {
      const name = toHex(octets);
      if (good.has(name)) return { ok: true, value: message };
      const judged = implementation.verifyMessage(octets, message);
      if (judged.ok) good.add(name);
      return judged;
    },
  };
}
