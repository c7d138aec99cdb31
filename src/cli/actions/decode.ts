/** `xlmp decode`: packets, messages and journals from octets. */
import { xipProfiles } from '../../../spec/registry/identifiers.ts';
import { decodeMessage } from '../../protocol/index.ts';
import type { XipProfileName } from '../../xia/index.ts';
import { decodeFailure } from '../decode-failure.ts';
import { printDecoded } from '../decode-text.ts';
import { type ExitCode, exitCodes, usageError } from '../exit-code.ts';
import { type OctetsInput, readOctetsInput } from '../input.ts';
import { type OctetsKind, octetsKinds } from '../octets-kinds.ts';
import { decodeToJson, type DecodedJson, recogniseOctets } from '../packet-json.ts';
import { signatureNotes } from '../signature-notes.ts';
import type { Terminal } from '../terminal.ts';

/** The options of the command. */
export interface DecodeOptions {
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

/** Decodes octets, and prints what they are. @throws CommandError */
export async function decode(
  terminal: Terminal,
  words: readonly string[],
  options: DecodeOptions,
): Promise<ExitCode> {
  const profile = readProfile(options.profile);
  const as = octetsKinds.find((kind) => kind === options.as);
  if (options.as !== undefined && as === undefined)
    throw usageError(`unknown kind ${options.as}`, `There are ${octetsKinds.join(', ')}.`);
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
function readProfile(text: string): XipProfileName {
  if (Object.hasOwn(xipProfiles, text)) return text as XipProfileName;
  throw usageError(`unknown profile ${text}`, `There are ${Object.keys(xipProfiles).join(', ')}.`);
}
