/** `xlmp encode`: octets from the JSON that `xlmp decode --json` prints. */
import type { Command } from 'commander';
import { toHex } from '../../core/hex.ts';
import { encodeJson } from '../encode-json.ts';
import { CommandError, type ExitCode, exitCodeHelp, exitCodes } from '../exit-code.ts';
import { readJsonInput } from '../json-input.ts';
import { readKeyFile } from '../key-file.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

interface EncodeOptions {
  readonly file?: string;
  readonly key?: string;
  readonly json?: boolean;
}

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
      await runAction(terminal, command, () => encode(terminal, words, options));
    });
}

async function encode(terminal: Terminal, words: string[], options: EncodeOptions): Promise<ExitCode> {
  const { name, json } = await readJsonInput(terminal, { words, file: options.file });
  const key = options.key === undefined ? undefined : await readKeyFile(options.key);
  let octets: Uint8Array;
  try {
    octets = encodeJson(json, key?.signer);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(error.exitCode, `${name}: ${error.message}`, error.hint, { cause: error });
  }
  const text = toHex(octets);
  terminal.out(`${options.json === true ? JSON.stringify({ octets: text }) : text}\n`);
  return exitCodes.ok;
}
