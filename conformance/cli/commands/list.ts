/** The command line of `xlmp list`. */
import type { Command } from 'commander';
import type { Terminal } from '../../../src/cli/index.ts';
import type { ListOptions } from '../actions/list.ts';
import { collect, collectRequirement, collectRole } from '../usage.ts';

/** Adds the command to the program. */
export function addListCommand(program: Command, terminal: Terminal): void {
  program
    .command('list')
    .description('list the cases')
    .option('--filter <glob>', 'cases whose id matches; may be repeated', collect, [])
    .option('--role <name>', 'cases of a role; may be repeated', collectRole, [])
    .option('--requirement <id>', 'cases that cover a requirement; may be repeated', collectRequirement, [])
    .option('--json', 'as JSON')
    .action(async (options: ListOptions) => {
      const { list } = await import('../actions/list.ts');
      await list(options, terminal);
    });
}
