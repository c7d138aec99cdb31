/**
 * Makes wrong machines of the right ones, for the model and the conformance kit. Nothing that runs a machine for real
 * uses this.
 */
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import type {
  AccessRouterContext,
  AccessRouterEffect,
  AccessRouterEvent,
  AccessRouterInput,
} from './access-router-events.ts';
import { accessRouterMachine } from './access-router.ts';
import type {
  AttachingContext,
  AttachingEffect,
  AttachingEvent,
  AttachingInput,
} from './attaching-events.ts';
import { attachingMachine } from './attaching.ts';
import type {
  CorrespondentContext,
  CorrespondentEffect,
  CorrespondentEvent,
  CorrespondentInput,
} from './correspondent-events.ts';
import { correspondentMachine } from './correspondent.ts';
import type {
  DirectingContext,
  DirectingEffect,
  DirectingEvent,
  DirectingInput,
} from './directing-events.ts';
import { directingMachine } from './directing.ts';
import type { MoverContext, MoverEffect, MoverEvent, MoverInput } from './mover-events.ts';
import { moverMachine } from './mover.ts';
import type {
  RebindingContext,
  RebindingEffect,
  RebindingEvent,
  RebindingInput,
} from './rebinding-events.ts';
import { rebindingMachine } from './rebinding.ts';
import type {
  RegistrationContext,
  RegistrationEffect,
  RegistrationEvent,
  RegistrationInput,
} from './registration-events.ts';
import { registrationMachine } from './registration.ts';
import type {
  DestinationHostContext,
  DestinationHostEffect,
  DestinationHostEvent,
  DestinationHostInput,
} from './destination-host-events.ts';
import { destinationHostMachine } from './destination-host.ts';
import {
  accessRouterGlossary,
  attachingGlossary,
  correspondentGlossary,
  destinationHostGlossary,
  directingGlossary,
  moverGlossary,
  rebindingGlossary,
  registrationGlossary,
  rendezvousGlossary,
  sourceHostGlossary,
  witnessGlossary,
} from './glossary.ts';
import { party, type Party } from './party.ts';
import type {
  RendezvousContext,
  RendezvousEffect,
  RendezvousEvent,
  RendezvousInput,
} from './rendezvous-events.ts';
import { rendezvousMachine } from './rendezvous.ts';
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

/** A wrong access router. */
export function mutateAccessRouter(
  overrides: Overrides,
): Party<AccessRouterInput, AccessRouterEvent, AccessRouterEffect, AccessRouterContext> {
  return party(mutatedMachine(accessRouterMachine, overrides), accessRouterGlossary) as Party<
    AccessRouterInput,
    AccessRouterEvent,
    AccessRouterEffect,
    AccessRouterContext
  >;
}

/** A wrong rendezvous. */
export function mutateRendezvous(
  overrides: Overrides,
): Party<RendezvousInput, RendezvousEvent, RendezvousEffect, RendezvousContext> {
  return party(mutatedMachine(rendezvousMachine, overrides), rendezvousGlossary) as Party<
    RendezvousInput,
    RendezvousEvent,
    RendezvousEffect,
    RendezvousContext
  >;
}

/** A wrong attaching. */
export function mutateAttaching(
  overrides: Overrides,
): Party<AttachingInput, AttachingEvent, AttachingEffect, AttachingContext> {
  return party(mutatedMachine(attachingMachine, overrides), attachingGlossary) as Party<
    AttachingInput,
    AttachingEvent,
    AttachingEffect,
    AttachingContext
  >;
}

/** A wrong correspondent. */
export function mutateCorrespondent(
  overrides: Overrides,
): Party<CorrespondentInput, CorrespondentEvent, CorrespondentEffect, CorrespondentContext> {
  return party(mutatedMachine(correspondentMachine, overrides), correspondentGlossary) as Party<
    CorrespondentInput,
    CorrespondentEvent,
    CorrespondentEffect,
    CorrespondentContext
  >;
}

/** A wrong directing. */
export function mutateDirecting(
  overrides: Overrides,
): Party<DirectingInput, DirectingEvent, DirectingEffect, DirectingContext> {
  return party(mutatedMachine(directingMachine, overrides), directingGlossary) as Party<
    DirectingInput,
    DirectingEvent,
    DirectingEffect,
    DirectingContext
  >;
}

/** A wrong mover. */
export function mutateMover(overrides: Overrides): Party<MoverInput, MoverEvent, MoverEffect, MoverContext> {
  return party(mutatedMachine(moverMachine, overrides), moverGlossary) as Party<
    MoverInput,
    MoverEvent,
    MoverEffect,
    MoverContext
  >;
}

/** A wrong rebinding. */
export function mutateRebinding(
  overrides: Overrides,
): Party<RebindingInput, RebindingEvent, RebindingEffect, RebindingContext> {
  return party(mutatedMachine(rebindingMachine, overrides), rebindingGlossary) as Party<
    RebindingInput,
    RebindingEvent,
    RebindingEffect,
    RebindingContext
  >;
}

/** A wrong registration. */
export function mutateRegistration(
  overrides: Overrides,
): Party<RegistrationInput, RegistrationEvent, RegistrationEffect, RegistrationContext> {
  return party(mutatedMachine(registrationMachine, overrides), registrationGlossary) as Party<
    RegistrationInput,
    RegistrationEvent,
    RegistrationEffect,
    RegistrationContext
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
