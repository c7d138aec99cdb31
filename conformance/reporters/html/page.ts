/**
 * The report as one HTML page that needs nothing else: no request leaves it, and its policy allows only the style and the
 * script that it holds.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { packageRoot } from '../../package-root.ts';
import { conclusionOf, type RunReport } from '../../report.ts';
import { caseList } from './case-list.ts';
import { killTable, type ShownMutant } from './kill-table.ts';
import { dataBlock, Markup, markup } from './markup.ts';
import { PacketStore } from './octets.ts';
import { requirementMatrix, requirementRows } from './requirement-matrix.ts';
import { summary } from './summary.ts';

/** Writes the page; it ends with a line feed. */
export function htmlReport(report: RunReport, mutants: readonly ShownMutant[]): string {
  const [style, script] = [asset('page.css'), asset('page.js')];
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const store = new PacketStore();
  const requirements = requirementRows(report);
  const clauses = Object.fromEntries(requirements.map(({ id, level, text }) => [id, [level, text]]));
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${report.subject.name}: ${conclusionOf(report)}</title>
        ${new Markup(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#cases">To the cases</a>
        ${summary(report)}
        <nav aria-label="Parts of the report">
          <a href="#requirements">Requirements</a><a href="#cases">Cases</a><a href="#kills">Strength</a>
        </nav>
        <main>
          ${requirementMatrix(requirements)} ${caseList(report, store)} ${killTable(report, mutants)}
        </main>
        ${dataBlock('clauses', clauses)} ${dataBlock('packets', store.packets)}
        ${new Markup(`<script>${script}</script>`)}
      </body>
    </html> `.text;
}

function asset(name: string): string {
  return readFileSync(new URL(`conformance/reporters/html/${name}`, packageRoot()), 'utf8').trim();
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
