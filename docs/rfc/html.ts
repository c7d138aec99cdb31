/** The specification as one HTML page: the sections of the plain text, with charts, anchors and links. */
import { escaped } from '../site/page.ts';
import { chartFigure } from '../site/specification.ts';
import { chartMark, htmlOf, type Section } from './document.ts';
import { type Contents, referencesNumber } from './plain-text.ts';

const style = `
:root { color-scheme: light dark; }
body { max-width: 52rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
a { color: inherit; }
pre, code { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre, .wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9em; }
th, td { border: 1px solid; padding: 0.2rem 0.5rem; text-align: left; vertical-align: top; }
nav ol { list-style: none; padding-left: 1rem; }
svg { max-width: 100%; height: auto; }
`;

/** Writes the page. */
export function htmlPage({ title, version, front, sections, references }: Contents): string {
  const last = referencesNumber(sections);
  const entries = sections
    .filter(({ level }) => level <= 2)
    .map(
      (section) =>
        `<li>${'&emsp;'.repeat(section.level - 1)}${linkTo(section.number, headingOf(section))}</li>`,
    );
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escaped(title)}</title><style>${style}</style></head><body>`,
    `<header><h1>${escaped(title)}</h1><p>Version ${version}. <a href="xlmp.txt">The same as plain text</a>.</p></header><main>`,
    ...front.map((section) => `<section><h2>${escaped(section.title)}</h2>${bodyOf(section)}</section>`),
    `<nav aria-label="Table of contents"><h2>Table of Contents</h2><ol>${entries.join('')}<li>${linkTo(last, `${last}. References`)}</li></ol></nav>`,
    ...sections.map(sectionHtml),
    `<section id="section-${last}"><h2>${last}. References</h2><dl>`,
    ...references.map(
      ({ name, says }) => `<dt id="${referenceAnchor(name)}">${name}</dt><dd>${escaped(says)}</dd>`,
    ),
    '</dl></section></main></body></html>',
    '',
  ].join('\n');
}

function sectionHtml(section: Section): string {
  const rank = Math.min(section.level + 1, 6);
  return `<section id="section-${section.number}"><h${rank}>${escaped(headingOf(section))}</h${rank}>${bodyOf(section)}</section>`;
}

function headingOf({ number, title }: Section): string {
  return `${number}. ${title}`;
}

function bodyOf({ tokens }: Section): string {
  return htmlOf(tokens)
    .replaceAll(new RegExp(`<!-- ${chartMark}(\\S+) -->`, 'g'), (_, party: string) => chartFigure(party))
    .replaceAll(/<!--[^]*?-->/g, '')
    .replaceAll('<pre>', '<pre tabindex="0">')
    .replaceAll('<table>', '<div class="wide" role="region" tabindex="0" aria-label="Table"><table>')
    .replaceAll('</table>', '</table></div>')
    .replaceAll(/<li>(\s*<p>)?\[([A-Z]{3}-\d{3})\] /g, (_, open: string | undefined, id: string) => {
      const anchor = id.toLowerCase();
      return `<li id="${anchor}">${open ?? ''}[<a href="#${anchor}">${id}</a>] `;
    })
    .replaceAll(/\bSection (\d+)\b/g, (all, number: string) => linkTo(number, all))
    .replaceAll(/\bRFC \d+\b/g, (name) => `<a href="#${referenceAnchor(name)}">${name}</a>`);
}

function linkTo(number: string, text: string): string {
  return `<a href="#section-${number}">${escaped(text)}</a>`;
}

function referenceAnchor(name: string): string {
  return name.toLowerCase().replace(' ', '-');
}
