/** Octets as lower-case hexadecimal text: the form of identifiers in machine contexts, vectors and reports. */

const digits: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).padStart(2, '0'),
);

/** Writes octets as lower-case hexadecimal digits. */
export function toHex(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += digits[octet];
  return text;
}

/**
 * Reads hexadecimal digits of either case; white space between octets is allowed.
 *
 * @returns undefined when the text holds anything else or half an octet.
 */
export function fromHex(text: string): Uint8Array | undefined {
  const compact = /\s/.test(text) ? text.replace(/\s+/g, '') : text;
  if (compact.length % 2 !== 0) return undefined;
  const octets = new Uint8Array(compact.length / 2);
  for (let i = 0; i < octets.length; i += 1) {
    const high = digitValue(compact.charCodeAt(2 * i));
    const low = digitValue(compact.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) return undefined;
    octets[i] = (high << 4) | low;
  }
  return octets;
}

/** The value of the hexadecimal digit with a character code; negative for any other character. */
function digitValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  // Bit 5 is what tells the cases of a letter apart.
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/**
 * Octets written as a template literal, for literals in code and tests: `` hex`01 00 0005` ``.
 *
 * @throws RangeError when the text is not hexadecimal.
 */
export function hex(parts: TemplateStringsArray, ...holes: readonly (string | Uint8Array)[]): Uint8Array {
  const text = parts.reduce((whole, part, i) => {
    const hole = i === 0 ? '' : holes[i - 1]!;
    return whole + (typeof hole === 'string' ? hole : toHex(hole)) + part;
  }, '');
  const octets = fromHex(text);
  if (octets === undefined) throw new RangeError(`not hexadecimal: ${text}`);
  return octets;
}
