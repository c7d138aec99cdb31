/** How access routers are made wrong: by their rules, by what they judge, or by what they do with packets. */
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import type { Implementation } from '../../../src/agent/index.ts';
import {
  type AccessRouterContext,
  type AccessRouterEffect,
  type AccessRouterEvent,
  type AccessRouterInput,
  type AccessRouterMessage,
  mutateAccessRouter,
  type Overrides,
  type TimerCommand,
} from '../../../src/machines/index.ts';
import { defineMutant, type Mutant } from '../mutant.ts';
import { rewired, type Rewiring } from '../rewired.ts';

/** What every mutant says of itself; the ids without `access-router/`. */
export interface Wrong {
  readonly id: string;
  readonly breaks: readonly [RequirementId, ...RequirementId[]];
  readonly says: string;
  readonly caughtBy: readonly [string, ...string[]];
}

/** What an access router asks for. */
export type Asked = AccessRouterEffect | TimerCommand;
/** What an access router has done with packets. */
export type Row = Extract<AccessRouterEffect, { type: 'setRow' }>['params']['row'];
type Wires = Rewiring<AccessRouterInput, AccessRouterEvent, AccessRouterEffect, AccessRouterContext>;

/** An access router whose implementation has other functions. */
export function wrongFunctions(
  { id, breaks, says, caughtBy: [first, ...more] }: Wrong,
  make: (reference: Implementation) => Partial<Implementation>,
): Mutant {
  return defineMutant({
    id: `access-router/${id}`,
    of: 'access-router',
    breaks,
    says,
    caughtBy: [`access-router/${first}`, ...more.map((slug) => `access-router/${slug}`)],
    make: (reference) => ({ ...reference, ...make(reference) }),
  });
}

/** An access router with other guards or transitions. */
export function wrongMachine(wrong: Wrong, overrides: Overrides): Mutant {
  return wrongFunctions(wrong, () => ({ accessRouter: mutateAccessRouter(overrides) }));
}

/** An access router that hears or says something else. */
export function wrongWires(wrong: Wrong, wires: Wires): Mutant {
  return wrongFunctions(wrong, ({ accessRouter }) => ({ accessRouter: rewired(accessRouter, wires) }));
}

/** An access router that does something else with the packets of a machine. */
export function wrongPath(
  wrong: Wrong,
  make: (
    machinePath: Implementation['machinePath'],
    ports: Parameters<Implementation['machinePath']>[0],
  ) => ReturnType<Implementation['machinePath']>,
): Mutant {
  return wrongFunctions(wrong, ({ machinePath }) => ({ machinePath: (ports) => make(machinePath, ports) }));
}

/** Wires that set other rows. */
export function setting(
  change: (row: Row, context: AccessRouterContext, event: { readonly type: string } | undefined) => Row,
): Wires {
  return saying((output, context, event) =>
    output.type === 'setRow'
      ? [{ type: 'setRow', params: { row: change(output.params.row, context, event) } }]
      : [output],
  );
}

/** Wires that answer something else; undefined answers nothing. */
export function answering(
  change: (message: AccessRouterMessage, context: AccessRouterContext) => AccessRouterMessage | undefined,
): Wires {
  return saying((output, context) => {
    if (output.type !== 'answer') return [output];
    const message = change(output.params.message, context);
    return message === undefined ? [] : [{ type: 'answer', params: { ...output.params, message } }];
  });
}

/** Wires that ask for something else, or for nothing, or for more. */
export function saying(
  change: (
    output: Asked,
    context: AccessRouterContext,
    event: { readonly type: string } | undefined,
  ) => readonly Asked[],
): Wires {
  return {
    say: (outputs, { event, state }) => outputs.flatMap((output) => change(output, state.context, event)),
  };
}

/** Wires that leave an effect out. */
export function without(type: Asked['type']): Wires {
  return saying((output) => (output.type === type ? [] : [output]));
}

/** Wires that never arm a timer. */
export function never(name: Extract<TimerCommand, { type: 'arm' }>['name']): Wires {
  return saying((output) => (output.type === 'arm' && output.name === name ? [] : [output]));
}
