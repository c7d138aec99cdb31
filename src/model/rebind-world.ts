/**
 * A machine, its delegate and a correspondent in one world, with everything that was ever said and an adversary that
 * can say it again. Parcels are never taken away, so loss, repetition, reordering and replay need no moves of their
 * own. Numbers of octets are not modelled: the limit of INV-005 is checked by the laws of `src/machines`.
 */
import { pathOf } from '../machines/trace.ts';
import type {
  Announcement,
  CorrespondentContext,
  CorrespondentEffect,
  CorrespondentEvent,
  CorrespondentInput,
  Party,
  PartyState,
  Place,
  RebindingContext,
  RebindingEffect,
  RebindingEvent,
  RebindingInput,
  TimerFired,
} from '../machines/index.ts';
import {
  askedBy,
  delegation,
  forged,
  fresh,
  isLive,
  machine,
  parcelOf,
  type RebindParcel,
  script,
  session,
  type Speaker,
} from './rebind-parcels.ts';
import { remembered } from './remembered-steps.ts';

/** The machines that are explored; wrong ones among them are to be convicted. */
export interface RebindMachines {
  readonly correspondent: Party<
    CorrespondentInput,
    CorrespondentEvent,
    CorrespondentEffect,
    CorrespondentContext
  >;
  readonly rebinding: Party<RebindingInput, RebindingEvent, RebindingEffect, RebindingContext>;
}

/** A world. */
export interface RebindWorld {
  readonly correspondent: PartyState<CorrespondentContext>;
  readonly machine: PartyState<RebindingContext>;
  readonly delegate: PartyState<RebindingContext>;
  /** Parcels by their keys. */
  readonly parcels: readonly string[];
  /** How many of the places of the script the machine has come to. */
  readonly moves: number;
  /** How often the network may still lose all that is under way. */
  readonly losses: number;
  /** How often a test may still fail because time is up. */
  readonly giveUps: number;
}

/** A step to another world. */
export interface RebindMove {
  readonly text: string;
  /** Whether it is a fault, or done by the adversary: nobody may count on it. */
  readonly isFault: boolean;
  /** What the correspondent hears with it; null when it is somebody else's move. */
  readonly heard: CorrespondentEvent | TimerFired | null;
  readonly world: RebindWorld;
}

const timing = {
  flat: true,
  tries: { PROOF_RETRY: 1, REBIND_RETRY: 0 },
} as const;
/** Where the adversary wants packets to go. */
export const victim = 'V';

/** All moves of a world, with everything that was ever said. */
export interface RebindMoves {
  readonly first: RebindWorld;
  readonly from: (world: RebindWorld) => readonly RebindMove[];
}

