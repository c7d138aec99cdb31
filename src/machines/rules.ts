/**
 * The rules that every machine keeps, so that the same machine can be run, judge others and be explored. Checked by a
 * walk over the machine; `docs/architecture.md` has the reasons.
 */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { requirements } from '../../spec/registry/requirements.ts';
import { timers } from '../../spec/registry/timers.ts';
import { eventName, transitionsOf } from './describe.ts';

/** One broken rule. */
export interface Breach {
  readonly rule:
    | 'description'
    | 'requirements'
    | 'not-named'
    | 'not-declared'
    | 'not-pure'
    | 'timer'
    | 'no-timer'
    | 'wildcard'
    | 'history'
    | 'max-iterations'
    | 'not-json';
  /** The state, and the event if there is one. */
  readonly where: string;
  readonly what: string;
}

const knownRequirements: ReadonlySet<string> = new Set(requirements.map(({ id }) => id));

/** Finds every breach of the rules in what a party remembers. */
export function contextBreaches(context: unknown): readonly Breach[] {
  return breachesOfValue(context, 'context');
}

/** Finds every breach of the rules in a machine. */
export function breaches(machine: AnyStateMachine): readonly Breach[] {
  const found: Breach[] = [];
  if (!Number.isFinite(machine.options.maxIterations ?? Number.POSITIVE_INFINITY)) {
    found.push({ rule: 'max-iterations', where: machine.id, what: 'not set' });
  }
  const walk = (node: AnyStateNode): void => {
    found.push(...breachesOfState(machine, node));
    for (const child of Object.values(node.states)) walk(child);
  };
  walk(machine.root);
  return found;
}

function breachesOfState(machine: AnyStateMachine, node: AnyStateNode): readonly Breach[] {
  const where = node.path.join('.') || '(root)';
  const found: Breach[] = [];
  if (node !== machine.root) found.push(...breachesOfNote(where, node));
  if (node.type === 'history') found.push({ rule: 'history', where, what: 'history state' });
  if (node.invoke.length > 0) found.push({ rule: 'not-pure', where, what: 'invoke' });
  for (const action of [...node.entry, ...node.exit]) found.push(...breachesOfAction(machine, where, action));
  for (const transition of transitionsOf(node)) {
    const place = `${where} on ${eventName(transition)}`;
    found.push(...breachesOfNote(place, transition));
    if (transition.eventType.includes('*')) found.push({ rule: 'wildcard', where: place, what: '*' });
    for (const action of transition.actions) found.push(...breachesOfAction(machine, place, action));
    if (transition.guard !== undefined) {
      found.push(...breachesOfName(machine.implementations.guards, place, transition.guard, 'guard'));
    }
  }
  return [...found, ...breachesOfTimers(machine, where, node)];
}

function breachesOfNote(where: string, noted: AnyStateNode | AnyTransitionDefinition): readonly Breach[] {
  const found: Breach[] = [];
  if ((noted.description ?? '') === '') found.push({ rule: 'description', where, what: 'none' });
  const { requirements: ids = [] } = (noted.meta ?? {}) as { requirements?: readonly string[] };
  if (ids.length === 0) found.push({ rule: 'requirements', where, what: 'none' });
  for (const id of ids) {
    if (!knownRequirements.has(id))
      found.push({ rule: 'requirements', where, what: `${id} is in no chapter` });
  }
  return found;
}

function breachesOfAction(machine: AnyStateMachine, where: string, action: unknown): readonly Breach[] {
  if (typeof action === 'function') return breachesOfFunction(where, action);
  const found = [...breachesOfName(machine.implementations.actions, where, action, 'action')];
  const name = nameOf(action) ?? '';
  const builtIn = builtInType(machine.implementations.actions[name]);
  if (builtIn !== undefined && builtIn !== 'xstate.assign') {
    found.push({ rule: 'not-pure', where, what: `${name} is ${builtIn}` });
  }
  return found;
}

/** What stands in a state as a function: the timers that xstate makes of `after`, or an action without a name. */
function breachesOfFunction(where: string, action: object): readonly Breach[] {
  const { id, sendId } = action as { readonly id?: unknown; readonly sendId?: unknown };
  if ([id, sendId].some((timer) => typeof timer === 'string' && timer.startsWith('xstate.after.'))) return [];
  const builtIn = builtInType(action);
  return builtIn === undefined || builtIn === 'xstate.assign'
    ? [{ rule: 'not-named', where, what: 'action' }]
    : [{ rule: 'not-pure', where, what: builtIn }];
}

function builtInType(action: unknown): string | undefined {
  const type: unknown = (action as { readonly type?: unknown } | undefined)?.type;
  return typeof type === 'string' && type.startsWith('xstate.') ? type : undefined;
}

function breachesOfName(
  declared: Readonly<Record<string, unknown>>,
  where: string,
  named: unknown,
  kind: 'action' | 'guard',
): readonly Breach[] {
  const name = nameOf(named);
  if (name === undefined) return [{ rule: 'not-named', where, what: kind }];
  return name in declared ? [] : [{ rule: 'not-declared', where, what: `${kind} ${name}` }];
}

function breachesOfTimers(machine: AnyStateMachine, where: string, node: AnyStateNode): readonly Breach[] {
  const found: Breach[] = [];
  for (const { delay } of node.after) {
    const name = String(delay);
    if (!(name in timers)) found.push({ rule: 'timer', where, what: `${name} is not in the registry` });
    if (!(name in machine.implementations.delays)) {
      found.push({ rule: 'not-declared', where, what: `delay ${name}` });
    }
  }
  const isLeaf = Object.keys(node.states).length === 0;
  if (isLeaf && node !== machine.root && !waitsForNothing(node) && !hasTimer(node)) {
    found.push({ rule: 'no-timer', where, what: 'waits without a timer' });
  }
  return found;
}

/** At rest, over, or left at once by a transition that is always taken. */
function waitsForNothing(node: AnyStateNode): boolean {
  const isPassed = (node.always ?? []).some((transition) => transition.guard === undefined);
  return isPassed || node.type === 'final' || node.tags.includes('rest');
}

function hasTimer(node: AnyStateNode): boolean {
  return node.after.length > 0 || (node.parent !== undefined && hasTimer(node.parent));
}

function nameOf(named: unknown): string | undefined {
  if (typeof named === 'string') return named;
  if (typeof named === 'object' && named !== null && 'type' in named && typeof named.type === 'string') {
    return named.type;
  }
  return undefined;
}

/** Finds what is no JSON value: such things are lost or merged when a state is written down or compared. */
function breachesOfValue(value: unknown, where: string): readonly Breach[] {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return [];
    case 'number':
      return Number.isSafeInteger(value) ? [] : [{ rule: 'not-json', where, what: String(value) }];
    case 'object': {
      if (value === null) return [];
      const prototype: unknown = Object.getPrototypeOf(value);
      if (!Array.isArray(value) && prototype !== Object.prototype) {
        return [{ rule: 'not-json', where, what: 'an object of a class' }];
      }
      return Object.entries(value).flatMap(([key, member]) => breachesOfValue(member, `${where}.${key}`));
    }
    default:
      return [{ rule: 'not-json', where, what: typeof value }];
  }
}
