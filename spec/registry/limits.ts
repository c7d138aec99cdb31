/** Numbers that bound a message, and the code points set aside. Data only. */

/** Limits of messages; sizes in octets. */
export const limits = {
  /** The first two octets of every message: the letters XL. */
  magic: 0x584c,
  /** The version of the control protocol that this registry describes. */
  controlVersion: 1,
  /** The version of the format of machine state. */
  stateFormat: 1,
  /** The version of the rebind. */
  rebindVersion: 1,
  /** A whole message. With two addresses of three nodes it fits a path of 1400 octets. */
  messageOctets: 1200,
  /** A whole Piece: its size follows the path. As much longer than its octets as an ordinary message is than 1024. */
  pieceMessageOctets: 61_616,
  /** Octets of a piece where nothing else was agreed upon. */
  pieceOctets: 1024,
  /** A TLV code is below this; the bit itself marks a critical TLV. */
  criticalBit: 0x8000,
  /** The greatest number an eight-octet integer may hold: 2^53 - 1. */
  integer: 9_007_199_254_740_991,
  /** Octets of an address: nine nodes of 28. */
  addressOctets: 252,
} as const;

/** Limits of what is kept and sent while a machine moves. */
export const adaptationLimits = {
  /** Packets that an access router holds for one machine. */
  holdPackets: 4096,
  /** Octets of the packets that an access router holds for one machine. */
  holdOctets: 4_194_304,
  /** Octets that an access router sends on for one machine after it has left. */
  forwardOctets: 67_108_864,
  /** How many octets may go to a place that is not proved, for each octet that came from it. */
  amplification: 3,
} as const;

/** TLV codes that mean nothing: senders use them so that receivers stay able to skip what they do not know. */
export const greaseCodes = [0x0a0a, 0x1a1a, 0x2a2a, 0x3a3a, 0x4a4a, 0x5a5a, 0x6a6a, 0x7a7a] as const;

/** Ranges of TLV codes that no registry entry takes. */
export const reservedCodes = {
  experimental: { first: 0x7e00, last: 0x7eff, doc: 'For experiments between parties that know each other.' },
  private: { first: 0x7f00, last: 0x7fff, doc: 'For private use; never registered.' },
} as const;

/** What is put before octets that are signed, so that a signature of one kind is never one of another kind. */
export const signatureContexts = {
  message: 'XLMP-1 message',
  ticket: 'XLMP-1 ticket',
  permit: 'XLMP-1 permit',
  statement: 'XLMP-1 statement',
  attachment: 'XLMP-1 attachment',
  delegation: 'XLMP-1 delegation',
} as const;

/** What is put before a key that becomes an identifier: this text, the XID type in four octets, the key. */
export const identifierContext = 'XLMP-1 identifier';

/** What stands before what becomes the id of a session: this text, a zero octet, two identifiers, two nonces. */
export const sessionContext = 'XLMP-1 session';
