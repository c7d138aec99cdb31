/** In which line of a JSON text the value of a path stands, for messages. */

/**
 * Finds lines by path.
 *
 * @param text JSON that parses.
 * @returns the line, from 1, of each value by its path, such as `links[2].delayMs`.
 */
export function linesOf(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|\n|[^\s{}[\],:"]+/g;
  const open: { readonly path: string; readonly isList: boolean; at: number; key: string }[] = [];
  let line = 1;
  let isKey = false;
  const place = (): string => {
    const inner = open.at(-1);
    if (inner === undefined) return '';
    if (inner.isList) return `${inner.path}[${inner.at}]`;
    return inner.path === '' ? inner.key : `${inner.path}.${inner.key}`;
  };
  for (const [token] of text.matchAll(tokens)) {
    const inner = open.at(-1);
    if (token === '\n') line += 1;
    else if (token === '{' || token === '[') {
      lines.set(place(), line);
      open.push({ path: place(), isList: token === '[', at: 0, key: '' });
      isKey = token === '{';
    } else if (token === '}' || token === ']') {
      open.pop();
      isKey = false;
    } else if (token === ',') {
      if (inner?.isList === true) inner.at += 1;
      isKey = inner?.isList === false;
    } else if (token === ':') isKey = false;
    else if (isKey && inner !== undefined) inner.key = JSON.parse(token) as string;
    else lines.set(place(), line);
  }
  return lines;
}
