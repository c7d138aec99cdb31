/**
 * Signatures and keys computed once in a process. Every mutant meets the same cases, so the same octets are signed and
 * verified thousands of times; Ed25519 gives the same answer each time, and takes half of the time of the kit.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** So many answers are kept; then all are forgotten. */
const mostAnswers = 200_000;

type AnyFunction = (...args: never[]) => unknown;

/** Has `sign`, `verify` and the makers of keys remember their answers, for the kit and for what it judges. */
export function rememberCrypto(): void {
  for (const name of ['sign', 'verify', 'createPrivateKey', 'createPublicKey'] as const) {
    const original = crypto[name] as AnyFunction;
    Object.assign(crypto, { [name]: remembering(original) });
  }
  syncBuiltinESMExports();
}

function remembering(original: AnyFunction): AnyFunction {
  const answers = new Map<string, unknown>();
  return (...args) => {
    const key = args.map(nameOf).join('|');
    const known = answers.get(key);
    if (known !== undefined) return copyOf(known);
    const answer = original(...args);
    if (answers.size >= mostAnswers) answers.clear();
    answers.set(key, answer);
    return copyOf(answer);
  };
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** Octets by what they are, keys by which they are. */
function nameOf(value: unknown): string {
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  if (value instanceof crypto.KeyObject) {
    if (!numbers.has(value)) numbers.set(value, (count += 1));
    return `key ${numbers.get(value)}`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, member]) => `${name}:${nameOf(member)}`)
    .join(',');
}

/** Octets belong to who asked. */
function copyOf(answer: unknown): unknown {
  return Buffer.isBuffer(answer) ? Buffer.from(answer) : answer;
}
