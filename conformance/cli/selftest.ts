/** `xlmp selftest`: the cases against the reference and against every mutant; the kit judges itself. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { referenceImplementation } from '../../src/agent/index.ts';
import type { Terminal } from '../../src/cli/index.ts';
import { loadCatalogue } from '../catalogue.ts';
import { loadMutants } from '../mutants/all.ts';
import { closureOf, readExcuses } from '../mutants/closure.ts';
import { killMatrix, type Reach } from '../mutants/kill-matrix.ts';
import { isClosed, selfTestJson, selfTestMarkdown, selfTestText } from '../mutants/matrix-report.ts';
import { exitCodes } from '../report.ts';
import { KitError } from './usage.ts';

interface SelfTestOptions {
  readonly reach: Reach;
  readonly mutant?: string;
  readonly json?: true;
  readonly output?: string;
}

/** Adds the command to the program. */
export function addSelftestCommand(program: Command, terminal: Terminal): void {
  program
    .command('selftest')
    .description('judge the kit: every case against the reference and against every mutant')
    .addOption(
      new Option(
        '--reach <cases>',
        'the cases that a mutant meets: those that cover what it breaks, all of its area, or all there are',
      )
        .choices(['concerned', 'area', 'all'])
        .default('concerned'),
    )
    .option('--mutant <id>', 'one mutant alone; says nothing about closure')
    .option('--json', 'print the kill matrix as JSON')
    .option('--output <folder>', 'write the kill matrix there, as kill-matrix.json and kill-matrix.md')
    .addHelpText(
      'after',
      '\nExit codes:\n  0  closed\n  1  something lacks; each thing is named\n  2  the command line is wrong',
    )
    .action(async (options: SelfTestOptions) => terminal.setExitCode(await selfTest(options, terminal)));
}

async function selfTest(options: SelfTestOptions, terminal: Terminal): Promise<number> {
  const [catalogue, everyMutant] = await Promise.all([loadCatalogue(), loadMutants()]);
  const mutants = everyMutant.filter(({ id }) => options.mutant === undefined || options.mutant === id);
  if (options.mutant !== undefined && mutants.length === 0) {
    const [family] = options.mutant.split('/');
    const near = everyMutant.map(({ id }) => id).filter((id) => id.startsWith(`${family}/`));
    const families = [...new Set(everyMutant.map(({ id }) => id.split('/')[0]!))].map((name) => `${name}/…`);
    throw new KitError(
      `there is no mutant "${options.mutant}"; there are ${(near.length > 0 ? near : families).join(', ')}`,
    );
  }
  const matrix = await killMatrix(referenceImplementation, mutants, catalogue, options.reach, (row) => {
    if (terminal.watched) terminal.err(`\r\u001b[K${row.mutant.id}: caught by ${row.killedBy.length}`);
  });
  if (terminal.watched) terminal.err('\r\u001b[K');
  if (options.mutant !== undefined) {
    const [row] = matrix.rows;
    terminal.out(
      `${row!.mutant.says}\n${row!.killedBy.map((id) => `  caught by ${id}\n`).join('')}${row!.missed.map((id) => `  missed by ${id}\n`).join('')}`,
    );
    return row!.killedBy.length > 0 && row!.missed.length === 0
      ? exitCodes.conformant
      : exitCodes.notConformant;
  }
  const result = { matrix, closure: closureOf(catalogue, matrix, readExcuses()) };
  if (options.output !== undefined) {
    await mkdir(options.output, { recursive: true });
    await writeFile(join(options.output, 'kill-matrix.json'), selfTestJson(result));
    await writeFile(join(options.output, 'kill-matrix.md'), selfTestMarkdown(result));
  }
  terminal.out(options.json === true ? selfTestJson(result) : selfTestText(result));
  return isClosed(result) ? exitCodes.conformant : exitCodes.notConformant;
}
