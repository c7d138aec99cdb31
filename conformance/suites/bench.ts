/** Where the reference is driven through an alphabet, with its parties watched. */
import { type Implementation, referenceImplementation } from '../../src/agent/index.ts';
import { toHex } from '../../src/core/hex.ts';
import { timers } from '../../spec/registry/timers.ts';
import { restartNote } from '../exchange.ts';
import { inProcessIut } from '../iut/in-process.ts';
import { Session } from '../session.ts';
import { stageOf } from './stage.ts';
import { type Alphabet, restart, type Stimulus, wait } from './stimulus.ts';
import { watchParties } from './watch.ts';

/** A stimulus by number, and how long time passes when it is that time passes, in milliseconds. */
export interface Step {
  readonly input: number;
  readonly ms: number;
}

/** A stimulus as it was given once. */
export interface Sample {
  readonly given: readonly { readonly does: string; readonly packet?: string }[];
  /** Messages whose latest copy decides what is given. */
  readonly of: readonly string[];
}

/** A bench. */
export interface Bench {
  begin(): Promise<void>;
  /** Gives a stimulus; what it brought, or undefined when it is no answer to anything. */
  play(step: Step): Promise<string | undefined>;
  /** How long until the party does something else than repeat itself; that time passes meanwhile. */
  patience(): Promise<number>;
  /** What two moments have in common that are one state, as far as it is seen. */
  key(): string;
  /** The name of the state, for people. */
  name(): string;
  takeClauses(): readonly string[];
  dropClauses(): void;
  /** What the latest stimulus was. */
  sample(): Sample;
}

/** A party that repeats itself so often without a change of state does so for ever. */
const mostRepeats = 64;

/** How long time passes where nothing is to come, in milliseconds. */
const quietMs = 60_000;

/** Makes a bench. */
export async function benchOf(alphabet: Alphabet): Promise<Bench> {
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
    play: ({ input, ms }) => play(stimuli[input]!, ms),
    async patience() {
      const doing = (): string => [watch.doing(), stage.standing()].join('\n');
      const at = doing();
      const [began, running] = [now, watch.timers()];
      for (let firing = 0; firing < mostRepeats; firing += 1) {
        const next = Math.min(...watch.timers().map((timer) => timer.at));
        if (next === Number.POSITIVE_INFINITY) return quietMs;
        await play(wait, next - now);
        if (doing() !== at) return now - began;
      }
      // It repeats itself for ever: long enough for once at least, however slow it has become.
      return Math.max(...running.map(({ name }) => timers[name].ceiling));
    },
    key,
    name: () => watch.states().join(' + '),
    takeClauses: () => watch.takeClauses(),
    dropClauses: () => watch.dropClauses(),
    sample: () => ({
      given: session.steps
        .slice(before)
        .filter(({ way, what }) => way === 'to' || what === restartNote)
        // What is done several times in a row stands there once.
        .filter(({ what, octets }, at, steps) => octets !== undefined || steps[at - 1]?.what !== what)
        .map(({ what, octets }) => (octets === undefined ? { does: what } : { does: what, packet: octets })),
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
