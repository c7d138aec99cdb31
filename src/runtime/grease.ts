/**
 * Grease: a TLV that means nothing, sent so that receivers stay able to skip what they do not know (chapter 10).
 */
import { greaseCodes } from '../../spec/registry/limits.ts';
import type { ExtensionJson } from '../protocol/index.ts';

const longestGrease = 8;

/** The grease of a migration: code and 0 to 8 octets follow from its id, so that a repeated message is the same. */
export function greaseOf(migration: string): ExtensionJson {
  const octet = (index: number): number => Number.parseInt(migration.slice(2 * index, 2 * index + 2), 16);
  const code = greaseCodes[octet(0) % greaseCodes.length]!;
  const length = octet(1) % (longestGrease + 1);
  return { code, critical: false, value: migration.slice(4, 4 + 2 * length) };
}
