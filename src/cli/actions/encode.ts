/** `xlmp encode`: octets from the JSON that `xlmp decode --json` prints. */
import { toHex } from '../../core/hex.ts';
import { encodeJson } from '../encode-json.ts';
import { CommandError, type ExitCode, exitCodes } from '../exit-code.ts';
import { readJsonInput } from '../json-input.ts';
import { readKeyFile } from '../key-file.ts';
import type { Terminal } from '../terminal.ts';

/** The options of the command. */
export interface EncodeOptions {
  readonly file?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** Encodes JSON, and prints the octets. @throws CommandError */
export async function encode(
  terminal: Terminal,
  words: readonly string[],
  options: EncodeOptions,
): Promise<ExitCode> {
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
