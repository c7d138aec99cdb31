/** The memory that the kernel keeps for what waits at a socket of ours. */

/** The level of options of any socket. */
export const socketLevel = 1;

/** `SO_RCVBUFFORCE` and `SO_SNDBUFFORCE`. */
export const bufferOptions = [33, 32] as const;

/** Octets that may wait, in each direction. */
export const bufferOctets = 8 << 20;
