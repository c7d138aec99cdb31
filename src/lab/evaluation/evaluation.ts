/** The evaluation as a page of Markdown, made from the results of runs. */
import type { LabMove, LabResult } from '../result.ts';
import type { KeptRun } from '../run.ts';
import { gapsPlot, partsPlot, sequencePlot } from './plots.ts';

/** A run with the name that its files have. */
export interface NamedRun extends KeptRun {
  readonly name: string;
}

/**
 * Makes the page and its figures.
 *
 * @param folder of the figures, as seen from the page.
 * @returns texts by file: `''` is the page, all others are figures in the folder.
 */
export function evaluationFiles(runs: readonly NamedRun[], folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const sections = runs.map((run) => {
    const figures = (
      [
        ['sequence', 'Requests over time around the first freeze', sequencePlot],
        ['parts', 'The parts of each move', partsPlot],
        ['gaps', 'Silence and freeze of each move', gapsPlot],
      ] as const
    ).flatMap(([kind, label, draw]) => {
      const text = draw(run);
      if (text === '') return [];
      const file = `${run.name}-${kind}.svg`;
      files.set(file, text);
      return [`![${label}](${folder}/${file})`];
    });
    return section(run, figures);
  });
  files.set('', [...head(runs), ...sections, ''].join('\n'));
  return files;
}

