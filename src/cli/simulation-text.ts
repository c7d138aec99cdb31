/** The result of simulations as text for people. */
import { isAsExpected, type SimulationResult, type Totals } from '../simulation/index.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { paintFor } from './paint.ts';
import type { Terminal } from './terminal.ts';

const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** What a row of a table of totals says. */
const rows: readonly (readonly [label: string, of: (totals: Totals) => string])[] = [
  ['freeze', ({ freezeMs }) => ms(freezeMs)],
  ['longest silence', ({ gapMs }) => ms(gapMs)],
  ['silence − freeze', ({ gapOverFreezeMs }) => ms(gapOverFreezeMs)],
  ['round trip', ({ roundTripMs }) => ms(roundTripMs)],
  ['requests', ({ sent }) => `${sent}`],
  ['lost', ({ lost }) => `${lost}`],
  ['duplicated', ({ duplicated }) => `${duplicated}`],
  ['out of order', ({ reordered }) => `${reordered}`],
];

/** Prints one result; the exit code says whether what was expected came. */
export function printSimulation(terminal: Terminal, result: SimulationResult): ExitCode {
  const paint = paintFor(terminal);
  const { totals, moves, streams, signalling, routers } = result;
  terminal.out(`${paint.strong(result.title)} ${paint.dim(`(${result.adaptation}, seed ${result.seed})`)}\n`);
  for (const { machine, from, to, freezeMs, outcome, reason } of moves.slice(0, 10)) {
    const took = freezeMs === null ? '' : `, freeze ${ms(freezeMs)}`;
    terminal.out(`  ${machine} ${from} → ${to}: ${outcome}${reason === null ? '' : ` (${reason})`}${took}\n`);
  }
  if (moves.length > 10) terminal.out(`  … ${moves.length} moves, ${totals.unfinishedMoves} not finished\n`);
  for (const [label, of] of rows) terminal.out(`  ${label.padEnd(18)}${of(totals)}\n`);
  for (const { from, to, octets, delivered, errors, finishedMs } of streams.slice(0, 10)) {
    const end = finishedMs === null ? paint.bad('not finished') : `finished at ${ms(finishedMs)}`;
    terminal.out(`  stream ${from} → ${to}: ${delivered} of ${octets} octets, ${errors} wrong, ${end}\n`);
  }
  for (const part of ['migration', 'transfer', 'adaptation', 'original'] as const) {
    const of = signalling.filter((entry) => entry.part === part);
    if (of.length === 0) continue;
    const sum = (field: 'count' | 'octets'): number => of.reduce((total, entry) => total + entry[field], 0);
    terminal.out(`  ${part.padEnd(18)}${sum('count')} messages, ${sum('octets')} octets\n`);
  }
  for (const { name, rowsMost, heldMost, tunnelled } of routers) {
    if (rowsMost + heldMost + tunnelled === 0) continue;
    terminal.out(`  router ${name.padEnd(11)}${rowsMost} rows, ${heldMost} held, ${tunnelled} sent on\n`);
  }
  for (const { measure, value, least, most, met, why } of result.expectations) {
    const span = [least === null ? '' : `${least} ≤ `, measure, most === null ? '' : ` ≤ ${most}`].join('');
    const mark = met ? paint.good('as expected') : paint.bad('NOT as expected');
    terminal.out(`  ${mark}: ${span}, is ${value}${why === null ? '' : paint.dim(` (${why})`)}\n`);
  }
  for (const violation of result.violations) terminal.out(`  ${paint.bad('broken')}: ${violation}\n`);
  return isAsExpected(result) ? exitCodes.ok : exitCodes.negative;
}

/** Prints what many seeds gave, the worst of each measure with its seed. */
export function printSimulations(
  terminal: Terminal,
  name: string,
  results: readonly SimulationResult[],
): ExitCode {
  const paint = paintFor(terminal);
  const failed = results.filter((result) => !isAsExpected(result));
  const measures = Object.keys(results[0]!.totals) as (keyof Totals)[];
  terminal.out(`${paint.strong(results[0]!.title)} ${paint.dim(`(${results.length} seeds)`)}\n`);
  terminal.out(`  ${''.padEnd(18)}${'least'.padStart(12)}${'most'.padStart(12)}  seed of the most\n`);
  for (const measure of measures) {
    const sorted = [...results].sort((a, b) => a.totals[measure] - b.totals[measure]);
    const [least, most] = [sorted[0]!, sorted.at(-1)!];
    const show = (value: number): string => `${Math.round(value * 10) / 10}`.padStart(12);
    terminal.out(
      `  ${measure.padEnd(18)}${show(least.totals[measure])}${show(most.totals[measure])}  ${most.seed}\n`,
    );
  }
  terminal.out(
    failed.length === 0
      ? `  ${paint.good('as expected')}: ${results.length} of ${results.length} runs\n`
      : `  ${paint.bad('NOT as expected')}: ${failed.length} of ${results.length} runs\n`,
  );
  for (const { seed, expectations, violations } of failed.slice(0, 5)) {
    const unmet = expectations.filter(({ met }) => !met).map(({ measure, value }) => `${measure} ${value}`);
    const what = [...unmet, ...violations];
    terminal.out(`  xlmp simulate ${name} --seed ${seed}  # ${what.join(', ')}\n`);
  }
  return failed.length === 0 ? exitCodes.ok : exitCodes.negative;
}
