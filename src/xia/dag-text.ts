/**
 * Addresses as text in any of the three forms (chapter 02): `DAG …`, `RE …`, and the rows of Linux.
 */
import type { Result } from '../core/result.ts';
import type { Dag } from './dag.ts';
import { formatDagForm, parseDagForm, parseDagUrl, urlPrefix } from './dag-text-core.ts';
import { formatLinuxForm, parseLinuxForm } from './dag-text-linux.ts';
import { formatReForm, parseReForm } from './dag-text-re.ts';
import { type TextError, textError } from './text-error.ts';
import type { TextDialect } from './xid.ts';

/** A form of address text. */
export type DagForm = 'dag' | 're' | 'linux';

/** How an address is written. */
export interface DagFormatOptions {
  /** The form; without it `re` when the address has that form, else `dag`. */
  readonly form?: DagForm;
  readonly dialect?: TextDialect;
}

/** Reads an address in the form that its first characters show (DAG-011 to DAG-015). */
export function parseDag(text: string, dialect: TextDialect = 'xia-core-v2'): Result<Dag, TextError> {
  const start = text.search(/\S/);
  const word = /^\S*/.exec(text.slice(Math.max(0, start)))![0];
  if (word === 'DAG') return parseDagForm(text, dialect);
  if (word === 'RE') return parseReForm(text, dialect);
  if (text.startsWith(urlPrefix) && dialect === 'xia-core-v2') return parseDagUrl(text);
  if (/^!?[0-9a-z]+-/.test(word)) return parseLinuxForm(text);
  return textError(
    'bad-syntax',
    Math.max(0, start),
    'DAG-011',
    'DAG, RE, or a row type-digits-edges of the Linux form',
    word,
  );
}

/**
 * Writes an address as one line of text that {@link parseDag} reads back as the same address.
 *
 * @throws RangeError when the address cannot be written in the form that was asked for.
 */
export function formatDag(dag: Dag, options: DagFormatOptions = {}): string {
  const { form, dialect } = options;
  if (form === 'dag') return formatDagForm(dag, dialect);
  if (form === 'linux') return written(formatLinuxForm(dag), form);
  const re = formatReForm(dag, dialect);
  return form === 're' ? written(re, form) : (re ?? formatDagForm(dag, dialect));
}

function written(text: string | undefined, form: DagForm): string {
  if (text === undefined) throw new RangeError(`this address cannot be written in the form ${form}`);
  return text;
}
