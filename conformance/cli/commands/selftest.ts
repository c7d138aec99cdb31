/** The command line of `xlmp selftest`. */
import { type Command, Option } from 'commander';
import type { Terminal } from '../../../src/cli/index.ts';
import type { SelfTestOptions } from '../actions/selftest.ts';

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
    .action(async (options: SelfTestOptions) => {
      const { selfTest } = await import('../actions/selftest.ts');
      terminal.setExitCode(await selfTest(options, terminal));
    });
}
