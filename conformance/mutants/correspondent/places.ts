/** Correspondents that take the place of a machine from the wrong thing. */
import { placeOf } from '../../../src/adaptation/index.ts';
import { isLater, isSameAnnouncement, mutateCorrespondent, type Place } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';
import { rewired } from '../rewired.ts';

interface Context {
  readonly context: { readonly latest: { readonly epoch: number; readonly sequence: number } };
}

/** As the transport of xia-core does: a packet of the session says where the other end is. */
export const fromAnyPacket = defineMutant({
  id: 'correspondent/address-from-any-packet',
  of: 'correspondent',
  breaks: ['COR-004', 'INV-004'],
  says: 'Sends to the source address of the last packet of the session.',
  caughtBy: ['correspondent/source-address-moves-nothing'],
  make: (reference) => ({ ...reference, placeOfSource: (source) => placeOf(source) }),
});

/** As the migration of xia-core does: the time stamp of an announcement is never compared. */
export const neverCompares = defineMutant({
  id: 'correspondent/never-compares-numbers',
  of: 'correspondent',
  breaks: ['COR-009', 'INV-004'],
  says: 'Takes every Rebind that is well signed, whatever its numbers.',
  caughtBy: [
    'correspondent/rebind-stale',
    'correspondent/replay-of-everything',
    'correspondent/rebinds-out-of-order',
  ],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({ guards: { isLater: () => true } }),
  }),
});

/** Forgets the epoch. */
export const sequenceOnly = defineMutant({
  id: 'correspondent/compares-sequences-only',
  of: 'correspondent',
  breaks: ['COR-011', 'COR-009'],
  says: 'Compares the sequences of different epochs.',
  caughtBy: ['correspondent/rebind-numbers-are-compared', 'correspondent/rebind-stale'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({
      guards: {
        isLater: ({ context }: Context, { place }: { place: Place }) =>
          place.sequence > context.latest.sequence,
      },
    }),
  }),
});

/** A bound on numbers that are far ahead. */
export const notFarAhead = defineMutant({
  id: 'correspondent/distrusts-high-sequences',
  of: 'correspondent',
  breaks: ['COR-011'],
  says: 'Takes a sequence that is far ahead for one of the past, as serial numbers that wrap around are compared.',
  caughtBy: ['correspondent/rebind-numbers-are-compared'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({
      guards: {
        isLater: ({ context: { latest } }: Context, { place }: { place: Place }) =>
          place.epoch === latest.epoch ? (place.sequence - latest.sequence) << 0 > 0 : isLater(place, latest),
      },
    }),
  }),
});

/** Says something else of late ones. */
export const staleWithTheirs = defineMutant({
  id: 'correspondent/stale-without-own-numbers',
  of: 'correspondent',
  breaks: ['COR-009'],
  says: 'Answers stale with the sequence that follows the latest one.',
  caughtBy: ['correspondent/rebind-stale'],
  make: (reference) => ({
    ...reference,
    correspondent: rewired(reference.correspondent, {
      say: (outputs) =>
        outputs.map((output) => {
          if (output.type !== 'send' || output.params.message.type !== 'RebindAnswer') return output;
          const { message } = output.params;
          if (message.binding.outcome !== 'stale') return output;
          const binding = { ...message.binding, sequence: message.binding.sequence + 1 };
          return { ...output, params: { ...output.params, message: { ...message, binding } } };
        }),
    }),
  }),
});

/** Does not know what it has taken. */
export const repeatedIsStale = defineMutant({
  id: 'correspondent/repeated-is-stale',
  of: 'correspondent',
  breaks: ['COR-010'],
  says: 'Answers a Rebind that it has taken already by stale.',
  caughtBy: ['correspondent/rebind-again-in-test', 'correspondent/rebind-again-after-proof'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({
      guards: { isKnown: () => false, isKnownWithRoom: () => false },
    }),
  }),
});

/** Looks at numbers alone. */
export const numbersAlone = defineMutant({
  id: 'correspondent/same-numbers-any-address',
  of: 'correspondent',
  breaks: ['COR-010'],
  says: 'Takes a Rebind with the latest numbers for the latest one, whatever address it has.',
  caughtBy: ['correspondent/rebind-same-numbers-elsewhere', 'correspondent/unproved-place-is-left'],
  make: (reference) => {
    const isSame = ({ context }: Context, { place }: { place: Place }): boolean =>
      isSameAnnouncement(place, context.latest);
    return {
      ...reference,
      correspondent: mutateCorrespondent({ guards: { isKnown: isSame, isKnownWithRoom: isSame } }),
    };
  },
});

/** Believes the place only when it is proved. */
export const afterProof = defineMutant({
  id: 'correspondent/moves-after-proof',
  of: 'correspondent',
  breaks: ['COR-011'],
  says: 'Sends new data to the old place until the new one is proved.',
  caughtBy: ['correspondent/rebind-is-taken'],
  make: (reference) => ({
    ...reference,
    correspondent: rewired(reference.correspondent, {
      say: (outputs) => outputs.filter((output) => output.type !== 'direct' || output.params.isProved),
    }),
  }),
});

/** Where it was, it will not be again. */
export const neverBack = defineMutant({
  id: 'correspondent/never-goes-back',
  of: 'correspondent',
  breaks: ['INV-006', 'COR-011'],
  says: 'Takes an announcement of a place where the machine was before for an old one.',
  caughtBy: ['correspondent/machine-comes-back'],
  make: (reference) => {
    const placesOf = new Map<string, Set<string>>();
    return {
      ...reference,
      correspondent: rewired(reference.correspondent, {
        hear(event, { context }) {
          if (event.type !== 'received.Rebind' || event.verdict !== 'valid') return event;
          const before = placesOf.get(context.session) ?? new Set();
          const current = (context.trial ?? context.good)?.nodes ?? '';
          placesOf.set(context.session, before.add(current));
          const { nodes } = event.place;
          return nodes !== current && before.has(nodes) ? undefined : event;
        },
      }),
    };
  },
});
