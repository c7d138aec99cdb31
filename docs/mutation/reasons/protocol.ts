/** Why mutants of codecs cannot be caught. */
import type { Reason } from './reason.ts';

/** Of codecs. */
export const ofProtocol: readonly Reason[] = [
  {
    because: 'words for people about a value that cannot be written; no octet comes of it',
    file: /^src\/protocol\/json/,
    mutator: /^StringLiteral$/,
    original: /^['`](is|has|holds|names) /,
  },
  {
    because: 'a clause that a refusal names, for people: the kit asks for its code and its place',
    file: /^src\/(xia|protocol)\//,
    original: /^'[A-Z]{3}-\d{3}'$/,
  },
  {
    because: 'JSON, or a value, that is no message: no clause says what becomes of it, and no octet does',
    file: /^src\/protocol\/(json[\w-]*|bad-value)\.ts$/,
    original:
      /^(typeof |!Array\.isArray|!\(thrown|\{ path: thrown|\{ if \(!\(thrown|octets === undefined$|json\.length > |\(name\) => !allowed|required\.includes|least === most|!read\.ok|\{ (throw|return) new (Unfit|RangeError)|`\$\{path\}|new TextDecoder)/,
  },
  {
    because: 'keys that are remembered to spare work: without it the same signatures come out',
    file: /^src\/protocol\/signature\.ts$/,
    original: /^(cached !== undefined|keys\.size >= cachedKeys)$/,
  },
  {
    because: 'where in a value a fault is, for people: the kit asks for the place in the octets',
    file: /^src\/protocol\/(codec|journal-record|source)\.ts$/,
    original: /^('header(\.\w+)?'|'authenticator'|`\$\{path\}\..*`)$/,
  },
];
