/** The generated parts of a text: what stands between `<!-- generated:NAME -->` and `<!-- /generated -->`. */
import { GenerateError } from '../generator.ts';

const opening = /^<!-- generated:([A-Za-z0-9-]+) -->$/;
const closing = '<!-- /generated -->';

/**
 * Replaces the generated parts of a text.
 *
 * @param fill gives what stands in the part of a name, or undefined to leave it as it is.
 * @throws GenerateError when a marker has no counterpart.
 */
export async function fillBlocks(
  path: string,
  text: string,
  fill: (name: string, line: number) => Promise<string | undefined>,
): Promise<string> {
  const lines = text.split('\n');
  const out: string[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i]!;
    out.push(line);
    if (line === closing)
      throw new GenerateError(`${path}:${i + 1}: ends a generated part that nothing opens`);
    const match = opening.exec(line);
    if (match === null) continue;
    const end = lines.indexOf(closing, i);
    const next = lines.findIndex((other, k) => k > i && opening.test(other));
    if (end < 0 || (next >= 0 && next < end)) {
      throw new GenerateError(`${path}:${i + 1}: the generated part ${match[1]} has no end`);
    }
    const content = await fill(match[1]!, i + 1);
    out.push(...(content === undefined ? lines.slice(i + 1, end) : ['', content.trim(), '']), closing);
    i = end;
  }
  return out.join('\n');
}
