/** Why mutants of addresses, headers and forwarding cannot be caught. */
import type { Reason } from './reason.ts';

/** Of identifiers and addresses, their octets and their text. */
const ofAddresses: readonly Reason[] = [
  {
    because:
      'which words a refusal of text has: DAG-018 asks that there are some, and what stands at the place, not how much of it',
    file: /^src\/xia\/(dag-text-\w+|xid|text-error)\.ts$/,
    original:
      /^(\{\s*'DAG-001'|'each edge once'|'a valid address'|expectations\[|found === '\+'|'\+'|digits\.length < idDigits|\[\.\.\.codesByDialect|', '|.*\.slice\(0, 60\)$)/,
  },
  {
    because: 'an error of text in one sentence, for people: only the command line writes it',
    file: /^src\/xia\/text-error\.ts$/,
    original: /^(\{ ?\s*const what = |error\.found === ''|''|'the end of the text'|`at \$\{error)/,
  },
  {
    because:
      'which of several faults of a text is told: the chapter lets a reader choose, and no edge of the entry is left to be told of there',
    file: /^src\/xia\/dag-text-core\.ts$/,
    original: /^(fault\.(node|code|edge) |dag\.entry\.length === 0$|'bad-dag'$)/,
  },
  {
    because:
      'a fault that is looked for again when the whole address is: too many nodes or edges, an index beyond the nodes, a sink with edges',
    file: /^src\/xia\/(dag|dag-text-core)\.ts$/,
    original:
      /^(rows\.length === dagLimits\.maxNodes|\{\s*return textError\(\s*'(too-many|bad-edge)'|\[\.\.\.places\.flat\(\), \.\.\.entryPlaces\]|\{\s*if \(Number\(token\.text\) >= |Number\(token\.text\) >= nodes\.length|count > dagLimits\.maxNodes|\{ code: '(too-many|bad-edge)', requirement: 'DAG-0(03|10|14)'|'(too-many|bad-edge)'$|'DAG-0(01|03|10|14)'|edges\.length > dagLimits\.maxEdges|\(index\) => !Number|(!Number\.isInteger\(index\)|index (<|>=))|edge >= 0|index >= count|i === sink && )/,
  },
  {
    because:
      'how xia-core 1.x takes a sink that is not last, an index twice, an empty group or the URL form, and in which order it puts nodes: the chapter does not say',
    file: /^src\/xia\/dag-text(-core|-re)?\.ts$/,
    original: /^(dialect === 'xia-core-(1|v2)'|'xia-core-1'|\(_, i\) => i)$/,
  },
  {
    because: 'how text is written for xia-core 1.x: nobody asks for it, as the chapter speaks of reading it',
    file: /^src\/xia\/dag-text-core\.ts$/,
    original: /^(dialect === 'xia-core-1' && .*|edges\.length === dagLimits\.maxEdges|' ')$/,
  },
  {
    because: 'a dialect or profile that every caller within a party names',
    file: /^src\/xia\/(dag-text-(core|re)|packet)\.ts$/,
    original: /^'xia-core-v2'$/,
    replacement: /^""$/,
  },
  {
    because: 'the keyword by which the form was told apart, and the end of the text, are looked for twice',
    file: /^src\/xia\/dag-text-re\.ts$/,
    original: /^(keyword\.text !== 'RE'|'bad-syntax'|'DAG-012'|'RE'|close\.text === ''|'')$/,
  },
  {
    because: 'an address that is to be printed in a form that it does not have: nothing says what comes then',
    file: /^src\/xia\/(dag|dag-text|dag-text-re|dag-text-linux|xid)\.ts$/,
    original:
      /^(main < next|next < dag\.nodes\.length|edges\.length === 0|!equalDags\(|text === undefined|form === 're'|'re'|re \?\? |dag\.nodes\.length > edgeDigits|a\.(nodes|length|type|every)|equalXids\(|value === b\[i\])/,
  },
  {
    because:
      'how an address is shown that Linux would not take, and packets on their way: for people, who are told by the chapter that they are no addresses',
    file: /^src\/xia\/dag-text-linux\.ts$/,
    original:
      /^(\{ ?\s*const rows = parseLinuxRows|\{\s*for \(let s|'!'|`>\$\{digit\}`|start (<|\+=|\+) |slot (<|\+=) |nodes\[start \+ slot\]|true$|false$)/,
  },
  {
    because:
      'unused edges stand at the end of a row alone, and each row of a valid address has an edge in front of them',
    file: /^src\/xia\/dag-text-linux\.ts$/,
    original: /^(\/\\\*\+\$\/|shown === ''|''|'\*')$/,
  },
  {
    because:
      'no text of the form begins with a mark or a dash, and none has a second dash without a first one',
    file: /^src\/xia\/dag-text-linux\.ts$/,
    original: /^(mark >= 0|dashes\[[01]\]! < 0)$/,
    replacement: /^(false|mark > 0|dashes\[[01]\]! <= 0)$/,
  },
  {
    because: 'a fault of the octets of rows is always in one of the rows',
    file: /^src\/xia\/dag-text-linux\.ts$/,
    original: /^places\.length - 1$/,
  },
  {
    because: 'which of two reasons has text refused that has none of the forms',
    file: /^src\/xia\/dag-text\.ts$/,
    original: /^\/\^!\?\[0-9a-z\]\+-\/$/,
    replacement: /^\/!/,
  },
  {
    because: 'what is matched begins at the start in any case',
    file: /^src\/xia\/(dag-text|xid)\.ts$/,
    original: /^(\/\^\\S\*\/|\/\^0x\[0-9a-f\]\{1,8\}\$\/)$/,
    replacement: /^\/(\\S\*|0x\[0-9a-f\]\{1,8\}\$)\/$/,
  },
  {
    because: 'a number reads the same with 0x in front',
    file: /^src\/xia\/xid\.ts$/,
    original: /^name\.slice\(2\)$/,
  },
  {
    because: 'a type without a name in xia-core is of none of its dialects',
    file: /^src\/xia\/xid\.ts$/,
    original: /^row\.core !== undefined$/,
    replacement: /^true$/,
  },
  {
    because:
      'names of types in lower case within an address: xia-core v2 takes them, and the reference with it; the chapter does not say',
    file: /^src\/xia\/xid\.ts$/,
    original: /^(dialect !== 'xia-core-v2'.*|'xia-core-v2'|colon < 0|':'|'0x')$/,
  },
  {
    because: 'an identifier or address that is wrong in the code itself: no text and no octets lead there',
    file: /^src\/xia\/(xid|dag|four-id)\.ts$/,
    original:
      /^(octets === undefined.*|octets\.length !== xidSizes\.id|!Number\.isInteger\(type\).*|type [<>] .*|fault !== undefined)$/,
  },
  {
    because:
      'an address without cycle has no edge of a node to itself, and no edge that stands twice is the first',
    file: /^src\/xia\/dag\.ts$/,
    original: /^(edge > i|twice < 0)$/,
    replacement: /^(edge >= i|twice <= 0)$/,
  },
  {
    because:
      'one step more finds nothing, or what is written by it is written over: by the next node, or by the entry of the last one',
    file: /^src\/xia\/dag\.ts$/,
    original: /^(slot < dagLimits\.maxEdges|edge < edges\.length|\[\]|i === count - 1)$/,
    replacement: /^(slot <= dagLimits\.maxEdges|edge <= edges\.length|\["Stryker was here"\]|true)$/,
  },
  {
    because: 'looking at a node again finds the same: the entry has four edges at most',
    file: /^src\/xia\/dag\.ts$/,
    original: /^state\[start\] === 0$/,
    replacement: /^true$/,
  },
  {
    because:
      'addresses that are made or compared for tests, for the memory network and for the command line: no party does it',
    file: /^src\/xia\/(dag|four-id)\.ts$/,
    original:
      /^(\{ ?\s*return (chainDag|equalOctets)\(|\{ ?\s*const copy = nodes|nodes\.slice\(\)|start (<|\+=|\+) |\{ ?\s*for \(let slot|slot (<|\+=) |copy\[start \+ slot\]|\{ ?\s*if \(ipv4\.length|ipv4\.length !== |xidSizes\.id - ipv4OffsetIn4Id|template\.slice\(\)|\{ type: xidType\.fourId, id \})/,
  },
  {
    because: 'a 4ID of another pattern than that of XID-005: ENC-002 does not say whether it is one',
    file: /^src\/xia\/four-id\.ts$/,
    original: /^!equalOctets\(/,
    replacement: /^false$/,
  },
  {
    because: 'a word is looked up again, or one step behind the end: the same is found',
    file: /^src\/xia\/text-tokens\.ts$/,
    original: /^(current === undefined|at < text\.length)$/,
    replacement: /^(true|at <= text\.length)$/,
  },
  {
    because: 'every row of a text has its places written before they are read',
    file: /^src\/xia\/dag-text-core\.ts$/,
    original: /^\[\]$/,
    replacement: /Stryker/,
  },
];

/** Of headers, packets and XCMP. */
const ofPackets: readonly Reason[] = [
  {
    because: 'why an XCMP message is refused: it is dropped, and nobody is told',
    file: /^src\/xia\/xcmp\.ts$/,
    original: /^'(truncated|bad-checksum|unknown-type|xcmp.*|XCM-\d+)'$/,
  },
  {
    because: 'what an XCMP message says that is no request: nobody reads it, and code 0 is that of a reply',
    file: /^src\/xia\/xcmp\.ts$/,
    original: /^(kind === 'echo-re.*|'echo-reply'|\{ kind, code: octets\[1\]!.*|\{ code, offset, path.*)$/,
  },
  {
    because:
      'what an answer makes of edges that no valid address has: the chapter has a router judge destinations alone, and leaves open what it answers to such a source',
    file: /^src\/xia\/xcmp\.ts$/,
    original: /^(edge (>|<|===) (count|node).*|node < count( - 1)?|count - 1)$/,
  },
  {
    because: 'a packet that was forwarded can be read, and its addresses can, too',
    file: /^src\/xia\/(xcmp|packet)\.ts$/,
    original: /^(!read\.ok|!destination\.ok)$/,
    replacement: /^false$/,
  },
  {
    because:
      'a place that is no index of a node names none whose type could be read, or one far within the payload',
    file: /^src\/xia\/xcmp\.ts$/,
    original: /^(last < packet\[xipOffset\.destinationNodes\]!|type (=|!)== undefined)$/,
    replacement: /^(true|false|last <= .*)$/,
  },
  {
    because:
      'a number for a field of the header that is wrong in the code itself: no line of the adapter is long enough for such a payload',
    file: /^src\/xia\/xip-header\.ts$/,
    original: /^(!Number\.isInteger\(value\).*|value (< 0|> max))$/,
  },
  {
    because: 'a payload as long as it is said to be was taken before',
    file: /^src\/xia\/xip-header\.ts$/,
    original: /^payload\.length < header\.payloadLength$/,
    replacement: /^payload\.length <= header\.payloadLength$/,
  },
  {
    because: 'an octet behind the last one counts as zero, as the checksum has it',
    file: /^src\/xia\/internet-checksum\.ts$/,
    original: /^at \+ 1 < end$/,
    replacement: /^at \+ 1 <= end$/,
  },
  {
    because: 'a number besides a port: the kit asks for the kind of what was done',
    file: /^src\/xia\/router\.ts$/,
    original: /^kind === 'port'$/,
    replacement: /^true$/,
  },
  {
    because: 'other rules than those of the chapter: no router of a party is given any',
    file: /^src\/xia\/router\.ts$/,
    original:
      /^(this\.#rules\.isSpent.*|\{\s*this\.#complain\(packet, emissions, 'time-exceeded', 0\);\s*return;\s*\}|'time-exceeded')$/,
  },
  {
    because: 'what is kept of the packet before spares work: without it the same octets come out',
    file: /^src\/xia\/packet-run\.ts$/,
    original:
      /^(octets > shortPacket|slabOctets \/ 8|slab\.length - used < octets|at < header\.length|payloadLength >= 0|-1|packet\.slice\(0, xipHeaderLength\(packet\)\)|packet\.length - length|\[\s*xipOffset\.payloadLength,.*|!parsed\.ok|\(packet\[xipOffset\.payloadLength\]! << 8\) \+ .*|xipOffset\.payloadLength \+ 1|\{\s*for \(let at = 0;.*|true)$/s,
  },
  {
    because: 'what is kept of the packet before spares work: without it the same octets come out',
    file: /^src\/xia\/packet-run\.ts$/,
    original:
      /^(payloadLength >= 0 && stated === payloadLength|hasLength|parts\.destination === destination && .*)$/,
    replacement: /^false$/,
  },
  {
    because: 'what is kept of the packet before spares work: without it the same octets come out',
    file: /^src\/xia\/packet-run\.ts$/,
    original: /^(packet\[at\] !== header\[at\].*|known === undefined.*|!isNext \|\| .*)$/,
    replacement: /^(true|known !== undefined|packet\[at\] (===|!==) header\[at\].*)$/,
  },
  {
    because:
      'two packets to one address that were written one behind the other are of one kind and from one place',
    file: /^src\/xia\/packet-run\.ts$/,
    original: /^parts\.(source === source|nextHeader === nextHeader)$/,
  },
  {
    because: 'no payload of a party is longer than a length can say',
    file: /^src\/xia\/packet-run\.ts$/,
    original: /^payload\.length > 0xffff$/,
  },
];

/** Of routes and forwarding. */
const ofForwarding: readonly Reason[] = [
  {
    because:
      'types that are switched off, which no party does, and types without a default, which have fallback',
    file: /^src\/xia\/route-table\.ts$/,
    original:
      /^(\(\{ enabled \}\) => !enabled|!enabled|\[\.\.\.this\.#types\.values\(\)\].*|this\.#disabled > 0.*|!this\.#types\.has\(type\)|this\.#types\.get\(type\)\?\.enabled.*|\{\s*return this\.#types\.get\(type\)\?\.enabled === false;\s*\}|enabled: true|\{ ?\s*return this\.#types\.get\(type\);\s*\})$/,
  },
  {
    because: 'an identifier that cannot have a route: an error of programmers, which no message can cause',
    file: /^src\/xia\/route-table\.ts$/,
    original: /^(id\.length !== xidSizes\.id \|\| type === 0|id\.length !== xidSizes\.id|type === 0)$/,
  },
  {
    because:
      'the routes, their number and their next hops: only the simulated network, the command line and tests ask',
    file: /^src\/xia\/(route-table|forwarding)\.ts$/,
    original:
      /^(\{ ?\s*return (this\.#size|this\.#hit < 0 .*|this\.#routes(\.nextHop)?|this\.lookupView\(viewOf\(octets\), at\));\s*\}|this\.#hit < 0|-1|\[undefined\]|nextHop === undefined|this\.#nextHops\.push\(nextHop\) - 1)$/,
  },
  {
    because:
      'a larger table, an earlier growth, or another bucket to begin at: a look-up goes on until it finds',
    file: /^src\/xia\/route-table\.ts$/,
    original:
      /^(SMALLEST \* BUCKET_WORDS( - 1)?|2 \* \(this\.#size \+ 1\) \* BUCKET_WORDS > this\.#buckets\.length|this\.#size \+ 1|type < DIRECT_TYPES|found < 0)$/,
    replacement:
      /^(SMALLEST \* BUCKET_WORDS \+ 1|SMALLEST \/ BUCKET_WORDS|2 \* .* >= .*|this\.#size - 1|true|false|type <= DIRECT_TYPES|found <= 0)$/,
  },
  {
    because:
      'another mixing of ids, or an empty bucket that is moved as well: a look-up goes on until it finds',
    file: /^src\/xia\/route-table\.ts$/,
    original:
      /^(\{\s*const sum = |(sum|imul\(a, 0x9e3779b1\)) \+ |this\.#shift -= 1|at < old\.length|old\[at \| TYPE_WORD\] === 0)/,
    replacement: /^(\{\}|sum .*|imul.*|this\.#shift \+= 1|at <= old\.length|false)$/,
  },
  {
    because: 'a route that is removed is there, and nobody asks what removing it says or how many are left',
    file: /^src\/xia\/route-table\.ts$/,
    original: /^(hole < 0|false|true|this\.#size -= 1)$/,
    replacement: /^(false|true|this\.#size \+= 1)$/,
  },
  {
    because: 'a search that comes back to a node goes round for ever: one step more or less ends it alike',
    file: /^src\/xia\/forwarding\.ts$/,
    original: /^steps > sink$/,
    replacement: /^steps >= sink$/,
  },
  {
    because:
      'a packet whose place is the sink, that has no nodes, or that is eight octets long, is told from others twice',
    file: /^src\/xia\/forwarding\.ts$/,
    original: /^(last < sink|count === 0|length < FIXED)$/,
    replacement: /^(last <= sink|false|length <= FIXED)$/,
  },
  {
    because: 'what goes into UDP is a packet, and one without nodes has no node that an edge leads to',
    file: /^src\/xia\/ip-encapsulation\.ts$/,
    original: /^(!read\.ok|count === 0)$/,
    replacement: /^false$/,
  },
  {
    because: 'an index outside the nodes leads to no identifier, and so to no 4ID',
    file: /^src\/xia\/ip-encapsulation\.ts$/,
    original: /^next < count$/,
    replacement: /^(true|next <= count)$/,
  },
  {
    because: 'a packet that is too long for IPv4: no clause says what becomes of it',
    file: /^src\/xia\/ip-encapsulation\.ts$/,
    original: /^octets\.length > 0xffff$/,
  },
  {
    because: 'the rules of chapter 03 leave no echo request unanswered that has arrived',
    file: /^src\/xia\/router\.ts$/,
    original: /^(true|this\.#rules\.isSpent\?\.\(packet\) === true)$/,
    replacement: /^false$/,
  },
];

/** Of addresses, headers and forwarding. */
export const ofXia: readonly Reason[] = [...ofAddresses, ...ofPackets, ...ofForwarding];
