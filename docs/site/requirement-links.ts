/** Anchors where requirements stand, and links to them from wherever they are named. */
import { readChapters } from '../generate/chapters.ts';
import { requirementRows } from '../generate/requirement-lines.ts';
import { relativePath } from './page.ts';

/** The path of the chapter that holds each requirement. */
export type Places = ReadonlyMap<string, string>;

const naming = /\[?\b([A-Z]{3}-\d{3})\b\]?(?!\()/g;
const standing = /^- \[([A-Z]{3}-\d{3})\] (?=(?:MUST|SHOULD|MAY)\b)/;

/** Finds out where each requirement stands. */
export async function findPlaces(): Promise<Places> {
  const places = new Map<string, string>();
  for (const [path, text] of await readChapters())
    for (const { id } of requirementRows(new Map([[path, text]]))) places.set(id, path);
  return places;
}

/** A link to a requirement, as Markdown. */
export function requirementLink(id: string, from: string, places: Places): string {
  const place = places.get(id);
  return place === undefined ? id : `[${id}](${relativePath(from, place)}#${anchorOf(id)})`;
}

/** Marks the requirements of a text and links those that it names; code stays as it is. */
export function withRequirementLinks(path: string, text: string, places: Places): string {
  let inCode = false;
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('```')) inCode = !inCode;
      if (inCode || line.startsWith('<')) return line;
      const here = standing.exec(line);
      if (here === null) return linked(line, path, places);
      const id = here[1]!;
      const mark = `- <a id="${anchorOf(id)}"></a>[**${id}**](#${anchorOf(id)}) `;
      return mark + linked(line.slice(here[0].length), path, places);
    })
    .join('\n');
}

/** Names outside of code and links. */
function linked(line: string, path: string, places: Places): string {
  return line
    .split(/(`[^`]*`|\[[^\]]*\]\([^)]*\))/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(naming, (all, id: string) =>
            places.has(id) ? requirementLink(id, path, places) : all,
          ),
    )
    .join('');
}

function anchorOf(id: string): string {
  return id.toLowerCase();
}
