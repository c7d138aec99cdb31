/** Cases that vectors make: each test of a vector file is one. */
import type { Case } from '../case.ts';

/** All of them. */
export function vectorCases(): readonly Case[] {
  return [];
}
