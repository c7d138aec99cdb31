/** Designs of a rebind that are in use, or that come to mind, and do not hold. The explorer must convict each of them. */
import {
  correspondent,
  mutateCorrespondent,
  mutateRebinding,
  rebinding,
  type CorrespondentContext,
  type RebindRequest,
} from '../machines/index.ts';
import type { RebindFaults, RebindPropertyName } from './rebind-check.ts';
import type { RebindMachines } from './rebind-world.ts';

/** The design that holds. */
export const safeRebind: RebindMachines = { correspondent, rebinding };

/** A wrong design. */
export interface UnsafeRebind {
  readonly text: string;
  /** The property that it breaks. */
  readonly breaks: RebindPropertyName;
  /** The faults that show it. */
  readonly faults: RebindFaults;
  readonly machines: RebindMachines;
}

interface Asked {
  readonly context: CorrespondentContext;
}

const takeSource = {
  type: 'keep',
  params: ({ context, event }: { context: CorrespondentContext; event: { from: string } }) => ({
    good: context.good === null ? null : { ...context.good, nodes: event.from },
  }),
};

/** Every wrong design by name. */
export const unsafeRebinds: Readonly<Record<string, UnsafeRebind>> = {
  'xia-core-source-address': {
    text: 'As in xia-core: the source address of any packet of the session is where data go.',
    breaks: 'P4',
    faults: { losses: 0, giveUps: 0 },
    machines: {
      rebinding,
      correspondent: mutateCorrespondent({
        patch: { states: { settled: { on: { 'session.heard': { actions: takeSource } } } } },
      }),
    },
  },
  'xia-core-time-stamp': {
    text: 'As in xia-core: an announcement is verified, and its number is stored and never compared.',
    breaks: 'P4',
    faults: { losses: 0, giveUps: 0 },
    machines: {
      rebinding,
      correspondent: mutateCorrespondent({ guards: { isLater: isElsewhere, isKnown: () => false } }),
    },
  },
  'sequence-without-epoch': {
    text: 'Sequences are compared, epochs are not.',
    breaks: 'P4',
    faults: { losses: 0, giveUps: 0 },
    machines: {
      rebinding,
      correspondent: mutateCorrespondent({ guards: { isLater: hasHigherSequence } }),
    },
  },
  'old-host-signs': {
    text: 'The key of the machine is enough: what the old host signs after the commit counts without an attachment.',
    breaks: 'P4',
    faults: { losses: 0, giveUps: 0 },
    machines: { rebinding, correspondent: mutateCorrespondent({ guards: { isNotGood: () => false } }) },
  },
  'no-path-test': {
    text: 'An announcement is proof enough of the place.',
    breaks: 'P5',
    faults: { losses: 0, giveUps: 0 },
    machines: {
      rebinding,
      correspondent: mutateCorrespondent({
        patch: {
          states: {
            challenging: {
              always: {
                target: 'settled',
                actions: {
                  type: 'keep',
                  params: ({ context }: Asked) => ({ good: context.trial, trial: null }),
                },
              },
            },
          },
        },
      }),
    },
  },
  'any-proof': {
    text: 'A proof is not compared with the challenge.',
    breaks: 'P5',
    faults: { losses: 0, giveUps: 0 },
    machines: { rebinding, correspondent: mutateCorrespondent({ guards: { isChallenge: () => true } }) },
  },
  'said-once': {
    text: 'An announcement is sent once.',
    breaks: 'P6',
    faults: { losses: 1, giveUps: 0 },
    machines: {
      correspondent,
      rebinding: mutateRebinding({
        patch: { states: { announcing: { after: { REBIND_RETRY: { target: 'settled' } } } } },
      }),
    },
  },
  'bound-is-enough': {
    text: 'The machine is content when the place is taken, before it hears that it is proved.',
    breaks: 'P6',
    faults: { losses: 1, giveUps: 0 },
    machines: {
      correspondent,
      rebinding: mutateRebinding({
        patch: { states: { proving: { after: { REBIND_RETRY: { target: 'settled' } } } } },
      }),
    },
  },
  'stale-is-final': {
    text: 'A machine that hears that its announcement is stale says nothing more.',
    breaks: 'P6',
    faults: { losses: 0, giveUps: 1 },
    machines: { correspondent, rebinding: mutateRebinding({ guards: { isOver: isStale } }) },
  },
};

function isElsewhere({ context }: Asked, { place }: RebindRequest): boolean {
  return (context.trial ?? context.good)?.nodes !== place.nodes;
}

function hasHigherSequence({ context }: Asked, { place }: RebindRequest): boolean {
  return place.sequence > context.latest.sequence;
}

function isStale(_: Asked, { binding }: { binding: { outcome: string } }): boolean {
  return binding.outcome === 'stale';
}
