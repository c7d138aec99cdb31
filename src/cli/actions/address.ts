/** `xlmp address`: one address in all its addressForms. */
import { fromHex, toHex } from '../../core/hex.ts';
import {
  type Dag,
  decodeDag,
  encodeDag,
  formatDag,
  formatTextError,
  formatXid,
  parseDag,
  sinkOf,
  type TextDialect,
} from '../../xia/index.ts';
import { type AddressForm, addressForms } from '../address-forms.ts';
import { CommandError, type ExitCode, exitCodes, usageError } from '../exit-code.ts';
import { readTextInput } from '../input.ts';
import { paintFor } from '../paint.ts';
import type { Terminal } from '../terminal.ts';

/** The options of the command. */
export interface AddressOptions {
  readonly file?: string;
  readonly to?: string;
  readonly dialect: string;
  readonly json?: boolean;
}

/** Prints an address in its addressForms. @throws CommandError */
export async function convert(
  terminal: Terminal,
  words: readonly string[],
  options: AddressOptions,
): Promise<ExitCode> {
  const dialect = readDialect(options.dialect);
  const to = readForm(options.to);
  const { name, text } = await readTextInput(terminal, { words, file: options.file });
  const dag = readAddress(name, text, dialect);
  const written: Record<AddressForm, string | null> = {
    dag: formatDag(dag, { form: 'dag', dialect }),
    re: writtenAs(dag, 're', dialect),
    linux: writtenAs(dag, 'linux', dialect),
    nodes: toHex(encodeDag(dag)),
  };
  if (to !== undefined) {
    const one = written[to];
    if (one === null) {
      throw new CommandError(
        exitCodes.negative,
        `this address has no ${to} form`,
        'The form dag writes every address.',
      );
    }
    terminal.out(`${options.json === true ? JSON.stringify({ [to]: one }, null, 2) : one}\n`);
    return exitCodes.ok;
  }
  const facts = { nodeCount: dag.nodes.length, sink: formatXid(sinkOf(dag), dialect), ...written };
  if (options.json === true) {
    terminal.out(`${JSON.stringify(facts, null, 2)}\n`);
    return exitCodes.ok;
  }
  const paint = paintFor(terminal);
  for (const [label, value] of Object.entries(facts)) {
    const shown = value ?? paint.dim('(cannot be written in this form)');
    terminal.out(
      `${paint.strong(label.padEnd(10))} ${String(shown)
        .split('\n')
        .join(`\n${' '.repeat(11)}`)}\n`,
    );
  }
  return exitCodes.ok;
}

/** Reads an address in any form, hexadecimal nodes too. @throws CommandError */
export function readAddress(name: string, text: string, dialect: TextDialect = 'xia-core-v2'): Dag {
  const trimmed = text.trim();
  if (trimmed === '') throw usageError(`${name} is empty`, 'Give an address.');
  const octets = fromHex(trimmed);
  if (octets !== undefined) {
    const decoded = decodeDag(octets);
    if (decoded.ok) return decoded.value;
    const { code, offset, path, requirement } = decoded.error;
    throw new CommandError(
      exitCodes.negative,
      `${name} is no address: octet ${offset}${path === '' ? '' : ` (${path})`}: ${code}, ${requirement}`,
      `A node has 28 octets. xlmp explain ${requirement} says what is asked for.`,
    );
  }
  const parsed = parseDag(text, dialect);
  if (parsed.ok) return parsed.value;
  throw new CommandError(
    exitCodes.negative,
    `${name} is no address: ${formatTextError(parsed.error)}`,
    `xlmp explain ${parsed.error.requirement} says what is asked for.`,
  );
}

function writtenAs(dag: Dag, form: 're' | 'linux', dialect: TextDialect): string | null {
  try {
    return formatDag(dag, { form, dialect });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readDialect(text: string): TextDialect {
  if (text === 'xia-core-v2' || text === 'xia-core-1') return text;
  throw usageError(`unknown dialect ${text}`, 'There are xia-core-v2 and xia-core-1.');
}

function readForm(text: string | undefined): AddressForm | undefined {
  const form = addressForms.find((known) => known === text);
  if (text !== undefined && form === undefined)
    throw usageError(`unknown form ${text}`, `There are ${addressForms.join(', ')}.`);
  return form;
}
