/** State tables and diagrams of the parties, read out of the machines, for the chapters of the parties. */
import {
  isChange,
  type MachineDescription,
  type StateDescription,
  type TransitionDescription,
} from '../../src/machines/index.ts';
import { markdownTable, type Figures } from './figures/figure.ts';
import { parties } from './parties.ts';
import { arrowsFrom, childrenOf, lastName } from './state-chart.ts';

/** `NAME-states`, `NAME-diagram` and `NAME-names` for every party. */
export const machineFigures: Figures = Object.fromEntries(
  Object.entries(parties).flatMap(([name, machine]) => [
    [`${name}-states`, () => stateTables(machine)],
    [`${name}-diagram`, () => diagram(machine)],
    [`${name}-names`, () => nameTables(machine)],
  ]),
);

function stateTables(machine: MachineDescription): string {
  // Only hosts are asked for the status of a migration.
  const isAsked = machine.states.some(({ status }) => status !== null);
  return [
    markdownTable(
      ['state', 'what it means', 'timers', ...(isAsked ? ['outcome', 'phase', 'runs here'] : [])],
      machine.states.map((state) => [
        stateName(state),
        state.description,
        timersOf(machine, state).map(code).join(', '),
        ...(isAsked
          ? [state.status?.outcome ?? '', state.status?.phase ?? '', state.status?.runsHere ?? '']
          : []),
      ]),
    ),
    '',
    markdownTable(
      ['in state', 'on', 'if', 'does', 'then', 'why', 'clause'],
      machine.states.flatMap((state) =>
        state.transitions.filter(isTold).map((row) => cells(machine, state, row)),
      ),
    ),
  ].join('\n');
}

function nameTables({ glossary }: MachineDescription): string {
  const rows = (meanings: Readonly<Record<string, string>>) =>
    Object.entries(meanings).map(([name, meaning]) => [code(name), meaning]);
  return [
    markdownTable(['condition', 'holds when'], rows(glossary.conditions)),
    '',
    markdownTable(['effect', 'what it asks'], rows(glossary.effects)),
  ].join('\n');
}

function cells(
  machine: MachineDescription,
  state: StateDescription,
  row: TransitionDescription,
): readonly string[] {
  return [
    code(state.path),
    eventLabel(row.on),
    row.guard === '' ? '' : code(row.guard),
    effectsOf(machine, state, row).map(code).join(', '),
    row.target === '' ? '' : code(row.target),
    row.description,
    row.requirements.map((id) => `[${id}]`).join(' '),
  ];
}

/** What goes out: on leaving, on the way, on entering; changes of what the party remembers are left out. */
function effectsOf(
  machine: MachineDescription,
  state: StateDescription,
  row: TransitionDescription,
): readonly string[] {
  const exit = row.target === '' ? [] : state.exit;
  return [...exit, ...row.actions, ...entryOf(machine, row.target)].filter((label) => !isChange(label));
}

/** What entering a state does, with the child that is entered first. */
function entryOf(machine: MachineDescription, path: string): readonly string[] {
  const state = machine.states.find((one) => one.path === path);
  if (state === undefined) return [];
  const child = state.initial === '' ? [] : entryOf(machine, `${path}.${state.initial}`);
  return [...state.entry, ...child];
}

/** Questions for the status have a table of their own. */
function isTold(row: TransitionDescription): boolean {
  return row.on !== 'received.StatusQuery';
}

function diagram(machine: MachineDescription): string {
  const lines = ['stateDiagram-v2', `  [*] --> ${machine.initial}`];
  for (const state of machine.states.filter(({ initial }) => initial !== '')) {
    lines.push(`  state ${state.path} {`, `    [*] --> ${lastName(state.initial)}`);
    for (const child of childrenOf(machine, state)) lines.push(`    ${lastName(child.path)}`);
    lines.push('  }');
  }
  for (const state of machine.states) {
    for (const { from, to, events } of arrowsFrom(state))
      lines.push(`  ${lastName(from)} --> ${lastName(to)} : ${events.join(', ')}`);
  }
  return ['```mermaid', ...lines, '```'].join('\n');
}

/** The timers of a state and of the states around it. */
function timersOf(machine: MachineDescription, state: StateDescription): readonly string[] {
  const around = machine.states.filter(({ path }) => state.path.startsWith(`${path}.`));
  return [...around, state].flatMap(({ timers }) => timers);
}

function stateName(state: StateDescription): string {
  return state.tags.includes('rest') ? `${code(state.path)} (rest)` : code(state.path);
}

function eventLabel(on: string): string {
  if (on === 'always') return 'at once';
  return on.startsWith('after ') ? `${code(on.slice(6))} fires` : code(on.replace('received.', ''));
}

function code(text: string): string {
  return `\`${text}\``;
}
