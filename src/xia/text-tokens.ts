/**
 * Tokens of xia-core address text, each with where it stands.
 */

/** A word of the text; white space separates words. */
export interface Token {
  readonly text: string;
  /** Offset of its first character in the text. */
  readonly at: number;
}

/** Reads words one after the other. */
export interface TokenReader {
  /** The next word without taking it; at the end an empty word that stands at the end of the text. */
  peek(): Token;
  /** Takes the next word. */
  next(): Token;
}

/** Splits text into words and makes a reader of them. */
export function readTokens(text: string): TokenReader {
  const pattern = /\S+/y;
  let at = skipSpace(text, 0);
  let current: Token | undefined;
  const peek = (): Token => {
    if (current === undefined) {
      pattern.lastIndex = at;
      current = { text: pattern.exec(text)?.[0] ?? '', at };
    }
    return current;
  };
  return {
    peek,
    next(): Token {
      const token = peek();
      at = skipSpace(text, token.at + token.text.length);
      current = undefined;
      return token;
    },
  };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at]!)) at += 1;
  return at;
}
