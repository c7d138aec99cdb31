/** The command line of `xlmp verify`. */
import type { Command } from 'commander';
import type { Terminal } from '../../../src/cli/index.ts';
import type { VerifyOptions } from '../actions/verify.ts';

const help = `
The bundle is what "xlmp check --evidence" wrote. Every case is played again against what was recorded; a verdict that
comes out otherwise is shown, and so is a file that was changed.

Exit codes:
  0  every verdict came out as the bundle says, and nothing was changed
  1  a verdict came out otherwise, or a file was changed
  2  the file cannot be read, or is no bundle
  3  some cases could not be judged again, because this kit does not have them

Example:
  xlmp verify evidence/bundle.tgz`;

/** Adds the command to the program. */
export function addVerifyCommand(program: Command, terminal: Terminal): void {
  program
    .command('verify')
    .description('judge a recorded run again, without the implementation')
    .argument('<bundle>', 'the file that "xlmp check --evidence" wrote')
    .option('--json', 'as JSON')
    .addHelpText('after', help)
    .action(async (file: string, options: VerifyOptions) => {
      const { verifyCommand } = await import('../actions/verify.ts');
      terminal.setExitCode(await verifyCommand(file, options, terminal));
    });
}
