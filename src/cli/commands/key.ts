/** The command lines of `xlmp key`. */
import type { Command } from 'commander';
import type { KeyOptions } from '../actions/key.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `xlmp key new` and `xlmp key show`. */
export function addKeyCommand(program: Command, terminal: Terminal): void {
  const key = program
    .command('key')
    .summary('make a key, or show the identifiers of one')
    .description('Keys of hosts, witnesses, operators and machines: Ed25519, one to a file.')
    .addHelpText('after', exitCodeHelp);
  key
    .command('new')
    .description('Makes a key and writes it to a new file that only its owner may read.')
    .argument('<file>', 'the file; it must not exist')
    .option('--json', 'print JSON')
    .action(async (file: string, options: KeyOptions, command: Command) => {
      const { makeKey } = await import('../actions/key.ts');
      await runAction(terminal, command, () => makeKey(terminal, file, options));
    });
  key
    .command('show')
    .description('Shows the public key and the identifiers of a key; never the key itself.')
    .argument('<file>', 'the file')
    .option('--json', 'print JSON')
    .action(async (file: string, options: KeyOptions, command: Command) => {
      const { showKey } = await import('../actions/key.ts');
      await runAction(terminal, command, () => showKey(terminal, file, options));
    });
}
