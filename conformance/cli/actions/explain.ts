/** `xlmp explain`: what a case, a requirement, a mutant or a code is about. */
import { referenceImplementation } from '../../../src/agent/index.ts';
import type { Terminal } from '../../../src/cli/index.ts';
import { requirements } from '../../../spec/registry/requirements.ts';
import { loadCatalogue } from '../../catalogue.ts';
import { explain, type Knowledge } from '../../explain/explain.ts';
import { loadMutants } from '../../mutants/all.ts';
import { KitError } from '../usage.ts';

/** So many similar ids are proposed for one that names nothing. */
const mostProposals = 3;

/** Explains what an id names. @throws KitError when it names nothing */
export async function explainCommand(id: string, terminal: Terminal): Promise<void> {
  const [catalogue, mutants] = await Promise.all([loadCatalogue(), loadMutants()]);
  const knowledge = { catalogue, mutants, reference: referenceImplementation };
  const found = await explain(id, knowledge);
  if (found === undefined)
    throw new KitError(
      `there is no case, requirement, mutant or code "${id}"; see "xlmp list"${nearest(id, knowledge)}`,
    );
  terminal.out(found);
}

function nearest(id: string, { catalogue, mutants }: Knowledge): string {
  const similar = [...catalogue, ...requirements, ...mutants]
    .map((one) => one.id)
    .filter((one) => one.toLowerCase().includes(id.toLowerCase()))
    .slice(0, mostProposals);
  return similar.length === 0 ? '' : `; perhaps ${similar.join(', ')}`;
}
