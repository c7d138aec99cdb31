/** Layouts whose fields stand at fixed places: the figure and the table of the fields. */
import { markdownTable } from './figure.ts';
import { layoutFigure } from './layout-figure.ts';

/** A field of a layout that stands at a fixed place. */
export interface PlacedField {
  readonly name: string;
  /** Octets. */
  readonly size: number;
  readonly doc: string;
}

/** The figure of a layout, and below it a table of its fields. */
export function placed(fields: readonly PlacedField[]): string {
  const figure = layoutFigure(fields.map(({ name, size }) => ({ name, octets: size })));
  const table = markdownTable(
    ['field', 'octets', 'meaning'],
    fields.map(({ name, size, doc }) => [`\`${name}\``, String(size), doc]),
  );
  return ['```text', figure, '```', '', table].join('\n');
}
