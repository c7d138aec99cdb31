/** The command line of `xlmp decode`. */
import type { Command } from 'commander';
import { xipProfiles } from '../../../spec/registry/identifiers.ts';
import type { DecodeOptions } from '../actions/decode.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { octetsKinds } from '../octets-kinds.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `xlmp decode`. */
export function addDecodeCommand(program: Command, terminal: Terminal): void {
  program
    .command('decode')
    .summary('read octets: a XIP packet, a message or a journal')
    .description(
      'Finds out what octets are by their first ones (or takes them for what --as says), decodes them and prints ' +
        'every field with its offset. Signatures that can be checked are checked.',
    )
    .argument('[hex...]', 'the octets in hexadecimal')
    .option(
      '--file <name>',
      'read them from a file, - for standard input; hexadecimal text or the octets themselves',
    )
    .option('--lines', 'the input holds hexadecimal text, one item a line')
    .option('--as <kind>', `take them for a ${octetsKinds.join(', a ')}`)
    .option('--profile <name>', `whose XIP header: ${Object.keys(xipProfiles).join(', ')}`, 'xia-core-v2')
    .option('--json', 'print JSON, which xlmp encode reads')
    .addHelpText('after', exitCodeHelp)
    .action(async (words: string[], options: DecodeOptions, command: Command) => {
      const { decode } = await import('../actions/decode.ts');
      await runAction(terminal, command, () => decode(terminal, words, options));
    });
}
