/**
 * What a party may be doing, as far as its messages tell: the set of all states of its machine that are compatible with
 * what it was seen to send and with what it can have heard. Nobody outside sees conditions, timers, the hypervisor, the
 * journal or a restart, so each of them may be any way; only messages decide.
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type {
  MachineDescription,
  StateDescription,
  TransitionDescription,
} from '../../src/machines/index.ts';
import { afterwards, closureOf, setOf, type StateSet } from './state-set.ts';

/** One thing that a party may be: a state, and the records that it may have written. There is one object for each. */
interface Situation {
  readonly name: string;
  readonly path: string;
  readonly records: ReadonlySet<string>;
  /** What may become of it; found out when it is asked for. */
  steps: readonly Step[] | undefined;
}

/** A way out of a state or of those around it, and what is done on the way. */
interface Way {
  /** What must have been heard. */
  readonly heard: MessageName | undefined;
  /** One of these records must have been written; undefined when it does not matter. */
  readonly resumesFrom: readonly string[] | undefined;
  readonly sends: ReadonlySet<string>;
  readonly writes: readonly string[];
  /** The innermost state that is entered. */
  readonly target: string;
  readonly requirements: readonly RequirementId[];
  readonly isTimed: boolean;
}

/** A way that a situation may take, and what it is then. */
interface Step {
  readonly way: Way;
  readonly after: Situation;
}

/** A set of situations. */
export type Situations = StateSet<Situation>;

/** A message that was not heard. */
export interface Lack {
  readonly message: MessageName;
  readonly clauses: readonly RequirementId[];
}

const [heardPrefix, recordPrefix, sendPrefix, resumePrefix, timedPrefix] = [
  'received.',
  'writeJournal ',
  'send ',
  'resumesFrom ',
  'after ',
];

/** The machine of a party, seen from outside. */
export class Automaton {
  private readonly states: ReadonlyMap<string, StateDescription>;
  private readonly start: string;
  private readonly ways: ReadonlyMap<string, readonly Way[]>;
  private readonly situations = new Map<string, Situation>();

  constructor(machine: MachineDescription) {
    this.states = new Map(machine.states.map((state) => [state.path, state]));
    this.start = this.innermost(machine.initial);
    this.ways = new Map(
      machine.states.map(({ path }) => [
        path,
        this.around(path).flatMap(({ transitions }) => transitions.map((one) => this.wayOf(path, one))),
      ]),
    );
  }

  /** The situations in which the party is before anything was seen. */
  begin(): Situations {
    return setOf([this.situation(this.start, new Set())], nameOf);
  }

  /** All situations that these may have become when the party may have heard messages of these names. */
  spread(from: Situations, heard: ReadonlySet<MessageName>): Situations {
    return closureOf(
      from,
      (one) => [
        ...this.steps(one, heard).map(({ after }) => after),
        // It may have crashed.
        this.situation(this.start, one.records),
      ],
      nameOf,
    );
  }

  /** The situations after a message of this name was sent; empty when none of these can send it. */
  sent(spread: Situations, heard: ReadonlySet<MessageName>, name: MessageName): Situations {
    return afterwards(
      spread,
      (one) =>
        this.steps(one, heard)
          .filter(({ way }) => way.sends.has(name))
          .map(({ after }) => after),
      nameOf,
    );
  }

  /** Whether some state of the machine sends messages of this name. */
  sends(name: MessageName): boolean {
    return this.sending(name).length > 0;
  }

  /** What would have had to be heard for a message of this name to be sent, and the clauses that ask for it. */
  lacking(spread: Situations, heard: ReadonlySet<MessageName>, name: MessageName): Lack | undefined {
    for (const one of spread.values())
      for (const { way, after } of this.allSteps(one)) {
        const message = way.heard;
        if (message === undefined || heard.has(message)) continue;
        const clauses = way.requirements;
        if (way.sends.has(name)) return { message, clauses };
        const more = new Set([...heard, message]);
        if (this.sent(this.spread(setOf([after], nameOf), more), more, name).size > 0)
          return { message, clauses };
      }
    return undefined;
  }

  /** The clauses about sending messages of this name, those about doing it for the first time before others. */
  clausesOf(name: MessageName): readonly RequirementId[] {
    const ways = this.sending(name);
    const first = ways.filter(({ isTimed }) => !isTimed);
    return [...new Set([...first, ...ways].flatMap(({ requirements }) => requirements))];
  }

  private sending(name: MessageName): readonly Way[] {
    return [...this.ways.values()].flat().filter(({ sends }) => sends.has(name));
  }

  private steps(one: Situation, heard: ReadonlySet<MessageName>): readonly Step[] {
    return this.allSteps(one).filter(({ way }) => way.heard === undefined || heard.has(way.heard));
  }

  private allSteps(one: Situation): readonly Step[] {
    one.steps ??= this.ways.get(one.path)!.flatMap((way) => {
      if (way.resumesFrom?.some((step) => one.records.has(step)) === false) return [];
      const records = new Set([...one.records, ...way.writes]);
      return [{ way, after: this.situation(way.target, records) }];
    });
    return one.steps;
  }

  private situation(path: string, records: ReadonlySet<string>): Situation {
    const name = `${path} ${[...records].sort().join(' ')}`;
    const known = this.situations.get(name);
    if (known !== undefined) return known;
    const one: Situation = { name, path, records, steps: undefined };
    this.situations.set(name, one);
    return one;
  }

  private wayOf(path: string, { on, guard, actions, target, requirements }: TransitionDescription): Way {
    const inside = target === '' ? path : this.innermost(target);
    // What is done on the way out of one state and into the other counts, too.
    const effects =
      target === ''
        ? actions
        : [
            ...this.around(path).flatMap(({ exit }) => exit),
            ...actions,
            ...this.around(inside).flatMap(({ entry }) => entry),
          ];
    const [steps = ''] = guard.slice(resumePrefix.length).split(',');
    return {
      heard: startingWith(heardPrefix, [on])[0] as MessageName | undefined,
      resumesFrom: guard.startsWith(resumePrefix) ? steps.split(' or ') : undefined,
      sends: new Set(startingWith(sendPrefix, effects)),
      writes: startingWith(recordPrefix, effects),
      target: inside,
      requirements: requirements as readonly RequirementId[],
      isTimed: on.startsWith(timedPrefix),
    };
  }

  private innermost(path: string): string {
    const initial = this.states.get(path)?.initial ?? '';
    return initial === '' ? path : this.innermost(`${path}.${initial}`);
  }

  private around(path: string): readonly StateDescription[] {
    const names = path.split('.');
    return names.flatMap((_, at) => this.states.get(names.slice(0, at + 1).join('.')) ?? []);
  }
}

/** What stands behind a prefix in the texts that have it. */
function startingWith(prefix: string, texts: readonly string[]): readonly string[] {
  return texts.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length));
}

function nameOf({ name }: Situation): string {
  return name;
}
