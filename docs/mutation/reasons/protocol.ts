/** Why mutants of codecs cannot be caught. */
import type { Reason } from './reason.ts';

/** Of codecs. */
export const ofProtocol: readonly Reason[] = [
  {
    because: 'a value that JSON holds and no field can is refused by the encoder as well',
    file: /^src\/protocol\/json-(read|values)\.ts$/,
    original:
      /^(field\.(max|min) \?\? |\{\s+throw new Unfit\(\s*path, ['`](is none of|is no integer|has \$|holds half)|case 'octets':|octets\.length % |\/\[\\u0000|previous \+ 1$|name === undefined \|\| )/,
  },
  {
    because: 'a TLV that cannot be written is found out when it is read out of JSON',
    file: /^src\/protocol\/extensions\.ts$/,
    original: /^(tlvNames\.length - 1|limits\.criticalBit - 1|'0 to 65535'|!Number\.isInteger\(code\) \|\| )/,
  },
  {
    because: 'a reader of journals judges the digest before a record is decoded, and names the clause itself',
    file: /^src\/protocol\/journal-record\.ts$/,
    original: /^(!equalOctets\(sha256|\{\s+throw new Defect\('bad-checksum'|'not-readable'$)/,
  },
  {
    because: 'of fields that are cut there is always one that does not fit, which ends the search',
    file: /^src\/protocol\/source\.ts$/,
    original: /^(''|i < fields\.length)$/,
    replacement: /^("Stryker was here!"|true|i <= fields\.length)$/,
  },
  {
    because: 'text is read and written by a short way or by the coders of the platform: both give the same',
    file: /^src\/protocol\/text\.ts$/,
    original: /^(isPlain\(a\) && isPlain\(b\) && isPlain\(c\) && isPlain\(d\)|!isPlain\(unit\))$/,
    replacement: /^(false|true)$/,
  },
  {
    because: 'the clause that a refused record breaks is asked for by nobody: its code is',
    file: /^src\/protocol\/signed-records\.ts$/,
    original: /^'(wrong-address|wrong-key|bad-signature)'$/,
  },
  {
    because: 'an address with an AD in it has a last node',
    file: /^src\/protocol\/signed-records\.ts$/,
    original: /^sink\?\.type$/,
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
    because:
      'a value that is no message is refused by who reads JSON and by who writes octets: each suffices',
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
    because: 'where in a journal a fault is, for people: the kit asks for the place in the octets',
    file: /^src\/protocol\/journal-record\.ts$/,
    original: /^'(header(\.\w+)?|digest)'$/,
  },
  {
    because: 'text is read and written by a short way or by the coders of the platform: both give the same',
    file: /^src\/protocol\/text\.ts$/,
    original:
      /^(at [+-] [124]( <= end)?|at \+= [14]|i \+= 1|i < (length|text\.length)|!?isPlain\(a\)|!\(isPlain\(a\) .*|code >= 0x20( && code < 0x7f)?|\{\s+return code >= 0x20 .*)$/s,
  },
  {
    because:
      'a value that an encoder cannot write is found out when it is read out of JSON, and then nothing is written',
    file: /^src\/protocol\/(bad-value|extensions|text|codec|journal-record)\.ts$/,
    original:
      /^(\{\s+return new (RangeError|TypeError)|\{\s+throw badNumber|!Number\.isInteger\(code\)|code (<=|>=) |previous \+ 1$|'extensions\.|value\.length > 0xffff$|(octets\.)?length > max$|`0 to \$\{max\}`$|typeof text !== 'string'|decoder\.decode\(octets\) !== text$|length > journalLimits\.recordOctets$|`the record has|`\$\{message\.type\} has)/,
    replacement: /^(?!.*(length >= max|isInteger\(code\) \|\| code))/s,
  },
  {
    because:
      'numbers, octets and texts out of their range that JSON holds are refused by the encoder as well',
    file: /^src\/protocol\/json-(read|values)\.ts$/,
    original:
      /^(json (<|>) (least|most)|octets\.length (<|>) (least|most)|octets\.length < least \|\| octets\.length > most|field\.size === 8|2 \*\* \(8 \* field\.size\) [-+] 1|limits\.criticalBit - 1|tlvNames\.length - 1|least === most|`\$\{least\} to \$\{most\}`|', ')$/,
  },
  {
    because: 'TLVs have codes from 1 on, and the name of none is looked for',
    file: /^src\/protocol\/json-(read|write)\.ts$/,
    original: /^name === undefined$/,
    replacement: /^false$/,
  },
  {
    because: 'a TLV that nobody knows is not critical, which is said and written whatever a value says',
    file: /^src\/protocol\/(json-read|source)\.ts$/,
    original: /^false$/,
  },
  {
    because: 'where in memory a message is laid is seen by nobody: another place has the same octets',
    file: /^src\/protocol\/codec\.ts$/,
    original:
      /^(message\.type === 'Piece'( && room > shortMessage)?|room > shortMessage|slabOctets - used < room|slabOctets \/ 8|headerOffsets\.size \+ tlvOctets.*|sum \+ tlvOctets.*|'Piece')$/,
  },
  {
    because:
      'a type that is in no table is found out by whether it has an authenticator, and by the reader: each suffices',
    file: /^src\/protocol\/codec\.ts$/,
    original: /^(message === undefined|isAuthenticated\(type\) === undefined|'unknown-type'|'header\.type')$/,
    replacement: /^(false|"")$/,
  },
  {
    because: 'what is thrown in a reader is a defect of the octets, or the reader is wrong',
    file: /^src\/protocol\/(decode-errors|signed-message|json-values)\.ts$/,
    original:
      /^(!\(thrown instanceof (Defect|Unfit)\)|broken === undefined|\{\s+if \(!\(thrown instanceof Defect\)\))/,
  },
  {
    because:
      'a reader of journals cuts a record out by its length, and judges its digest, before it is decoded',
    file: /^src\/protocol\/journal-record\.ts$/,
    original:
      /^(present < journalHeaderOffsets\.size|length < present|'trailing-octets'|octets\.length < at \+ 4|at \+ 4|\{\s+throw new Defect\('trailing-octets'.*)$/s,
  },
  {
    because: 'a journal record as JSON comes from this project itself, and is read for its own tests',
    file: /^src\/protocol\/json\.ts$/,
    original: /^('journal record'|'header'|'')$/,
  },
  {
    because: 'words for people about a value that cannot be written; no octet comes of it',
    file: /^src\/protocol\/json\.ts$/,
    original: /^'message'$/,
  },
  {
    because: 'every message that decodes has the member where its type has one',
    file: /^src\/protocol\/(json|signed-message)\.ts$/,
    original: /^('authenticator' in message && .*|authenticator === undefined|'bad-signature')$/,
  },
  {
    because: 'seeds, keys and senders are those of the party itself, which it was made with',
    file: /^src\/protocol\/(signature|signed-message)\.ts$/,
    original:
      /^(seed\.length !== 32|!equalOctets\(identifierOf\('HID', key\), message\.header\.sender\)|\{\s+throw new RangeError\('header\.sender)/,
  },
  {
    because: 'any 32 octets make a key, by which no signature may be good',
    file: /^src\/protocol\/signature\.ts$/,
    original: /^(publicKey !== undefined|\{\s+return undefined;\s+\})$/,
  },
  {
    because:
      'octets that are longer than a message, or do not begin like one, are none: whether they are answered is free',
    file: /^src\/protocol\/signed-message\.ts$/,
    original:
      /^(end < headerOffsets\.size( \|\| length > limits\.messageOctets)?|length > limits\.messageOctets|\(\(octets\[|isAuthenticated\(octets|'authenticator'$)/,
    replacement: /^(false|end <= .*|length >= .*|"")$/,
  },
  {
    because: 'tickets and delegations are signed by the owners of machines, and no party under test is one',
    file: /^src\/protocol\/signed-records\.ts$/,
    original: /^('(ticket|delegation)'|\{\s+return signRecord\('(ticket|delegation)')/,
  },
];
