/** The command line of `xlmp address`. */
import type { Command } from 'commander';
import type { AddressOptions } from '../actions/address.ts';
import { addressForms } from '../address-forms.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `xlmp address`. */
export function addAddressCommand(program: Command, terminal: Terminal): void {
  program
    .command('address')
    .summary('convert an address among its text forms and wire nodes')
    .description(
      'Reads an address in any form (DAG …, RE …, rows of Linux, or the hexadecimal nodes of a packet) ' +
        'and prints it in all of them, or in the one that --to names.',
    )
    .argument('[address...]', 'the address; quotes are not needed')
    .option('--file <name>', 'read it from a file, - for standard input')
    .option('--to <form>', `print one form only: ${addressForms.join(', ')}`)
    .option('--dialect <dialect>', 'whose text: xia-core-v2 or xia-core-1', 'xia-core-v2')
    .option('--json', 'print JSON')
    .addHelpText('after', exitCodeHelp)
    .action(async (words: string[], options: AddressOptions, command: Command) => {
      const { convert } = await import('../actions/address.ts');
      await runAction(terminal, command, () => convert(terminal, words, options));
    });
}
