/** `xlmp explain`: what a case or a requirement is about. */
import type { Command } from 'commander';
import type { Terminal } from '../../src/cli/index.ts';
import { requirements } from '../../spec/registry/requirements.ts';
import type { Case } from '../case.ts';
import { loadCatalogue } from '../catalogue.ts';
import { loadMutants } from '../mutants/all.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { clauseOf } from '../report.ts';
import { capabilities } from '../manifest.ts';
import { KitError } from './usage.ts';

/** Adds the command to the program. */
export function addExplainCommand(program: Command, terminal: Terminal): void {
  program
    .command('explain')
    .description('explain a case or a requirement')
    .argument('<id>', 'such as SRC-012 or witness/swap-conflict')
    .action(async (id: string) => {
      const [catalogue, mutants] = await Promise.all([loadCatalogue(), loadMutants()]);
      const found = catalogue.find((one) => one.id === id);
      const rows: readonly { readonly id: string }[] = requirements;
      if (found !== undefined) terminal.out(explainCase(found, mutants));
      else if (rows.some((row) => row.id === id)) terminal.out(explainRequirement(id, catalogue, mutants));
      else
        throw new KitError(
          `there is no case and no requirement "${id}"; see "xlmp list"${nearest(id, catalogue)}`,
        );
    });
}

function explainCase(one: Case, mutants: readonly Mutant[]): string {
  const lines = [one.id, `  ${one.title}`, '', 'Decides about'];
  for (const id of one.covers) lines.push(`  [${id}] ${clauseOf(id).level}: ${clauseOf(id).text}`);
  for (const name of one.needs) lines.push(`Needs ${name}: ${capabilities[name]}`);
  if (one.twin !== undefined) lines.push(`Its valid twin, which must be accepted: ${one.twin}`);
  if (one.timers !== undefined) lines.push(`Timers that run out: ${one.timers.join(', ')}`);
  const caught = mutants.filter((mutant) => mutant.caughtBy.includes(one.id));
  if (caught.length > 0) lines.push('Catches', ...caught.map((mutant) => `  ${mutant.id}: ${mutant.says}`));
  lines.push(`Run it alone: xlmp check --filter '${one.id}' -- COMMAND`);
  return `${lines.join('\n')}\n`;
}

function explainRequirement(id: string, catalogue: readonly Case[], mutants: readonly Mutant[]): string {
  const { level, text } = clauseOf(id as Case['covers'][0]);
  const lines = [`[${id}] ${level}: ${text}`];
  const covering = catalogue.filter((one) => (one.covers as readonly string[]).includes(id));
  const breaking = mutants.filter((mutant) => (mutant.breaks as readonly string[]).includes(id));
  lines.push(
    covering.length === 0 ? 'No case decides about it.' : 'Decided by',
    ...covering.map((one) => `  ${one.id}: ${one.title}`),
  );
  if (breaking.length > 0)
    lines.push('Wrong readings', ...breaking.map((mutant) => `  ${mutant.id}: ${mutant.says}`));
  return `${lines.join('\n')}\n`;
}

function nearest(id: string, catalogue: readonly Case[]): string {
  const similar = catalogue.filter((one) => one.id.includes(id)).slice(0, 3);
  return similar.length === 0 ? '' : `; perhaps ${similar.map((one) => one.id).join(', ')}`;
}
