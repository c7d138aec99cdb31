/** The command line of `xlmp explain`. */
import type { Command } from 'commander';
import type { Terminal } from '../../../src/cli/index.ts';

/** Adds the command to the program. */
export function addExplainCommand(program: Command, terminal: Terminal): void {
  program
    .command('explain')
    .description('explain a case, a requirement, a mutant or a code: clause, exchange, what catches what')
    .argument('<id>', 'such as SRC-012, witness/swap-conflict, witness/ignores-expected or not-ascending')
    .action(async (id: string) => {
      const { explainCommand } = await import('../actions/explain.ts');
      await explainCommand(id, terminal);
    });
}
