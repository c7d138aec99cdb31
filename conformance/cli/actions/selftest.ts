/** `xlmp selftest`: the cases against the reference and against every mutant; the kit judges itself. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { referenceImplementation } from '../../../src/agent/index.ts';
import type { Terminal } from '../../../src/cli/index.ts';
import { loadCatalogue } from '../../catalogue.ts';
import { loadMutants } from '../../mutants/all.ts';
import { closureOf, readExcuses } from '../../mutants/closure.ts';
import { killMatrix, type Reach } from '../../mutants/kill-matrix.ts';
import { isClosed, selfTestJson, selfTestMarkdown, selfTestText } from '../../mutants/matrix-report.ts';
import { exitCodes } from '../../exit-codes.ts';
import { KitError } from '../usage.ts';

/** The options of the command. */
export interface SelfTestOptions {
  readonly reach: Reach;
  readonly mutant?: string;
  readonly json?: true;
  readonly output?: string;
}

/** Judges the kit; gives the exit code. @throws KitError */
export async function selfTest(options: SelfTestOptions, terminal: Terminal): Promise<number> {
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
