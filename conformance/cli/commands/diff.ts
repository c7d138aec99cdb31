/** The command line of `xlmp diff`. */
import type { Command } from 'commander';
import type { Terminal } from '../../../src/cli/index.ts';
import type { DiffOptions } from '../actions/diff.ts';
import { collect, collectRequirement, collectRole, positive } from '../usage.ts';

const help = `
A side is a bundle that "xlmp check --evidence" wrote, or an implementation that plays the cases now. A is the bundle
before the reference before --iut, in the order in which they are given. What an implementation may choose by itself,
such as nonces and the numbers of its exchanges, is no difference. Where the sides part, the clause that is against
one of them is shown, or that the specification is silent. What it is known to be silent on stands in
spec/ambiguities.json; --register adds what is new to a file of this form.

Exit codes:
  0  both did the same, but for what the register has
  1  a clause is against one of them
  2  the command line is wrong, or a file cannot be read
  3  no clause is against either, and the specification is silent on something or a case did not decide
  5  no case was there to be compared

Examples:
  xlmp diff evidence-1/bundle.tgz evidence-2/bundle.tgz
  xlmp diff --reference --iut './my-agent --stdio' --role destination-host
  xlmp diff evidence/bundle.tgz --iut './my-agent --stdio' --register found.json`;

/** Adds the command to the program. */
export function addDiffCommand(program: Command, terminal: Terminal): void {
  program
    .command('diff')
    .description('hold two implementations against each other: where they part, and which clause decides')
    .argument('[bundle...]', 'bundles that "xlmp check --evidence" wrote')
    .option('--reference', 'the reference in this process')
    .option(
      '--iut <command>',
      'what speaks xlmp-adapter/1 over standard input and output; up to twice',
      collect,
      [],
    )
    .option('--filter <glob>', 'cases whose id matches, such as "witness/*"; may be repeated', collect, [])
    .option('--role <name>', 'cases of a role; may be repeated', collectRole, [])
    .option('--requirement <id>', 'cases that cover a requirement; may be repeated', collectRequirement, [])
    .option('--suites', 'play the generated suites, too (docs/suites.md)')
    .option('--register <file>', 'a register of ambiguities: read, and what is new is added')
    .option('--timeout <ms>', 'how long an implementation may take for one step', positive, 5_000)
    .option('--json', 'as JSON')
    .addHelpText('after', help)
    .action(async (files: readonly string[], options: DiffOptions) => {
      const { diffCommand } = await import('../actions/diff.ts');
      terminal.setExitCode(await diffCommand(files, options, terminal));
    });
}