/** The moves of a choice of machines. @param budget how many faults may happen. */
export function rebindMoves(
  { correspondent, rebinding }: RebindMachines,
  budget: Pick<RebindWorld, 'losses' | 'giveUps'>,
): RebindMoves {
  const parcels = new Map<string, RebindParcel>();
  const put = (parcel: RebindParcel): string => {
    const key = JSON.stringify(parcel);
    parcels.set(key, parcel);
    return key;
  };
  const stepCorrespondent = remembered(correspondent.step);
  const stepRebinding = remembered(rebinding.step);

  const sent = (speaker: Speaker, outputs: readonly object[]): readonly string[] =>
    (outputs as readonly RebindingEffect[]).flatMap((output) =>
      output.type === 'send' ? [put(parcelOf(speaker, output))] : [],
    );
  const answers = (to: Speaker, asked: Announcement, outputs: readonly object[]): readonly string[] =>
    (outputs as readonly CorrespondentEffect[]).flatMap((output) => {
      if (output.type !== 'send' || output.params.message.type !== 'RebindAnswer') return [];
      const { binding, challenge } = output.params.message;
      const event = { type: 'received.RebindAnswer' as const, binding, challenge: challenge?.nonce ?? null };
      return [put({ to, from: 'correspondent', event, asked })];
    });

  const speak = (
    world: RebindWorld,
    speaker: Speaker,
    event: RebindingEvent | TimerFired,
    text: string,
    change: Partial<RebindWorld> = {},
  ): RebindMove => {
    const { state, outputs } = stepRebinding(world[speaker], event);
    const said = sent(speaker, outputs);
    return {
      text,
      isFault: false,
      heard: null,
      world: { ...world, ...change, [speaker]: state, parcels: joined(world.parcels, said) },
    };
  };
  const hear = (
    world: RebindWorld,
    from: Speaker | 'adversary',
    event: CorrespondentEvent | TimerFired,
    text: string,
    change: Partial<RebindWorld> = {},
  ): RebindMove => {
    const { state, outputs } = stepCorrespondent(world.correspondent, event);
    const to = from === 'adversary' ? 'machine' : from;
    return {
      text,
      isFault: from === 'adversary',
      heard: event,
      world: {
        ...world,
        ...change,
        correspondent: state,
        parcels: joined(world.parcels, answers(to, askedBy(event, state), outputs)),
      },
    };
  };

  /** The next place of the script; the delegate announces it first, if it may. */
  const travel = (world: RebindWorld): readonly RebindMove[] => {
    const place = script[world.moves + 1];
    if (place === undefined) return [];
    const event = { type: 'place.changed' as const, attachment: place };
    const arrived = speak(world, 'delegate', event, '', { moves: world.moves + 1 }).world;
    return [speak(arrived, 'machine', event, `the machine is at ${place.nodes} under epoch ${place.epoch}`)];
  };
  const deliver = (world: RebindWorld, key: string): RebindMove => {
    const parcel = parcels.get(key)!;
    if (parcel.to !== 'correspondent') return speak(world, parcel.to, parcel.event, `${parcel.to} hears`);
    return hear(world, parcel.from, fresh(parcel.event, world.giveUps), `hears the ${parcel.from}`);
  };
  const expire = (world: RebindWorld): readonly RebindMove[] => [
    ...(['machine', 'delegate'] as const)
      .filter((speaker) => ['announcing', 'proving'].includes(pathOf(world[speaker].value)))
      .map((speaker) => {
        const state = pathOf(world[speaker].value);
        const type = `xstate.after.REBIND_RETRY.rebinding.${state}` as const;
        return speak(world, speaker, { type }, `REBIND_RETRY of the ${speaker}`);
      }),
    ...(world.correspondent.value === 'testing' && world.giveUps > 0
      ? [
          {
            ...hear(
              world,
              'machine',
              { type: 'xstate.after.PROOF_RETRY.correspondent.testing' },
              'gives up',
              {
                giveUps: world.giveUps - 1,
              },
            ),
            isFault: true,
          },
        ]
      : []),
  ];
  /** A packet of data with the id of the session, and a source address that somebody made up. */
  const spoof = (world: RebindWorld): RebindMove =>
    hear(
      world,
      'adversary',
      { type: 'session.heard', from: victim } as CorrespondentEvent,
      'gets data with a copied source address',
    );
  const lose = (world: RebindWorld): readonly RebindMove[] =>
    world.losses === 0 || world.parcels.length === 0
      ? []
      : [
          {
            text: 'everything under way is lost',
            isFault: true,
            heard: null,
            world: { ...world, parcels: [], losses: world.losses - 1 },
          },
        ];

  const pruned = (move: RebindMove): RebindMove => {
    const { world } = move;
    const live = world.parcels.filter((key) => isLive(world, parcels.get(key)!));
    return live.length === world.parcels.length ? move : { ...move, world: { ...world, parcels: live } };
  };

  return {
    first: {
      correspondent: opened(correspondent),
      machine: rebinding.begin({
        machine,
        session,
        known: { epoch: 1, sequence: 1 },
        delegation: null,
        hasRendezvous: false,
        timing,
      }).state,
      delegate: rebinding.begin({
        machine,
        session,
        known: { epoch: 0, sequence: 0 },
        delegation,
        hasRendezvous: false,
        timing,
      }).state,
      parcels: forged().map(put),
      moves: 0,
      ...budget,
    },
    from: (world) =>
      [
        ...travel(world),
        ...world.parcels.map((key) => deliver(world, key)),
        ...expire(world),
        spoof(world),
        ...lose(world),
      ].map(pruned),
  };
}

/** The place that data go to. */
export function placeIn({ correspondent: { context } }: RebindWorld): Place | null {
  return context.trial ?? context.good;
}

function opened(correspondent: RebindMachines['correspondent']): PartyState<CorrespondentContext> {
  const { state } = correspondent.begin({ peer: machine, role: 'opens', hasRendezvous: false, timing });
  const place = { epoch: 1, sequence: 1, nodes: script[0]!.nodes };
  return correspondent.step(state, {
    type: 'received.SessionAccept',
    session,
    place,
    isWhereSent: true,
    octets: 0,
    answerOctets: 0,
    nonce: '',
  }).state;
}

function joined(parcels: readonly string[], more: readonly string[]): readonly string[] {
  const added = more.filter((key) => !parcels.includes(key));
  return added.length === 0 ? parcels : [...parcels, ...added].sort();
}
