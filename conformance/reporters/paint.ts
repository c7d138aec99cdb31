/** Colours of the console, or none. */
import type { Verdict } from '../verdict.ts';

/** What colours mean. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  open(text: string): string;
  faint(text: string): string;
  verdict(verdict: Verdict, text: string): string;
}

/** Gives colours, or functions that change nothing. */
export function paintsFor(colour: boolean): Paint {
  const inCode = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const [good, bad, open, faint] = [inCode(32), inCode(31), inCode(33), inCode(2)] as const;
  const byVerdict = { pass: good, fail: bad, error: bad, inconclusive: open, skipped: faint } as const;
  return { good, bad, open, faint, verdict: (verdict, text) => byVerdict[verdict](text) };
}
