/** Colour for people, and none for pipes. */
import type { Terminal } from './terminal.ts';

/** Marks text; returns it unchanged where colour is not wanted. */
export interface Paint {
  /** What stands back: offsets, octets. */
  readonly dim: (text: string) => string;
  /** What is wrong. */
  readonly bad: (text: string) => string;
  /** What is as it should be. */
  readonly good: (text: string) => string;
  /** What stands out: names. */
  readonly strong: (text: string) => string;
}

/** The paint for a terminal. */
export function paintFor(terminal: Pick<Terminal, 'colour'>): Paint {
  const mark = (code: number) => (text: string) =>
    terminal.colour ? `\u001B[${code}m${text}\u001B[0m` : text;
  return { dim: mark(2), bad: mark(31), good: mark(32), strong: mark(1) };
}
