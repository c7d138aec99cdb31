/** Session packets (chapter 16): layouts, limits and times of the reliable stream and of datagrams. Data only. */

/** What every session packet begins with. */
export const sessionPrefixLayout = [
  { name: 'magic', offset: 0, size: 2, doc: 'The letters XS, 0x5853.' },
  { name: 'version', offset: 2, size: 1, doc: 'The version of the session format: 1.' },
  { name: 'kind', offset: 3, size: 1, doc: 'What follows; see the table of kinds.' },
  { name: 'session', offset: 4, size: 16, doc: 'The id of the session.' },
] as const;

/** Kinds of session packets. */
export const sessionKinds = {
  datagram: { code: 1, doc: 'One datagram of a datagram session.' },
  segment: { code: 2, doc: 'A piece of a stream, an acknowledgement, or both.' },
  close: { code: 3, doc: 'The sender has given the session up; nothing follows.' },
} as const;

/** What follows the prefix of a datagram; the data come after it. */
export const datagramLayout = [
  {
    name: 'sequence',
    offset: 20,
    size: 8,
    doc: 'Counts the datagrams that one end sends in the session, from 1 on.',
  },
] as const;

/** What follows the prefix of a segment; the ranges come after it, then the data. */
export const segmentLayout = [
  { name: 'flags', offset: 20, size: 1, doc: 'See the table of flags; other bits are zero.' },
  { name: 'ranges', offset: 21, size: 1, doc: 'How many ranges follow, 0 to 3.' },
  {
    name: 'window',
    offset: 22,
    size: 4,
    doc: 'How many octets after `ack` the sender of the segment has room for.',
  },
  {
    name: 'offset',
    offset: 26,
    size: 8,
    doc: 'The position of the first octet of data in the stream, from 0 on.',
  },
  {
    name: 'ack',
    offset: 34,
    size: 8,
    doc: 'The first position of the other direction that has not been received.',
  },
] as const;

/** A range of positions that were received after a gap. */
export const rangeLayout = [
  {
    name: 'gap',
    offset: 0,
    size: 4,
    doc: 'Positions that are missing: after `ack` in the first range, after the range before in the others. At least 1.',
  },
  { name: 'length', offset: 4, size: 4, doc: 'Positions that were received. At least 1.' },
] as const;

/** Bits of the flags of a segment. */
export const segmentFlags = {
  end: { bit: 0x01, doc: 'The stream ends after the data. The end takes one position, like an octet.' },
  ask: { bit: 0x02, doc: 'The receiver is to answer at once with a segment.' },
} as const;

/** Sizes of session packets in octets. */
export const sessionSizes = { prefix: 20, session: 16, datagram: 28, segment: 42, range: 8 } as const;

/** Limits of sessions; sizes in octets. */
export const sessionLimits = {
  magic: 0x5853,
  version: 1,
  /** The greatest position, sequence or end of a range: 2^53 - 1. */
  integer: 9_007_199_254_740_991,
  /** Ranges in a segment. */
  ranges: 3,
  /** The longest session packet, as long as nothing else is known of the path. */
  packetOctets: 1200,
  /** No path carries less than that; a header with all ranges and some data fits. */
  leastPacketOctets: 128,
  /** Room that the other end has before it has said so; every receiver has at least that. */
  firstWindow: 16_384,
  /** Octets of a stream that wait to be sent or acknowledged. */
  sendOctets: 262_144,
  /** Octets of a stream that were received and wait for earlier ones or for the application. */
  receiveOctets: 262_144,
  /** Separate ranges that a receiver keeps after a gap. */
  keptRanges: 64,
  /** Segments that may be sent at the start, after a move and after a pause. */
  initialSegments: 10,
  /** So many later ones arrived: an earlier segment is lost. */
  reorderedSegments: 3,
  /** Sequences below the highest one in which a datagram is told apart from a repeated one. */
  sequenceWindow: 4096,
  /** Datagrams that wait while the path takes none. */
  heldDatagrams: 1024,
  /** Octets of datagrams that wait while the path takes none. */
  heldOctets: 1_048_576,
} as const;

/** Times of a stream in milliseconds. */
export const sessionTimers = {
  RTO_INITIAL: {
    standard: 1_000,
    least: 10,
    most: 60_000,
    doc: 'The retransmission time-out before a round trip was measured.',
  },
  RTO_LEAST: { standard: 200, least: 1, most: 60_000, doc: 'The shortest retransmission time-out.' },
  RTO_MOST: { standard: 10_000, least: 100, most: 60_000, doc: 'The longest one, which back-off ends at.' },
  ACK_DELAY: {
    standard: 20,
    least: 0,
    most: 500,
    doc: 'How long an acknowledgement may wait for a second segment.',
  },
  TAIL_LEAST: {
    standard: 10,
    least: 1,
    most: 60_000,
    doc: 'The shortest time after which the last segment is sent again as a probe.',
  },
  GIVE_UP: {
    standard: 600_000,
    least: 1_000,
    most: 86_400_000,
    doc: 'Something waits to be acknowledged and nothing is heard: the session ends.',
  },
  LINGER: {
    standard: 60_000,
    least: 0,
    most: 600_000,
    doc: 'How long a stream that has ended in both directions goes on acknowledging after something came again.',
  },
} as const;

/** The name of a time of a stream. */
export type SessionTimerName = keyof typeof sessionTimers;
