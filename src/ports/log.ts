/** What the inside tells the people who look after it. */

/** A line for people; never holds keys, seeds or memory of a machine. */
export type Log = (level: 'debug' | 'info' | 'warn' | 'error', text: string) => void;
