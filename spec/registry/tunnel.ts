/** What stands in front of a packet in a tunnel between access routers (chapter 12). Data only. */

/** The layout of the head of a tunnel payload; the inner packet follows it. */
export const tunnelLayout = [
  { name: 'epoch', offset: 0, size: 8, doc: 'The epoch of the place to which the packet is sent on.' },
] as const;

/** Octets in front of the inner packet. */
export const tunnelHeadSize = 8;
