/**
 * What a command works on: an argument, a file or standard input; text, or octets in text or as they are.
 */
import { usageError } from './exit-code.ts';
import { readWholeFile } from './file-errors.ts';
import { readHexText } from './hex-text.ts';
import type { Terminal } from './terminal.ts';

/** Where an input comes from, as the options say. */
export interface InputChoice {
  /** The words of the argument; several are joined. */
  readonly words: readonly string[];
  /** The option `--file`; `-` is standard input. */
  readonly file?: string | undefined;
}

/** Text to work on. */
export interface TextInput {
  /** What it is called in messages. */
  readonly name: string;
  readonly text: string;
}

/** Octets to work on. */
export interface OctetsInput {
  readonly name: string;
  readonly octets: Uint8Array;
  /** Where the octet at an offset stands in the input, for messages. */
  readonly place: (offset: number) => string;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads text. @throws CommandError when there is none, too much, or it is no text. */
export async function readTextInput(terminal: Terminal, choice: InputChoice): Promise<TextInput> {
  const { name, content } = await readInput(terminal, choice);
  if (typeof content === 'string') return { name, text: content };
  try {
    return { name, text: decoder.decode(content) };
  } catch {
    throw usageError(`${name} is not text`, 'This command reads UTF-8 text.');
  }
}

/**
 * Reads octets: hexadecimal text, or the octets themselves when a file holds anything that is no text.
 *
 * @returns one input, or one for each line that is not empty when `lines` is set.
 */
export async function readOctetsInput(
  terminal: Terminal,
  choice: InputChoice,
  lines = false,
): Promise<OctetsInput[]> {
  const { name, content } = await readInput(terminal, choice);
  if (typeof content !== 'string' && !isText(content)) {
    return [{ name, octets: content, place: (offset) => `octet ${offset}` }];
  }
  const text = typeof content === 'string' ? content : decoder.decode(content);
  if (!lines) return [octetsOf(text, name)];
  return text
    .split('\n')
    .map((line, i) => ({ line, name: `${name}, line ${i + 1}` }))
    .filter(({ line }) => line.replace(/#.*/, '').trim() !== '')
    .map(({ line, name: lineName }) => octetsOf(line, lineName));
}

function octetsOf(text: string, name: string): OctetsInput {
  const { octets, place } = readHexText(text, name);
  if (octets.length === 0) throw usageError(`${name} holds no octets`, 'Give hexadecimal digits.');
  return { name, octets, place };
}

/** Hexadecimal text has nothing but printable characters; every binary form of this project has others. */
function isText(octets: Uint8Array): boolean {
  return octets.every((octet) => (octet >= 0x20 && octet < 0x7f) || (octet >= 0x09 && octet <= 0x0d));
}

async function readInput(
  terminal: Terminal,
  { words, file }: InputChoice,
): Promise<{ name: string; content: string | Uint8Array }> {
  if (words.length > 0) {
    if (file !== undefined) throw usageError('an argument and --file are given', 'Give one of them.');
    return { name: 'the argument', content: words.join(' ') };
  }
  if (file === undefined) {
    throw usageError(
      'nothing to work on',
      'Give it as an argument, or --file NAME, or --file - for standard input.',
    );
  }
  if (file !== '-') return { name: file, content: await readWholeFile(file) };
  const parts: Uint8Array[] = [];
  for await (const part of terminal.input) parts.push(part);
  return { name: 'standard input', content: new Uint8Array(Buffer.concat(parts)) };
}
