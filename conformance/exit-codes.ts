/** The codes with which commands of the kit end. */

/** The exit codes of the kit. */
export const exitCodes = {
  conformant: 0,
  notConformant: 1,
  usage: 2,
  incomplete: 3,
  harness: 4,
  nothing: 5,
} as const;
