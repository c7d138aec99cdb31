/** `xlmp key`: makes keys and shows what identifiers they stand for. */
import { toHex } from '../../core/hex.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { type KeyFile, newKeyFile, readKeyFile } from '../key-file.ts';
import { paintFor } from '../paint.ts';
import type { Terminal } from '../terminal.ts';

/** The options of both commands. */
export interface KeyOptions {
  readonly json?: boolean;
}

/** Makes a key in a new file. @throws CommandError */
export async function makeKey(terminal: Terminal, file: string, options: KeyOptions): Promise<ExitCode> {
  return show(terminal, await newKeyFile(file), options);
}

/** Shows the key of a file. @throws CommandError */
export async function showKey(terminal: Terminal, file: string, options: KeyOptions): Promise<ExitCode> {
  return show(terminal, await readKeyFile(file), options);
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
