/** The destination host: the party that a virtual machine goes to (chapter 06). */
import { commitStates } from './destination-host-commit.ts';
import type {
  DestinationHostContext,
  DestinationHostEffect,
  DestinationHostEvent,
  DestinationHostInput,
} from './destination-host-events.ts';
import { idleStates } from './destination-host-idle.ts';
import { prepareStates } from './destination-host-prepare.ts';
import { releaseStates } from './destination-host-release.ts';
import { returnStates } from './destination-host-return.ts';
import { destinationHostContext, destinationHostSetup } from './destination-host-setup.ts';
import { transferStates } from './destination-host-transfer.ts';
import { destinationHostGlossary } from './glossary.ts';
import { party, type Party } from './party.ts';

const { idle, refused } = idleStates;

/** @internal */
export const destinationHostMachine = destinationHostSetup.createMachine({
  id: 'destinationHost',
  context: ({ input }) => destinationHostContext(input),
  options: { maxIterations: 20 },
  initial: 'idle',
  states: {
    idle,
    ...prepareStates,
    ...transferStates,
    refused,
    ...commitStates,
    ...returnStates,
    ...releaseStates,
  },
});

/** The host that a virtual machine goes to. */
export const destinationHost: Party<
  DestinationHostInput,
  DestinationHostEvent,
  DestinationHostEffect,
  DestinationHostContext
> = party(destinationHostMachine, destinationHostGlossary);
