/** The source host: the party that a virtual machine leaves (chapter 05). */
import { sourceHostGlossary } from './glossary.ts';
import { party, type Party } from './party.ts';
import { abortStates } from './source-host-abort.ts';
import { commitStates } from './source-host-commit.ts';
import { copyStates } from './source-host-copy.ts';
import type {
  SourceHostContext,
  SourceHostEffect,
  SourceHostEvent,
  SourceHostInput,
} from './source-host-events.ts';
import { freezeStates } from './source-host-freeze.ts';
import { handOverStates } from './source-host-hand-over.ts';
import { idleStates } from './source-host-idle.ts';
import { outcomeStates } from './source-host-outcome.ts';
import { prepareStates } from './source-host-prepare.ts';
import { sourceHostContext, sourceHostSetup } from './source-host-setup.ts';

/** @internal */
export const sourceHostMachine = sourceHostSetup.createMachine({
  id: 'sourceHost',
  context: ({ input }) => sourceHostContext(input),
  options: { maxIterations: 20 },
  initial: 'idle',
  states: {
    ...idleStates,
    ...prepareStates,
    ...copyStates,
    ...freezeStates,
    ...commitStates,
    ...handOverStates,
    ...outcomeStates,
    ...abortStates,
  },
});

/** The host that a virtual machine leaves. */
export const sourceHost: Party<SourceHostInput, SourceHostEvent, SourceHostEffect, SourceHostContext> = party(
  sourceHostMachine,
  sourceHostGlossary,
);
