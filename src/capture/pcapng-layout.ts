/**
 * Numbers of the form pcapng (draft-ietf-opsawg-pcapng): types of blocks, codes of options, and where fields stand in
 * the bodies of blocks. A block is its type, its length, the body, and its length again.
 */

/** Types of the blocks that are read or written; all others are skipped. */
export const blockTypes = {
  section: 0x0a0d0d0a,
  interface: 1,
  simplePacket: 3,
  enhancedPacket: 6,
} as const;

/** What every section begins with, so that the order of octets is seen. */
export const byteOrderMagic = 0x1a2b3c4d;

/** The version of the form that is written; minor versions 0 and 2 are read. */
export const formVersion = { major: 1, minor: 0, readableMinors: [0, 2] } as const;

/** Octets of a block besides its body: type, length, length. */
export const blockFrame = { type: 4, length: 4, size: 12 } as const;

/** Everything is padded to a multiple of so many octets. */
export const alignment = 4;

/** The octets of each body before what is variable in it, and where its fields stand. */
export const bodies = {
  section: { magic: 0, major: 4, minor: 6, length: 8, size: 16 },
  interface: { linkType: 0, snapLength: 4, size: 8 },
  enhancedPacket: { interface: 0, timeHigh: 4, timeLow: 8, captured: 12, original: 16, size: 20 },
  simplePacket: { original: 0, size: 4 },
} as const;

/** Octets of an option before its value: code, length. */
export const optionHead = 4;

/** Codes of options; those after `comment` mean something in one type of block only. */
export const options = {
  end: 0,
  comment: 1,
  section: { application: 4 },
  interface: { name: 2, description: 3, resolution: 9, offset: 14 },
  packet: { flags: 2 },
} as const;

/** Stamps count 10^-9 seconds in what is written. */
export const nanosecondResolution = 9;

/** Stamps count 10^-6 seconds where an interface does not say. */
export const standardResolution = 6;

/** The bit of a resolution that says that it is a power of two. */
export const binaryResolution = 0x80;

/** The two lowest bits of the flags of a packet. */
export const directionFlags = { mask: 3, in: 1, out: 2 } as const;

/** How many octets follow so many octets up to the next boundary. */
export function paddingAfter(length: number): number {
  return -length & (alignment - 1);
}
