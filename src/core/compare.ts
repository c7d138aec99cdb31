/** Comparison of octet strings. */

/** Tells whether two octet strings are equal. Not constant in time: for public values only. */
export function equalOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
