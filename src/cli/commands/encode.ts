/** The command line of `xlmp encode`. */
import type { Command } from 'commander';
import type { EncodeOptions } from '../actions/encode.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `xlmp encode`. */
export function addEncodeCommand(program: Command, terminal: Terminal): void {
  program
    .command('encode')
    .summary('write the octets of a packet, a message or a journal')
    .description('Reads the JSON that xlmp decode --json prints and writes the octets in hexadecimal.')
    .argument('[json...]', 'the JSON')
    .option('--file <name>', 'read it from a file, - for standard input')
    .option('--key <file>', 'sign messages with this key; without it they keep the authenticator they have')
    .option('--json', 'print JSON: {"octets": …}')
    .addHelpText('after', exitCodeHelp)
    .action(async (words: string[], options: EncodeOptions, command: Command) => {
      const { encode } = await import('../actions/encode.ts');
      await runAction(terminal, command, () => encode(terminal, words, options));
    });
}
