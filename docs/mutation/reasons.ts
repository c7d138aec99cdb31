/**
 * Why mutants that the kit does not catch cannot be caught by it. Each reason is a fact about the place; a mutant of
 * which none speaks is a hole of the kit until a case fills it.
 */
import type { Mutant } from './mutant.ts';

/** A reason, and the mutants that it is true of: all that is given here must fit. */
interface Reason {
  readonly because: string;
  /** Of the path of the file. */
  readonly file?: RegExp;
  /** Of the text that was changed. */
  readonly original?: RegExp;
  /** Of the text that it was changed to. */
  readonly replacement?: RegExp;
  readonly mutator?: RegExp;
}

/** What a reason is about. */
export type Change = Pick<Mutant, 'file' | 'original' | 'replacement' | 'mutator'>;

const reasons: readonly Reason[] = [
  {
    because: 'the quirks of xia-core v2, kept to be compared with it; no party of XLMP forwards so',
    file: /^src\/xia\/forwarding-quirks\.ts$/,
  },
  {
    because: 'why an XCMP message is refused: it is dropped, and nobody is told',
    file: /^src\/xia\/xcmp\.ts$/,
    original: /^'(truncated|bad-checksum|unknown-type|xcmp.*|XCM-\d+)'$/,
  },
  {
    because: 'words for people in a refusal of text: DAG-018 asks that there are some, not which',
    file: /^src\/xia\//,
    mutator: /^StringLiteral$/,
    original: /^['`](\S* )+\S*['`]$/,
  },
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
  {
    because: 'where in a value a fault is, for people: the kit asks for the place in the octets',
    file: /^src\/xia\/(xip-header|dag)\.ts$/,
    original: /^('(header|destination|source)'|`nodes\[.*|`\$\{name\}\..*)$/,
  },
  {
    because: 'what a reader of text says that it found, for people: DAG-018 asks that it says something',
    file: /^src\/xia\/(dag-text-\w+|text-error)\.ts$/,
    original: /^(text\.slice\(.*|error\.found === '')$/,
  },
  {
    because: 'what an XCMP message says that is no request: nobody reads it, and code 0 is that of a reply',
    file: /^src\/xia\/xcmp\.ts$/,
    original: /^(kind === 'echo-re.*|'echo-reply'|\{ kind, code: octets\[1\]!.*|\{ code, offset, path.*)$/,
  },
  {
    because: 'how the original pads a quotation, kept to be compared with it; no party of XLMP does so',
    file: /^src\/xia\/xcmp\.ts$/,
    original: /^(!padded \|\| )?packet\.length >= end$/,
  },
  {
    because: 'XIP taken out of an IP packet: no party does it, the operating system does',
    file: /^src\/xia\/ip-encapsulation\.ts$/,
    original:
      /^(octets\.length < start.*|octets\[(0|ipHeader\.protocol)\].*|word\(.*|internetChecksum\(octets, 0, ipHeader\.size\) !== 0.*|'(ip|udp)[.\w]*'|\{ code, offset, path, requirement: 'ENC-001' \}|ipHeader\.size \+ (2|udpHeader\.\w+)|'(length-mismatch|unknown-type|bad-checksum|unsupported-version|out-of-range|truncated)')$/,
  },
  {
    because:
      'types that are switched off, which no party does, and types without a default, which have fallback',
    file: /^src\/xia\/route-table\.ts$/,
    original:
      /^(\(\{ enabled \}\) => !enabled|this\.#disabled > 0|!this\.#types\.has\(type\)|this\.#types\.get\(type\)\?\.enabled === false|enabled: true|\{ return this\.#types\.get\(type\); \})$/,
  },
  {
    because: 'an identifier that cannot have a route: an error of programmers, which no message can cause',
    file: /^src\/xia\/route-table\.ts$/,
    original: /^(id\.length !== xidSizes\.id \|\| type === 0|id\.length !== xidSizes\.id|type === 0)$/,
  },
  {
    because: 'a search that comes back to a node goes round for ever: one step more or less ends it alike',
    file: /^src\/xia\/forwarding\.ts$/,
    original: /^steps > sink$/,
    replacement: /^steps >= sink$/,
  },
  {
    because: 'what is kept of the packet before spares work: without it the same octets come out',
    file: /^src\/xia\/packet-run\.ts$/,
    original: /^(octets > shortPacket|slab\.length - used < octets|at < header\.length|payloadLength >= 0)$/,
  },
  {
    because: 'what is kept of the packet before spares work: without it the same octets come out',
    file: /^src\/xia\/packet-run\.ts$/,
    original: /^(payloadLength >= 0 && stated === payloadLength|hasLength)$/,
    replacement: /^false$/,
  },
  {
    because: 'what is kept of the packet before spares work: without it the same octets come out',
    file: /^src\/xia\/packet-run\.ts$/,
    original: /^packet\[at\] !== header\[at\] && !varying\.has\(at\)$/,
    replacement: /^true$/,
  },
  {
    because: 'the clause that a transition is of, which the documents read, and no party',
    file: /^src\/machines\//,
    original: /^'[A-Z]{3}-\d{3}'$/,
  },
  {
    because: 'a tag or the name of a whole machine, which the model and the documents read, and no party',
    file: /^src\/machines\//,
    original: /^(\['rest'\]|'rest')$/,
  },
  {
    because: 'a tag or the name of a whole machine, which the model and the documents read, and no party',
    // Hosts ask whether a migration has ended, before they take another one of the machine.
    file: /^src\/machines\/(?!source-host|destination-host)/,
    original: /^(\['rest', 'end'\]|'end')$/,
  },
  {
    because: 'a tag or the name of a whole machine, which the model and the documents read, and no party',
    file: /^src\/machines\/witness\.ts$/,
    original: /^'witness'$/,
  },
  {
    because: 'effects have no code of their own: each is taken for what its name says',
    file: /^src\/machines\//,
    original: /^\{ .*: requestOnly,? \}$/,
  },
  {
    because: 'what these machines report goes into a log, which the kit does not read',
    file: /^src\/machines\/(access-router[\w-]*|mover|registration|rebinding|announcing)\.ts$/,
    original:
      /^('report'|\{ type: 'report'.*|\{ what: .*|'(silence|superseded|hold-limit|lease-expired|stalled)')$/,
  },
  {
    because:
      'a witness or a rendezvous whose journal is silent hears what it heard before, and says nothing by itself',
    file: /^src\/machines\/(witness|rendezvous)\.ts$/,
    original: /^(\{ (WITNESS|RENDEZVOUS)_OPERATION: .*|\{ target: 'stalled'.*|'stalled'|true)$/,
  },
  {
    because: 'the bound of steps that follow one event by themselves: it ends loops of a wrong machine',
    file: /^src\/machines\//,
    original: /^\{ maxIterations: \d+ \}$/,
  },
  {
    because:
      'in the states of the witness that come here a request is pending, so the question always has the answer yes',
    file: /^src\/machines\/witness\.ts$/,
    original: /^context\.pending\?\./,
  },
];

/** The first reason that fits a mutant. */
export function reasonFor(change: Change): string | undefined {
  return reasons.find(
    ({ file, original, replacement, mutator }) =>
      (file?.test(change.file) ?? true) &&
      (original?.test(change.original) ?? true) &&
      (replacement?.test(change.replacement) ?? true) &&
      (mutator?.test(change.mutator) ?? true),
  )?.because;
}
