/** Looks into the parties of the reference while they run: where each stands, what it was told, when it wakes. */
import type { Implementation } from '../../src/agent/index.ts';
import { clausesTaken, type Party, type PartyState, type TimerCommand } from '../../src/machines/index.ts';
import type { TimerName } from '../../spec/registry/timers.ts';
import { firstOfMachine } from './observe.ts';

/** Any party, whatever it is told and asks for. */
type AnyParty = Party<unknown, { readonly type: string }, { readonly type: string }, object>;

/** What is seen of the parties. */
export interface Watch {
  /** The implementation with its parties watched. */
  readonly implementation: Implementation;
  /** Forgets parties that are gone, because everything begins anew. */
  forget(): void;
  /** Where every party stands, and what it remembers; not how often it has repeated itself. */
  standing(): string;
  /** The same, as far as it tells that a party does something else than to repeat itself. */
  doing(): string;
  /** The names of the states of the parties. */
  states(): readonly string[];
  /** The requirements of the transitions that were taken since the last call. */
  takeClauses(): readonly string[];
  /** Forgets what was taken; cheaper than to ask for it. */
  dropClauses(): void;
  /** Timers that run, and when they run out. */
  timers(): readonly { readonly name: TimerName; readonly at: number }[];
  /** Says what time it is, in milliseconds since the beginning. */
  setTime(now: number): void;
}

interface Instance {
  readonly id: string;
  state: PartyState<object>;
  readonly timers: Map<string, { readonly name: TimerName; readonly at: number }>;
}

/**
 * What a party remembers that is the same in every run, or only says how often it has repeated itself; and how a
 * record is signed and with what a restart began, which no later step asks about.
 */
const leftOut = new Set(['timing', 'count', 'algorithm', 'hash', 'key', 'signature', 'resume']);

/** What is seen of a value. */
type Sight = (value: unknown) => unknown;

const nothing: Sight = () => undefined;
const whetherThere: Sight = (value) => value !== '';

/** The numbers of announcements under an epoch: none, the first of the machine, and all later ones. */
const upToLater: Sight = (sequence) => Math.min(Number(sequence), firstOfMachine + 1);

/**
 * What is seen of what counts up in a party for ever, or is drawn at random; where more of it makes a difference, that
 * is found by asking. By party and member.
 */
const sights: Readonly<Record<string, Readonly<Record<string, Sight>>>> = {
  correspondent: {
    session: nothing,
    nonce: whetherThere,
    received: nothing,
    sent: nothing,
    answerOctets: nothing,
  },
  rebinding: { session: nothing, sequence: upToLater },
  registration: { sequence: upToLater },
};

/** Watches the parties of an implementation. */
export function watchParties(implementation: Implementation): Watch {
  const instances: Instance[] = [];
  const byState = new WeakMap<object, Instance>();
  let taken: (() => readonly string[])[] = [];
  let now = 0;

  const take = (
    instance: Instance,
    state: PartyState<object>,
    outputs: readonly { type: string }[],
  ): void => {
    instance.state = state;
    byState.set(state, instance);
    for (const output of outputs) {
      if (output.type !== 'arm' && output.type !== 'disarm') continue;
      const command = output as TimerCommand;
      if (command.type === 'disarm') instance.timers.delete(command.timer);
      else instance.timers.set(command.timer, { name: command.name, at: now + command.delayMs });
    }
  };
  const watched = (party: AnyParty): AnyParty => {
    const { id } = party.describe();
    return {
      ...party,
      begin(input) {
        const step = party.begin(input);
        const instance: Instance = { id, state: step.state, timers: new Map() };
        // One that is made anew for the same thing takes the place of the one before.
        const name = subjectOf(instance);
        const place = instances.findIndex((other) => subjectOf(other) === name);
        if (place >= 0) instances.splice(place, 1);
        instances.push(instance);
        take(instance, step.state, step.outputs);
        return step;
      },
      step(state, event) {
        const instance = byState.get(state);
        // A timer that runs out says what time it is.
        now = instance?.timers.get(event.type)?.at ?? now;
        instance?.timers.delete(event.type);
        taken.push(() => clausesTaken(id, state, event));
        const step = party.step(state, event);
        if (instance !== undefined) take(instance, step.state, step.outputs);
        return step;
      },
    };
  };
  const parties = Object.entries(implementation).filter(([, part]) => isParty(part));
  return {
    implementation: {
      ...implementation,
      ...Object.fromEntries(parties.map(([name, party]) => [name, watched(party as AnyParty)])),
    },
    forget() {
      instances.length = 0;
      now = 0;
    },
    standing: () => instances.filter(isStillThere).map(standingOf).join('\n'),
    doing: () => instances.filter(isStillThere).map(doingOf).join('\n'),
    states: () => instances.map(({ state }) => pathOf(state.value)),
    takeClauses() {
      const clauses = taken.flatMap((of) => of());
      taken = [];
      return [...new Set(clauses)].sort();
    },
    dropClauses() {
      taken = [];
    },
    timers: () => instances.flatMap(({ timers }) => [...timers.values()]),
    setTime(time) {
      now = time;
    },
  };
}

function standingOf({ id, state: { value, context } }: Instance): string {
  const kept = JSON.stringify(context, (name, part: unknown) => {
    if (leftOut.has(name)) return undefined;
    const sight = sights[id]?.[name];
    return sight === undefined ? part : sight(part);
  });
  return `${id} ${pathOf(value)} ${kept}`;
}

/**
 * Who announces a place tries so often under one number, whatever was answered meanwhile, and then under the next one:
 * one number is one repetition.
 */
const trying: ReadonlySet<unknown> = new Set(['announcing', 'proving']);

function doingOf(instance: Instance): string {
  const { id, state } = instance;
  if (id !== 'rebinding' || !trying.has(state.value)) return standingOf(instance);
  const { epoch, sequence } = state.context as Readonly<Record<string, unknown>>;
  return `${id} trying ${String(epoch)}.${String(sequence)}`;
}

/** A session that is over is forgotten by its parties, too. */
function isStillThere({ id, state: { value } }: Instance): boolean {
  return sights[id] === undefined || value !== 'ended';
}

/** Which party for what it is. */
function subjectOf({ id, state: { context } }: Instance): string {
  const { machine, migration, peer, session } = context as Readonly<Record<string, unknown>>;
  return [id, machine, migration, peer, session].join(' ');
}

function pathOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Object.entries(value as Record<string, unknown>)
    .map(([name, inner]) => `${name}.${pathOf(inner)}`)
    .join(' ');
}

function isParty(part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'begin' in part && 'step' in part && 'describe' in part;
}
