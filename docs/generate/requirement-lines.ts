/** Reads the requirements out of the chapters of the specification, line by line. */
import { GenerateError } from './generator.ts';

/** One requirement. */
export interface RequirementRow {
  readonly id: string;
  readonly level: 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'MAY';
  /** The chapter: its file name without the number and the ending. */
  readonly chapter: string;
  /** The heading that it stands under. */
  readonly section: string;
  /** The sentence, on one line. */
  readonly text: string;
}

const exact = /^- \[([A-Z]{3}-\d{3})\] (MUST NOT|MUST|SHOULD NOT|SHOULD|MAY): (\S.*)$/;
const alike = /^\s*[-*]\s*(\[[A-Z]{2,4}-\d+\]|[A-Z]{2,4}-\d+\s+(MUST|SHOULD|MAY|SHALL)\b)/;

/**
 * Reads the requirements of all chapters.
 *
 * @throws GenerateError for a repeated id or a line that looks like a requirement and is none.
 */
export function requirementRows(chapters: ReadonlyMap<string, string>): readonly RequirementRow[] {
  const seen = new Map<string, string>();
  return [...chapters].flatMap(([path, text]) => {
    const rows = chapterRows(path, text);
    for (const { row, line } of rows) {
      const place = `${path}:${line}`;
      const before = seen.get(row.id);
      if (before !== undefined) throw new GenerateError(`${place}: the id ${row.id} is taken at ${before}`);
      seen.set(row.id, place);
    }
    return rows.map(({ row }) => row);
  });
}

function chapterRows(path: string, text: string): readonly { row: RequirementRow; line: number }[] {
  const chapter = path.replace(/^.*\//, '').replace(/^\d+-/, '').replace(/\.md$/, '');
  const lines = text.split('\n');
  const rows: { row: RequirementRow; line: number }[] = [];
  let section = '';
  let inCode = false;
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i]!;
    if (line.startsWith('```')) inCode = !inCode;
    if (inCode) continue;
    if (/^#+ /.test(line)) section = line.replace(/^#+ /, '').trim();
    const match = exact.exec(line);
    if (match === null) {
      if (alike.test(line))
        throw new GenerateError(`${path}:${i + 1}: not a requirement line: ${line.trim()}`);
      continue;
    }
    const first = i;
    const sentence = [match[3]!];
    while (/^ {2}\S/.test(lines[i + 1] ?? '')) sentence.push(lines[(i += 1)]!.trim());
    const level = match[2] as RequirementRow['level'];
    rows.push({ row: { id: match[1]!, level, chapter, section, text: sentence.join(' ') }, line: first + 1 });
  }
  return rows;
}
