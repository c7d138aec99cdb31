/** `xlmp decode`: packets, messages and journals from octets. */
import type { Command } from 'commander';
import { xipProfiles } from '../../../spec/registry/identifiers.ts';
import { decodeMessage } from '../../protocol/index.ts';
import type { XipProfileName } from '../../xia/index.ts';
import { decodeFailure } from '../decode-failure.ts';
import { printDecoded } from '../decode-text.ts';
import { type ExitCode, exitCodeHelp, exitCodes, usageError } from '../exit-code.ts';
import { type OctetsInput, readOctetsInput } from '../input.ts';
import { decodeToJson, type DecodedJson, type OctetsKind, recogniseOctets } from '../packet-json.ts';
import { runAction } from '../run-action.ts';
import { signatureNotes } from '../signature-notes.ts';
import type { Terminal } from '../terminal.ts';

const kinds = ['packet', 'message', 'journal'] as const satisfies readonly OctetsKind[];

interface DecodeOptions {
  readonly file?: string;
  readonly lines?: boolean;
  readonly as?: string;
  readonly profile: string;
  readonly json?: boolean;
}

const names: Readonly<Record<OctetsKind, string>> = {
  packet: 'XIP packet',
  message: 'XLMP message',
  journal: 'XLMP journal',
};

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
    .option('--as <kind>', `take them for a ${kinds.join(', a ')}`)
    .option('--profile <name>', `whose XIP header: ${Object.keys(xipProfiles).join(', ')}`, 'xia-core-v2')
    .option('--json', 'print JSON, which xlmp encode reads')
    .addHelpText('after', exitCodeHelp)
    .action(async (words: string[], options: DecodeOptions, command: Command) => {
      await runAction(terminal, command, () => decode(terminal, words, options));
    });
}

async function decode(terminal: Terminal, words: string[], options: DecodeOptions): Promise<ExitCode> {
  const profile = readProfile(options.profile);
  const as = kinds.find((kind) => kind === options.as);
  if (options.as !== undefined && as === undefined)
    throw usageError(`unknown kind ${options.as}`, `There are ${kinds.join(', ')}.`);
  const inputs = await readOctetsInput(terminal, { words, file: options.file }, options.lines);
  let code: ExitCode = exitCodes.ok;
  for (const input of inputs) {
    if (!decodeOne(terminal, input, as, profile, options.json === true)) code = exitCodes.negative;
  }
  return code;
}

/** Decodes and prints one input; tells whether it decoded. */
function decodeOne(
  terminal: Terminal,
  input: OctetsInput,
  as: OctetsKind | undefined,
  profile: XipProfileName,
  json: boolean,
): boolean {
  const { octets, name } = input;
  const kind = as ?? recogniseOctets(octets);
  if (kind === undefined) {
    const first = [...octets.subarray(0, 2)].map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
    terminal.err(
      `${name}: neither packet nor message nor journal: it begins with ${first}\n` +
        '  A packet begins with 01, a message with 58 4c, a journal with 58 4a. Use --as to take it for one.\n',
    );
    return false;
  }
  const decoded = decodeToJson(octets, kind, profile);
  if (!json) printDecoded(terminal, input, kind, decoded.ok ? decoded.value : undefined);
  if (!decoded.ok) {
    terminal.err(decodeFailure(`no ${names[kind]}`, input, decoded.error.error, decoded.error.base));
    return false;
  }
  if (json) terminal.out(`${JSON.stringify(withNotes(decoded.value, octets), null, 2)}\n`);
  return true;
}

/** The JSON form of a message says what its signatures are worth; `encode` passes over it. */
function withNotes(decoded: DecodedJson, octets: Uint8Array): object {
  if (decoded.kind !== 'message') return decoded;
  const message = decodeMessage(octets);
  if (!message.ok) return decoded;
  return { ...decoded, signatures: signatureNotes(octets, message.value) };
}

/** Reads the option `--profile`. @throws CommandError */
export function readProfile(text: string): XipProfileName {
  if (Object.hasOwn(xipProfiles, text)) return text as XipProfileName;
  throw usageError(`unknown profile ${text}`, `There are ${Object.keys(xipProfiles).join(', ')}.`);
}
