/**
 * Text for terminals and line formats. Implementations say what they like; none of it may move a cursor, end a line of
 * a report or break its encoding.
 */

/** The text with replacement characters for controls other than the line feed, and for halves of characters. */
export function plainText(text: string): string {
  return text.replace(/(?!\n)\p{Cc}|\p{Surrogate}/gu, '\ufffd');
}

/** The text on one line. */
export function onOneLine(text: string): string {
  return plainText(text.replace(/[\t\n\r\u2028\u2029]+/g, ' '));
}
