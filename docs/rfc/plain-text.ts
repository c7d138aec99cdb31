/** The specification as paginated plain text, in the form of an RFC. */
import type { Section } from './document.ts';
import { inAscii } from './inline-text.ts';
import { layOut, pagesText, type Piece } from './paginate.ts';
import type { Reference } from './references.ts';
import { textBlocks } from './text-blocks.ts';
import { hanging, margin, pageWidth } from './wrap.ts';

/** What the document is made of. */
export interface Contents {
  readonly title: string;
  /** The release that it describes. */
  readonly version: string;
  /** Sections without numbers that stand before the table of contents. */
  readonly front: readonly Section[];
  readonly sections: readonly Section[];
  readonly references: readonly Reference[];
}

/** A line of the table of contents. */
interface Entry {
  readonly number: string;
  readonly title: string;
  readonly level: number;
}

/** The number of the section of references: the one after the last chapter. */
export function referencesNumber(sections: readonly Section[]): string {
  return String(sections.filter(({ level }) => level === 1).length + 1);
}

/** Writes the document: lines of at most 72 characters of ASCII, pages of 58 lines. */
export function plainText(contents: Contents): string {
  const { title, version, front, sections, references } = contents;
  const body = sections.flatMap((section) => sectionPieces(section, section.level === 1));
  const last = { number: referencesNumber(sections), title: 'References', level: 1 };
  const listed: readonly Entry[] = [...sections, last].filter(({ level }) => level <= 2);
  const before = [
    { lines: [centred(inAscii(title)), centred(`Version ${version}`)] },
    ...front.flatMap((section) => sectionPieces({ ...section, number: '' }, false)),
    { lines: ['Table of Contents'], leads: true, onNewPage: true },
  ];
  const referenceList = references.map(({ name, says }) => ({
    lines: hanging(`[${name.replace(' ', '')}]  `, says, margin),
  }));
  const pieces = (table: readonly string[]): readonly Piece[] => [
    ...before,
    { lines: table },
    ...body,
    { ...headingPiece(last), onNewPage: true },
    ...referenceList,
  ];
  // The table has as many lines whatever the numbers in it are, so that one look at an empty one is enough.
  const { pageOf } = layOut(pieces(listed.map(() => '')));
  const pageOfHeading = new Map<string, number>();
  pieces([]).forEach((piece, index) => {
    if (piece.leads === true) pageOfHeading.set(piece.lines[0]!, pageOf[index]!);
  });
  const table = listed.map((entry) => tableLine(entry, pageOfHeading.get(headingLine(entry))!));
  const header = `XLMP${'The XIA Live Migration Protocol'.padStart(pageWidth - 'XLMP'.length)}`;
  return pagesText(layOut(pieces(table)).bodies, header, `XLMP ${version}`);
}

function sectionPieces(section: Section, onNewPage: boolean): readonly Piece[] {
  const heading = headingPiece(section);
  return [{ ...heading, onNewPage }, ...textBlocks(section.tokens).map((lines) => ({ lines }))];
}

function headingPiece(entry: Entry): Piece {
  return { lines: [headingLine(entry)], leads: true };
}

function headingLine({ number, title }: Entry): string {
  return inAscii(number === '' ? title : `${number}.  ${title}`);
}

function tableLine(entry: Entry, page: number): string {
  const lead = `${' '.repeat(margin * entry.level)}${headingLine(entry)} `;
  const number = ` ${page}`;
  return `${lead}${'.'.repeat(pageWidth - lead.length - number.length)}${number}`;
}

function centred(text: string): string {
  return `${' '.repeat(Math.floor((pageWidth - text.length) / 2))}${text}`;
}