/** The middle of some values; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const ms = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${value.toFixed(1)} ms`;
const mib = (octets: number | undefined): string =>
  octets === undefined ? '–' : `${(octets / 1_048_576).toFixed(1)} MiB`;
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const movesOf = ({ moves }: LabResult, by: LabMove['by']): readonly LabMove[] =>
  moves.filter((move) => move.by === by);

function head(runs: readonly NamedRun[]): string[] {
  const [first] = runs;
  const beside = runs.slice(0, 3).map(({ name, result }) => ({
    name,
    moves: movesOf(result, 'xlmp'),
    lost: result.probe?.lost ?? '–',
  }));
  return [
    '# Evaluation with real guests',
    '',
    'This page and its figures are made by `npm run generate` from the results in `docs/evaluation/`, each of which',
    '`npm run evaluation` writes anew. *Freeze* is from STOP of the QEMU at the source to RESUME of the one at the',
    'destination; *silence* is the longest time without an answer that a client sees which asks a thousand times a second',
    '(or as often as the scenario says). *In all* is from the order to RESUME: whoever moves the guest, a QEMU is started',
    'for it at the destination, so that is in it; *after that* is from when this QEMU waits for what is copied. Medians',
    'stand first, and the least and the most in brackets.',
    '',
    ...(first === undefined ? ['No run has been stored yet.'] : [where(first.result), '']),
    ...(first === undefined ? [] : [summary(runs), '']),
    '## The experiment of the XIA project, 2011',
    '',
    'One unsigned message tells the correspondent of the move, and nothing is held. The figures are those of its logs;',
    '`xlmp simulate xia-experiment-original` repeats it.',
    '',
    table(
      ['', 'experiment of 2011', ...beside.map(({ name }) => `here: ${name}`)],
      [
        ['freeze', '340.7 ms', ...beside.map(({ moves }) => spread(moves, ({ freezeMs }) => freezeMs))],
        [
          'silence of the client',
          '366.8 ms',
          ...beside.map(({ moves }) => spread(moves, ({ silence }) => silence?.gapMs)),
        ],
        [
          'requests lost in a move',
          '366',
          ...beside.map(({ moves, lost }) => `${lost} in ${moves.length} moves`),
        ],
      ],
    ),
    '',
  ];
}

function where({ machine }: LabResult): string {
  return (
    `Measured on ${machine.processors} processors (${machine.model}), ${machine.memoryMiB} MiB, Linux ${machine.kernel}, ` +
    `QEMU ${machine.qemu} with ${machine.accelerator}, Node.js ${machine.node}. Hosts, routers, client and guest share these processors.`
  );
}

function summary(runs: readonly NamedRun[]): string {
  return table(
    [
      'scenario',
      'guest',
      'moves',
      'in all',
      'freeze',
      'silence',
      'silence − freeze',
      'lost',
      'octets',
      'all holds',
    ],
    runs.map(({ name, result }) => {
      const moves = movesOf(result, 'xlmp');
      return [
        `[${name}](#${name})`,
        `${result.guest.kind}, ${result.guest.memoryMiB} MiB`,
        `${moves.length}`,
        spread(moves, (move) => move.totalMs),
        spread(moves, (move) => move.freezeMs),
        spread(moves, (move) => move.silence?.gapMs),
        spread(moves, (move) => move.silence?.gapOverFreezeMs),
        result.probe === null ? '–' : `${result.probe.lost} of ${result.probe.sent}`,
        mib(median(moves.map(({ octets }) => octets))),
        result.checks.every(({ met }) => met) ? 'yes' : '**no**',
      ];
    }),
  );
}

function spread(moves: readonly LabMove[], of: (move: LabMove) => number | null | undefined): string {
  const values = moves.flatMap((move) => of(move) ?? []);
  if (values.length === 0) return '–';
  if (values.length === 1) return ms(values[0]);
  return `${ms(median(values))} (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`;
}

function section({ name, result }: NamedRun, figures: readonly string[]): string {
  const { title, about, moves, programs, checks, probe, mtu, machine, signalling, freezeParts } = result;
  const { between } = result;
  const isForTwo = moves.some((move) => move.guest !== moves[0]?.guest);
  const plain = movesOf(result, 'qemu');
  const ours = movesOf(result, 'xlmp');
  const unmet = checks.filter(({ met }) => !met);
  return [
    `## ${name}`,
    '',
    `${title}. ${about}`.trim(),
    '',
    `Links of ${mtu} octets; ${machine.load} processes wanted to run when it began. ${checks.length - unmet.length} of ${checks.length} checks hold.`,
    ...unmet.map(({ what, says }) => `**Does not hold**: ${what} (${says}).`),
    '',
    table(
      ['from', 'to', 'by', 'in all', 'freeze', 'silence', 'lost', 'octets', 'ended'],
      moves.map((move) => [
        isForTwo ? `${move.guest}: ${move.from}` : move.from,
        move.to,
        move.by,
        ms(move.totalMs),
        ms(move.freezeMs),
        ms(move.silence?.gapMs),
        `${move.silence?.lost ?? '–'}`,
        mib(move.octets),
        `${move.outcome}${move.killed === undefined ? '' : `, agent killed after ${move.killed}`}`,
      ]),
    ),
    '',
    ...(probe === null
      ? []
      : [
          `Round trip of requests: ${ms(probe.roundTripMs.median)} in the median, ${ms(probe.roundTripMs.most)} at most.`,
          '',
        ]),
    // Of runs that were kept before there was a second guest nothing is told.
    ...(between
      ? [
          `The second guest sent ${between.sent} requests to the first; ${between.lost} were lost, and ${between.duplicated} answered twice.`,
          '',
        ]
      : []),
    ...(plain.length === 0 ? [] : [beside(ours, plain), '']),
    ...(freezeParts.length === 0
      ? []
      : [
          table(
            ['the first freeze', 'took'],
            freezeParts.map((part) => [part.name, ms(part.ms)]),
          ),
          '',
        ]),
    ...(signalling.length === 0 ? [] : [signallingTable(signalling), '']),
    ...programs.map(({ program, says }) => `- \`${program}\`: ${says}.`),
    ...(programs.length === 0 ? [] : ['']),
    ...figures.flatMap((figure) => [figure, '']),
  ].join('\n');
}

/** What the parties said to each other around the first move; what carried the machine and its sessions in one row each. */
function signallingTable(signalling: LabResult['signalling']): string {
  const parts = [...new Set(signalling.map(({ part }) => part))];
  return table(
    ['around the first move', 'messages', 'octets', 'of these'],
    parts.map((part) => {
      const mine = signalling.filter((row) => row.part === part);
      const sum = (of: 'count' | 'octets'): number => mine.reduce((total, row) => total + row[of], 0);
      const kinds = mine.map(({ message, count }) => `${message} ${count}`).join(', ');
      return [part, `${sum('count')}`, `${sum('octets')}`, kinds];
    }),
  );
}

/** XLMP beside QEMU alone, in medians. */
function beside(ours: readonly LabMove[], plain: readonly LabMove[]): string {
  const row = (label: string, of: (move: LabMove) => number | null): string[] => {
    const [a, b] = [ours, plain].map((moves) => median(moves.flatMap((move) => of(move) ?? [])));
    const times = a === undefined || b === undefined || b === 0 ? '–' : (a / b).toFixed(2);
    return [label, ms(a), ms(b), times];
  };
  return table(
    ['median', 'XLMP', 'QEMU alone over TCP', 'XLMP / QEMU'],
    [
      row('freeze', ({ freezeMs }) => freezeMs),
      row('in all', ({ totalMs }) => totalMs),
      row('after that', ({ readyMs, runningMs }) =>
        readyMs === null || runningMs === null ? null : runningMs - readyMs,
      ),
    ],
  );
}
