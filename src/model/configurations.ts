/**
 * What is explored: which parties, and how many faults of each kind. Everything else happens at any time and as often as
 * it likes: messages come late, twice, in another order or never, and every timer that runs may run out.
 */
import type { AnyStateMachine } from 'xstate';
import { firstCopies, type Copies } from './copies.ts';
import { destinationRole } from './destination-role.ts';
import type { FaultBudget, Setting } from './exploration.ts';
import { cancelParcel, facts, orderParcel } from './facts.ts';
import { judge, told } from './properties.ts';
import { sourceRole } from './source-role.ts';
import { witnessRole } from './witness-role.ts';

/** A configuration. */
export interface Configuration {
  readonly text: string;
  readonly hasWitness: boolean;
  readonly faults: FaultBudget;
}

const oneOfEach: FaultBudget = {
  crash: 1,
  startFailure: 1,
  cancel: 1,
  journalFailure: 1,
  stall: 1,
  loss: 1,
  round: 1,
};

/** Every configuration by name. */
export const configurations = {
  direct: {
    text: 'two hosts: a crash, a start that fails, a cancel, a journal that fails',
    hasWitness: false,
    faults: { crash: 1, startFailure: 1, cancel: 1, journalFailure: 1 },
  },
  'direct-slow': {
    text: 'two hosts: a crash, a cancel, an operation that takes too long',
    hasWitness: false,
    faults: { crash: 1, cancel: 1, stall: 1 },
  },
  'direct-loss': {
    text: 'two hosts: all that is under way is lost once, a start that fails, a cancel, another round',
    hasWitness: false,
    faults: { loss: 1, startFailure: 1, cancel: 1, round: 1 },
  },
  'direct-refusals': {
    text: 'two hosts: a crash, and a policy, a vote or an operation that says no',
    hasWitness: false,
    faults: { crash: 1, softFailure: 1 },
  },
  witness: {
    text: 'two hosts and a witness: a crash, a start that fails, a cancel',
    hasWitness: true,
    faults: { crash: 1, startFailure: 1, cancel: 1 },
  },
  'witness-slow': {
    text: 'two hosts and a witness: a start that fails, a journal that fails, an operation that takes too long',
    hasWitness: true,
    faults: { startFailure: 1, journalFailure: 1, stall: 1 },
  },
  'witness-loss': {
    text: 'two hosts and a witness: all that is under way is lost once, a start that fails',
    hasWitness: true,
    faults: { loss: 1, startFailure: 1 },
  },
  'direct-large': {
    text: 'two hosts: one fault of each kind',
    hasWitness: false,
    faults: oneOfEach,
  },
  'direct-crashes': {
    text: 'two hosts: two crashes, two starts that fail, a cancel, two failures of a journal',
    hasWitness: false,
    faults: { crash: 2, startFailure: 2, cancel: 1, journalFailure: 2 },
  },
  'witness-large': {
    text: 'two hosts and a witness: a crash, a start that fails, a cancel, a slow operation, a loss',
    hasWitness: true,
    faults: { crash: 1, startFailure: 1, cancel: 1, stall: 1, loss: 1 },
  },
  'witness-crashes': {
    text: 'two hosts and a witness: two crashes, a start that fails, a cancel',
    hasWitness: true,
    faults: { crash: 2, startFailure: 1, cancel: 1 },
  },
} as const satisfies Readonly<Record<string, Configuration>>;

/** The name of a configuration. */
export type ConfigurationName = keyof typeof configurations;

/** Sets of configurations by name: `ci` is explored by every run of the tests. */
export const configurationSets = {
  ci: ['direct', 'direct-slow', 'direct-loss', 'direct-refusals', 'witness', 'witness-slow', 'witness-loss'],
  large: ['direct-large', 'direct-crashes', 'witness-large', 'witness-crashes'],
} as const satisfies Readonly<Record<string, readonly ConfigurationName[]>>;

/** Machines that take the place of the right ones. */
export interface Machines {
  readonly source?: AnyStateMachine;
  readonly destination?: AnyStateMachine;
  readonly witness?: AnyStateMachine;
}

/** A configuration as the explorer takes it. */
export function settingOf({ hasWitness, faults }: Configuration, machines: Machines = {}): Setting<Copies> {
  const hosts = [sourceRole(machines.source), destinationRole(machines.destination)];
  return {
    roles: hasWitness ? [...hosts, witnessRole(machines.witness)] : hosts,
    copies: firstCopies(facts.epoch - 1),
    orders: [orderParcel(hasWitness), ...((faults.cancel ?? 0) > 0 ? [cancelParcel] : [])],
    faults,
    told,
    judge,
  };
}
