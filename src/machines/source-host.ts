/** The source host: the party that a virtual machine leaves (chapter 05). */
import { sourceHostGlossary } from './glossary.ts';
import { party, type Party } from './party.ts';
import { abortStates } from './source-host-abort.ts';
import { commitStates } from './source-host-commit.ts';
import type {
  SourceHostContext,
  SourceHostEffect,
  SourceHostEvent,
  SourceHostInput,
} from './source-host-events.ts';
import { prepareStates } from './source-host-prepare.ts';
import { sourceHostContext, sourceHostSetup } from './source-host-setup.ts';

const { idle, refused, ...ends } = abortStates;

/** @internal */
export const sourceHostMachine = sourceHostSetup.createMachine({
  id: 'sourceHost',
  context: ({ input }) => sourceHostContext(input),
  options: { maxIterations: 20 },
  initial: 'idle',
  states: { idle, refused, ...prepareStates, ...commitStates, ...ends },
});

/** The host that a virtual machine leaves. */
export const sourceHost: Party<SourceHostInput, SourceHostEvent, SourceHostEffect, SourceHostContext> = party(
  sourceHostMachine,
  sourceHostGlossary,
);
