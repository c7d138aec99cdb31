/**
 * Makes wrong machines of the right ones, for the model and the conformance kit. Nothing that runs a machine for real
 * uses this.
 */
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import type {
  DestinationHostContext,
  DestinationHostEffect,
  DestinationHostEvent,
  DestinationHostInput,
} from './destination-host-events.ts';
import { destinationHostMachine } from './destination-host.ts';
import { destinationHostGlossary, sourceHostGlossary, witnessGlossary } from './glossary.ts';
import { party, type Party } from './party.ts';
import type {
  SourceHostContext,
  SourceHostEffect,
  SourceHostEvent,
  SourceHostInput,
} from './source-host-events.ts';
import { sourceHostMachine } from './source-host.ts';
import type { WitnessContext, WitnessEffect, WitnessEvent, WitnessInput } from './witness-events.ts';
import { witnessMachine } from './witness.ts';

/** A part of the configuration of a machine, as deep as needed. */
export type Patch = { readonly [key: string]: unknown };

/** What is changed in a machine. */
export interface Overrides {
  /** Guards by name, replaced. */
  readonly guards?: Readonly<
    Record<string, (args: { context: never; event: never }, params: never) => boolean>
  >;
  /**
   * Changes of the configuration: objects are merged into what is there, `undefined` removes a key, and anything else,
   * lists included, takes the place of what is there. Targets from another state begin with the id of the machine:
   * `#sourceHost.thawing`.
   */
  readonly patch?: Patch;
}

/** A wrong source host. */
export function mutateSourceHost(
  overrides: Overrides,
): Party<SourceHostInput, SourceHostEvent, SourceHostEffect, SourceHostContext> {
  return party(mutatedMachine(sourceHostMachine, overrides), sourceHostGlossary) as Party<
    SourceHostInput,
    SourceHostEvent,
    SourceHostEffect,
    SourceHostContext
  >;
}

/** A wrong destination host. */
export function mutateDestinationHost(
  overrides: Overrides,
): Party<DestinationHostInput, DestinationHostEvent, DestinationHostEffect, DestinationHostContext> {
  return party(mutatedMachine(destinationHostMachine, overrides), destinationHostGlossary) as Party<
    DestinationHostInput,
    DestinationHostEvent,
    DestinationHostEffect,
    DestinationHostContext
  >;
}

/** A wrong witness. */
export function mutateWitness(
  overrides: Overrides,
): Party<WitnessInput, WitnessEvent, WitnessEffect, WitnessContext> {
  return party(mutatedMachine(witnessMachine, overrides), witnessGlossary) as Party<
    WitnessInput,
    WitnessEvent,
    WitnessEffect,
    WitnessContext
  >;
}

/**
 * A machine with changes.
 *
 * @internal
 * @throws RangeError for a guard or a state that the machine does not have: a mutant that changes nothing is a mistake.
 */
export function mutatedMachine(
  machine: AnyStateMachine,
  { guards = {}, patch = {} }: Overrides,
): AnyStateMachine {
  for (const name of Object.keys(guards)) {
    if (!(name in machine.implementations.guards)) throw new RangeError(`${machine.id} has no guard ${name}`);
  }
  const states = isPlain(patch['states']) ? Object.keys(patch['states']) : [];
  for (const name of states) {
    if (!(name in machine.root.states)) throw new RangeError(`${machine.id} has no state ${name}`);
  }
  const config = merge(machine.config, patch) as Parameters<typeof createMachine>[0];
  return createMachine(config, {
    ...machine.implementations,
    guards: { ...machine.implementations.guards, ...guards },
  } as Parameters<typeof createMachine>[1]) as AnyStateMachine;
}

function merge(base: unknown, patch: Patch): unknown {
  if (!isPlain(base)) return patch;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) delete merged[key];
    else merged[key] = isPlain(value) ? merge(merged[key], value) : value;
  }
  return merged;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
