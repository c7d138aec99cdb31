/** `xlmp key`: makes keys and shows what identifiers they stand for. */
import type { Command } from 'commander';
import { toHex } from '../../core/hex.ts';
import { type ExitCode, exitCodeHelp, exitCodes } from '../exit-code.ts';
import { type KeyFile, newKeyFile, readKeyFile } from '../key-file.ts';
import { paintFor } from '../paint.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

interface KeyOptions {
  readonly json?: boolean;
}

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
      await runAction(terminal, command, async () => show(terminal, await newKeyFile(file), options));
    });
  key
    .command('show')
    .description('Shows the public key and the identifiers of a key; never the key itself.')
    .argument('<file>', 'the file')
    .option('--json', 'print JSON')
    .action(async (file: string, options: KeyOptions, command: Command) => {
      await runAction(terminal, command, async () => show(terminal, await readKeyFile(file), options));
    });
}

function show(terminal: Terminal, { signer, hid, sid, ad }: KeyFile, options: KeyOptions): ExitCode {
  const facts = { publicKey: toHex(signer.publicKey), HID: hid, SID: sid, AD: ad };
  if (options.json === true) terminal.out(`${JSON.stringify(facts, null, 2)}\n`);
  else {
    const paint = paintFor(terminal);
    terminal.out(`${paint.strong('public key')}  ${facts.publicKey}\n`);
    for (const type of ['HID', 'SID', 'AD'] as const)
      terminal.out(`${paint.strong('as'.padEnd(10))}  ${type}:${facts[type]}\n`);
  }
  return exitCodes.ok;
}
