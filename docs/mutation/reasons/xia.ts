/** Why mutants of addresses, headers and forwarding cannot be caught. */
import type { Reason } from './reason.ts';

/** Of addresses, headers and forwarding. */
export const ofXia: readonly Reason[] = [
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
];
