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

/** One thing that a party may be: a state, and the records that it may have written. */
interface Situation {
  readonly path: string;
  /** In order, joined by spaces. */
  readonly records: string;
}

/** A set of situations by their text. */
export type Situations = ReadonlyMap<string, Situation>;

/** A message that was not heard. */
export interface Lack {
  readonly message: MessageName;
  readonly clauses: readonly RequirementId[];
}

const [heardPrefix, recordPrefix, resumePrefix] = ['received.', 'writeJournal ', 'resumesFrom '];

/** The machine of a party, seen from outside. */
export class Automaton {
  private readonly states: ReadonlyMap<string, StateDescription>;
  private readonly start: string;

  constructor(machine: MachineDescription) {
    this.states = new Map(machine.states.map((state) => [state.path, state]));
    this.start = this.innermost(machine.initial);
  }

  /** The situations in which the party is before anything was seen. */
  begin(): Situations {
    return setOf([{ path: this.start, records: '' }]);
  }

  /** All situations that these may have become when the party may have heard messages of these names. */
  spread(from: Situations, heard: ReadonlySet<MessageName>): Situations {
    const found = new Map(from);
    const open = [...from.values()];
    for (let last = open.pop(); last !== undefined; last = open.pop()) {
      const one = last;
      const restarted = { path: this.start, records: one.records };
      const next = this.ways(one, heard).map((way) => this.after(one, way));
      for (const other of [...next, restarted]) {
        if (found.has(nameOf(other))) continue;
        found.set(nameOf(other), other);
        open.push(other);
      }
    }
    return found;
  }

  /** The situations after a message of this name was sent; empty when none of these can send it. */
  sent(spread: Situations, heard: ReadonlySet<MessageName>, name: MessageName): Situations {
    const after = [...spread.values()].flatMap((one) =>
      this.ways(one, heard)
        .filter((way) => this.effectsOf(one, way).includes(`send ${name}`))
        .map((way) => this.after(one, way)),
    );
    return setOf(after);
  }

  /** Whether some state of the machine sends messages of this name. */
  sends(name: MessageName): boolean {
    return this.sending(name).length > 0;
  }

  /** What would have had to be heard for a message of this name to be sent, and the clauses that ask for it. */
  lacking(spread: Situations, heard: ReadonlySet<MessageName>, name: MessageName): Lack | undefined {
    for (const one of spread.values())
      for (const way of this.around(one.path).flatMap(({ transitions }) => transitions)) {
        const message = way.on.slice(heardPrefix.length) as MessageName;
        if (!way.on.startsWith(heardPrefix) || heard.has(message)) continue;
        const clauses = way.requirements as readonly RequirementId[];
        if (this.effectsOf(one, way).includes(`send ${name}`)) return { message, clauses };
        const more = new Set([...heard, message]);
        const after = this.spread(setOf([this.after(one, way)]), more);
        if (this.sent(after, more, name).size > 0) return { message, clauses };
      }
    return undefined;
  }

  /** The clauses about sending messages of this name, those about doing it for the first time before others. */
  clausesOf(name: MessageName): readonly RequirementId[] {
    const ways = this.sending(name);
    const first = ways.filter(({ on }) => !on.startsWith('after '));
    return [...new Set([...first, ...ways].flatMap(({ requirements }) => requirements))] as RequirementId[];
  }

  private sending(name: MessageName): readonly TransitionDescription[] {
    return [...this.states.values()].flatMap(({ path, transitions }) =>
      transitions.filter((way) => this.effectsOf({ path, records: '' }, way).includes(`send ${name}`)),
    );
  }

  /** The ways out of a situation, and out of the states around it. */
  private ways(
    { path, records }: Situation,
    heard: ReadonlySet<MessageName>,
  ): readonly TransitionDescription[] {
    const written = records.split(' ');
    return this.around(path).flatMap(({ transitions }) =>
      transitions.filter(({ on, guard }) => {
        if (on.startsWith(heardPrefix)) return heard.has(on.slice(heardPrefix.length) as MessageName);
        if (!guard.startsWith(resumePrefix)) return true;
        const [steps = ''] = guard.slice(resumePrefix.length).split(',');
        return steps.split(' or ').some((step) => written.includes(step));
      }),
    );
  }

  private after({ path, records }: Situation, way: TransitionDescription): Situation {
    const written = this.effectsOf({ path, records }, way)
      .filter((label) => label.startsWith(recordPrefix))
      .map((label) => label.slice(recordPrefix.length));
    const all = new Set([...records.split(' ').filter(Boolean), ...written]);
    return {
      path: way.target === '' ? path : this.innermost(way.target),
      records: [...all].sort().join(' '),
    };
  }

  /** What a transition does, and what is done on the way out of one state and into the other. */
  private effectsOf({ path }: Situation, { actions, target }: TransitionDescription): readonly string[] {
    if (target === '') return actions;
    const left = this.around(path).flatMap(({ exit }) => exit);
    return [...left, ...actions, ...this.around(this.innermost(target)).flatMap(({ entry }) => entry)];
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

function nameOf({ path, records }: Situation): string {
  return `${path} ${records}`;
}

function setOf(situations: readonly Situation[]): Situations {
  return new Map(situations.map((one) => [nameOf(one), one]));
}
