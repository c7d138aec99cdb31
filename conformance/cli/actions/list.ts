/** `xlmp list`: the catalogue. */
import type { Terminal } from '../../../src/cli/index.ts';
import type { Case } from '../../case.ts';
import { loadCatalogue } from '../../catalogue.ts';
import { exitCodes } from '../../exit-codes.ts';
import { isSelected } from '../../selection.ts';
import { KitError } from '../usage.ts';

/** The options of the command. */
export interface ListOptions {
  readonly filter: readonly string[];
  readonly role: readonly string[];
  readonly requirement: readonly string[];
  readonly json?: true;
}

/** Prints the cases that were asked for. @throws KitError when there is none */
export async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const catalogue = await loadCatalogue();
  const selection = { filter: options.filter, roles: options.role, requirements: options.requirement };
  const cases = catalogue.filter((one) => isSelected(one, selection));
  if (cases.length === 0)
    throw new KitError(`no case matches; the catalogue has ${catalogue.length}`, exitCodes.nothing);
  terminal.out(
    options.json === true ? `${JSON.stringify(cases.map(facts), undefined, 2)}\n` : listing(cases),
  );
}

/** Cases as lines: id, requirements, title. */
export function listing(cases: readonly Case[]): string {
  const idWidth = Math.max(...cases.map((one) => one.id.length));
  const lines = cases.map((one) => `${one.id.padEnd(idWidth)}  ${one.covers.join(' ')}  ${one.title}`);
  return `${lines.join('\n')}\n${cases.length} cases\n`;
}

function facts(one: Case): object {
  const { id, title, role, covers, needs, twin } = one;
  return { id, title, role, covers, needs, ...(twin === undefined ? {} : { twin }) };
}
