/** The page of a run: that of `xlmp simulate`, fed with what was measured. */
import { escaped, grouped } from '../simulation/page/markup.ts';
import { resultPage } from '../simulation/page/page.ts';
import type { SimulationResult } from '../simulation/result.ts';
import type { LabMove } from './result.ts';
import type { LabRun } from './run.ts';

const guest = 'guest';
const client = 'client';
/** How long before and after the first move requests are drawn. Milliseconds. */
const aroundMs = 500;
/** As many dots as a page bears. */
const mostRows = 6_000;

/** Makes the page. */
export function labPage(run: LabRun): string {
  return resultPage(asSimulation(run)).replace('</body>', `${labTables(run)}</body>`);
}

/** The result of a run in the words of the simulator. */
export function asSimulation({ result, rows }: LabRun): SimulationResult {
  const { moves, probe, machine, guest: kind, mtu } = result;
  const freezes = moves.map(({ freezeMs }) => freezeMs ?? 0);
  const gaps = moves.flatMap(({ silence }) => silence ?? []);
  const worst = [...gaps].sort((a, b) => b.gapMs - a.gapMs)[0];
  const freezeMs = Math.max(0, ...freezes);
  const gapMs = worst?.gapMs ?? probe?.gapMs ?? 0;
  const gapOverFreezeMs = gaps.length === 0 ? 0 : Math.max(...gaps.map((gap) => gap.gapOverFreezeMs));
  return {
    format: 'xlmp-simulation/1',
    title: result.title,
    about:
      `${result.about} Measured with real guests: ${kind.kind}, ${kind.memoryMiB} MiB, QEMU ${machine.qemu} with ${machine.accelerator}, links of ${mtu} octets, ${machine.processors} processors (${machine.model}).`.trim(),
    adaptation: 'recommended',
    seed: 0,
    durationMs: moves.at(-1)?.endedMs ?? 0,
    totals: {
      sent: probe?.sent ?? 0,
      lost: probe?.lost ?? 0,
      duplicated: probe?.duplicated ?? 0,
      reordered: 0,
      gapMs,
      gapOverFreezeMs,
      gapOverBoundMs: 0,
      freezeMs,
      roundTripMs: probe?.roundTripMs.median ?? 0,
      streamErrors: 0,
      unfinishedMoves: moves.filter(({ outcome }) => outcome !== 'moved').length,
      sessionsLost: 0,
    },
    expectations: [],
    machines: guestsOf(result).map((name) => ({
      name,
      host: moves.findLast((move) => move.guest === name)?.runsAt[0] ?? null,
    })),
    violations: result.checks.filter(({ met }) => !met).map(({ what, says }) => `${what}: ${says}`),
    moves: moves.map((move) => ({
      machine: move.guest,
      from: move.from,
      to: move.to,
      orderedMs: move.orderedMs,
      frozenMs: move.frozenMs,
      runningMs: move.runningMs,
      freezeMs: move.freezeMs,
      reason: move.outcome === 'moved' ? null : move.says,
      outcome: move.outcome === 'failed' ? 'unfinished' : move.outcome,
    })),
    requests:
      probe === null
        ? []
        : [
            {
              from: client,
              to: guest,
              sent: probe.sent,
              heard: probe.answered,
              answered: probe.answered,
              lost: probe.lost,
              duplicated: probe.duplicated,
              reordered: 0,
              gapMs,
              gapStartMs: worst?.gapStartMs ?? 0,
              freezeMs,
              gapOverFreezeMs,
              boundMs: null,
              roundTripMs: probe.roundTripMs,
              stretch: { before: 0, after: 0, most: 0 },
              alive: rows.slice(-100).some(([, , answered]) => answered !== null),
            },
          ],
    streams: [],
    signalling: result.signalling,
    routers: [],
    network: { packets: sum(moves, 'packets'), octets: sum(moves, 'octets'), lost: 0 },
    plots: probe === null ? [] : [{ from: client, to: guest, rows: aroundFreeze(rows, moves) }],
    ladder: result.ladder,
  };
}

function guestsOf({ moves }: LabRun['result']): readonly string[] {
  return [...new Set(moves.map((move) => move.guest))];
}

function sum(moves: readonly LabMove[], field: 'octets' | 'packets'): number {
  return moves.reduce((total, move) => total + move[field], 0);
}

/** The requests around the first freeze; nobody here knows when one arrived in the guest. */
function aroundFreeze(rows: LabRun['rows'], moves: readonly LabMove[]): (number | null)[][] {
  const first = moves.find(({ frozenMs }) => frozenMs !== null);
  const from = (first?.frozenMs ?? 0) - aroundMs;
  const until = (first?.runningMs ?? 0) + aroundMs;
  const shown = rows.filter(([, sent]) => sent >= from && sent <= until);
  const step = Math.ceil(shown.length / mostRows);
  return shown
    .filter((_, i) => i % step === 0)
    .map(([number, sent, answered]) => [number, sent, null, answered]);
}

function labTables({ result }: LabRun): string {
  const { checks, moves, agents, programs, freezeParts, between } = result;
  const ms = (value: number | null | undefined): string =>
    value === null || value === undefined ? '–' : `${value.toFixed(1)} ms`;
  return [
    table(
      'What must hold',
      ['what', 'holds', 'found'],
      checks.map(({ what, met, says }) => [what, met ? 'yes' : 'NO', says]),
    ),
    table(
      'Moves as measured',
      [
        'machine',
        'from',
        'to',
        'by',
        'in all',
        'freeze',
        'silence',
        'silence − freeze',
        'octets',
        'lost',
        'late',
      ],
      moves.map(({ guest: machine, from, to, by, totalMs, freezeMs, silence, octets }) => [
        machine,
        from,
        to,
        by,
        ms(totalMs),
        ms(freezeMs),
        ms(silence?.gapMs),
        ms(silence?.gapOverFreezeMs),
        grouped(octets),
        `${silence?.lost ?? '–'}`,
        `${silence?.late ?? '–'}`,
      ]),
    ),
    table(
      'Parts of the first freeze',
      ['part', 'time'],
      freezeParts.map(({ name, ms: took }) => [name, ms(took)]),
    ),
    table(
      'Requests of the second guest to the first, by its own clock',
      ['sent', 'lost', 'answered twice', 'late', 'longest silence', 'round trip'],
      between === null
        ? []
        : [
            [
              grouped(between.sent),
              grouped(between.lost),
              grouped(between.duplicated),
              grouped(between.late),
              ms(between.gapMs),
              ms(between.roundTripMs.median),
            ],
          ],
    ),
    table(
      'Programs',
      ['program', 'right', 'octets', 'says'],
      programs.map(({ program, ok, octets, says }) => [program, ok ? 'yes' : 'NO', grouped(octets), says]),
    ),
    table(
      'Agents',
      ['agent', 'memory', 'most', 'time of processors'],
      agents.map(({ name, memoryMiB, memoryMostMiB, processorMs }) => [
        name,
        `${memoryMiB} MiB`,
        `${memoryMostMiB} MiB`,
        ms(processorMs),
      ]),
    ),
  ].join('');
}

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<section><h2>${title}</h2><div class="scroll"><table><thead>${row(heads, 'th')}</thead><tbody>${rows
    .map((cells) => row(cells, 'td'))
    .join('')}</tbody></table></div></section>`;
}
