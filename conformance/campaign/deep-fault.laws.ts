/**
 * A fault that lies deep: the reference, but a source host that has destroyed its copy says that the migration is
 * committed, and not that it is done. Nine right steps in the right order come before it can be seen.
 */
import process from 'node:process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import {
  adapterObject,
  type AdapterVerb,
  type Implementation,
  referenceImplementation,
} from '../../src/agent/index.ts';
import { rewired } from '../mutants/rewired.ts';

/** The steps that lead to the fault, and the question that shows it. */
export const deepest = [
  'Order',
  'OfferAccept',
  'Ready',
  'the first round is read',
  'Progress of a whole round',
  'the machine stands still',
  'Complete',
  'Running',
  'the copy is gone',
  'StatusQuery',
] as const;

/** The implementation. */
const withDeepFault: Implementation = {
  ...referenceImplementation,
  sourceHost: rewired(referenceImplementation.sourceHost, {
    say: (outputs, { state }) =>
      outputs.map((output) => {
        if (state.value !== 'done' || output.type !== 'answer') return output;
        const { message } = output.params;
        if (message.type !== 'StatusAnswer') return output;
        const status = { ...message.status, outcome: 'committed' } as const;
        return { ...output, params: { ...output.params, message: { ...message, status } } };
      }),
  }),
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const adapter = adapterObject(withDeepFault);
  for await (const line of createInterface(process.stdin)) {
    const verb = JSON.parse(line) as AdapterVerb;
    for (const report of await adapter.ask(verb)) process.stdout.write(`${JSON.stringify(report)}\n`);
    if (verb.do === 'bye') process.stdin.destroy();
  }
}
