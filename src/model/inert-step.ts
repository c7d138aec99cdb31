/**
 * The fast path: a step of a machine without the hidden actor that xstate makes for each. It leans on the shape of an
 * actor scope, which is no documented interface; a property test holds it against `Party.step`.
 */
import { createEmptyActor, initialTransition } from 'xstate';
import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { outputOf, type PartyState } from '../machines/party.ts';
import type { ExploredEffect, ExploredEvent, ExploredStep } from './role.ts';

/** A machine with the same results as its party, faster. Not for concurrent use: one scope serves all steps. */
export interface InertMachine {
  readonly begin: (input: unknown) => ExploredStep;
  readonly step: (state: PartyState<unknown>, event: ExploredEvent) => ExploredStep;
}

/** Wraps a machine. */
export function inertMachine(machine: AnyStateMachine): InertMachine {
  const self = createEmptyActor();
  let actions: { readonly type: string; readonly params?: unknown }[] = [];
  const scope = {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger() {},
    defer() {},
    emit() {},
    stopChild() {},
    actionExecutor(action: { readonly type: string; readonly params?: unknown }) {
      actions.push(action);
    },
  } as unknown as AnyActorScope;
  const outputs = (taken: typeof actions) => taken.flatMap((action) => outputOf<ExploredEffect>(action));
  return {
    begin(input) {
      const [state, first] = initialTransition<AnyStateMachine>(machine, input);
      return { state, outputs: outputs(first) };
    },
    step(state, event) {
      if (state.status !== 'active') return { state, outputs: [] };
      actions = [];
      const next = machine.transition(state as AnyMachineSnapshot, event, scope);
      return { state: next, outputs: outputs(actions) };
    },
  };
}
