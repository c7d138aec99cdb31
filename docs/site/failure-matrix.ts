/**
 * The failure matrix: for each state of a party and each event that the party knows, what comes of it. A row of the
 * machine decides, that of a state around it, or the rule that an event without a row changes nothing.
 */
import { isChange, type MachineDescription, type StateDescription } from '../../src/machines/index.ts';
import { parties } from '../generate/parties.ts';
import { childrenOf, lastName } from '../generate/state-chart.ts';
import { escaped, type Page, scrolling, sectionPage } from './page.ts';

/** What comes of an event in a state: the first whose condition holds. */
export interface Outcome {
  /** Empty for one that always holds. */
  readonly condition: string;
  /** The path of the state that is entered; empty when the state stays. */
  readonly target: string;
  /** What is sent, written or asked. */
  readonly effects: readonly string[];
}

/** The matrix of a machine. */
export interface FailureMatrix {
  /** States without those around others. */
  readonly states: readonly StateDescription[];
  readonly events: readonly string[];
  /** Never empty; the last one has no condition. */
  outcomes(state: StateDescription, event: string): readonly Outcome[];
}

const nothing: Outcome = { condition: '', target: '', effects: [] };

/** Reads the matrix out of a machine. */
export function failureMatrix(machine: MachineDescription): FailureMatrix {
  const rows = machine.states.flatMap(({ transitions }) => transitions);
  return {
    states: machine.states.filter((state) => childrenOf(machine, state).length === 0),
    events: [...new Set(rows.map(({ on }) => on))].filter((on) => on !== 'always'),
    outcomes(state, event) {
      const inward = [...machine.states.filter(({ path }) => state.path.startsWith(`${path}.`)), state];
      const found = inward
        .toReversed()
        .flatMap(({ transitions }) => transitions.filter(({ on }) => on === event))
        .map(({ guard, target, actions }) => ({
          condition: guard,
          target,
          effects: actions.filter((label) => !isChange(label)),
        }));
      const last = found.findIndex(({ condition }) => condition === '');
      return last < 0 ? [...found, nothing] : found.slice(0, last + 1);
    },
  };
}

/** One page for each party. */
export function failureMatrixPages(): Page {
  const pages = Object.entries(parties).map(([name, machine]) => partyPage(name, machine));
  return sectionPage(
    'generated/failure-matrix.md',
    'Failure matrix',
    'Every event in every state of every party, with what comes of it. Made from the machines that the agent runs.',
    pages,
  );
}

function partyPage(name: string, machine: MachineDescription): Page {
  const matrix = failureMatrix(machine);
  const title = `Failure matrix: ${name.replace('-', ' ')}`;
  const head = matrix.states.map(({ path }) => `<th scope="col">${lastName(path)}</th>`);
  const rows = matrix.events.map((event) => {
    const cells = matrix.states.map((state) => `<td>${cell(matrix.outcomes(state, event))}</td>`);
    return `<tr><th scope="row">${escaped(eventName(event))}</th>${cells.join('')}</tr>`;
  });
  const quiet = matrix.events.flatMap((event) =>
    matrix.states.filter((state) => matrix.outcomes(state, event)[0] === nothing),
  ).length;
  return {
    path: `generated/failure-matrix/${name}.md`,
    title,
    text: [
      `${matrix.states.length} states and ${matrix.events.length} events: ${matrix.states.length * matrix.events.length}`,
      `outcomes, of which ${quiet} are that nothing happens, shown as a dot. Conditions are tried from the top; \`→\` is the`,
      'state that is entered, *stays* says that effects are carried out and the state stays.',
      '',
      scrolling(
        title,
        `<table><thead><tr><th scope="col">event</th>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`,
      ),
      '',
    ].join('\n'),
  };
}

function eventName(event: string): string {
  return event.startsWith('after ')
    ? `${event.slice('after '.length)} fires`
    : event.replace('received.', '');
}

function cell(outcomes: readonly Outcome[]): string {
  if (outcomes[0] === nothing) return '·';
  return outcomes
    .map((one) => {
      const goes = one.target === '' ? (one === nothing ? '·' : 'stays') : `→&nbsp;${lastName(one.target)}`;
      const told = one.effects.length === 0 ? '' : `<br><small>${escaped(one.effects.join(', '))}</small>`;
      const when =
        one.condition === '' ? (outcomes.length > 1 ? 'else ' : '') : `<em>${escaped(one.condition)}</em> `;
      return `<div>${when}${goes}${told}</div>`;
    })
    .join('');
}
