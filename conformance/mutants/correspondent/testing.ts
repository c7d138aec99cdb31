/** Correspondents that are wrong about the test of a new place. */
import { mutateCorrespondent } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';
import { rewired } from '../rewired.ts';

interface Room {
  readonly context: { readonly received: number; readonly sent: number; readonly answerOctets: number };
}

/** Tests again and again. */
export const testsKnown = defineMutant({
  id: 'correspondent/tests-what-is-proved',
  of: 'correspondent',
  breaks: ['COR-012'],
  says: 'Tests a place that was proved under this epoch when it is announced again.',
  caughtBy: ['correspondent/proof-of-delegate'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({ guards: { isLaterThere: () => false } }),
  }),
});

/** Asks whoever asked. */
export const challengesSender = defineMutant({
  id: 'correspondent/challenges-source-address',
  of: 'correspondent',
  breaks: ['COR-012'],
  says: 'Sends the challenge to where the Rebind came from.',
  caughtBy: ['correspondent/challenge-goes-to-place'],
  make: (reference) => ({
    ...reference,
    correspondent: rewired(reference.correspondent, {
      say: (outputs, { event }) =>
        outputs.map((output) =>
          event?.type === 'received.Rebind' &&
          output.type === 'send' &&
          output.params.message.type === 'RebindAnswer' &&
          output.params.message.challenge !== undefined
            ? { ...output, params: { ...output.params, to: 'sender' } }
            : output,
        ),
    }),
  }),
});

/** One challenge for all. */
export const oneChallenge = defineMutant({
  id: 'correspondent/one-challenge',
  of: 'correspondent',
  breaks: ['COR-012'],
  says: 'Uses the same challenge for every place.',
  caughtBy: ['correspondent/challenge-is-fresh'],
  make: (reference) => ({
    ...reference,
    correspondent: rewired(reference.correspondent, {
      hear: (event) => (event.type === 'received.Rebind' ? { ...event, nonce: '0c'.repeat(16) } : event),
    }),
  }),
});

/** Has no limit. */
export const noLimit = defineMutant({
  id: 'correspondent/no-limit',
  of: 'correspondent',
  breaks: ['COR-013', 'INV-005'],
  says: 'Sends as much as there is to a place that is not proved.',
  caughtBy: [
    'correspondent/limit-until-proof',
    'correspondent/victim-gets-little',
    'correspondent/flood-through-many-places',
  ],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({
      guards: {
        fits: () => true,
        hasRoom: () => true,
        hasRoomWith: () => true,
        isKnownWithRoom: () => false,
      },
    }),
  }),
});

/** A limit of another size. */
export const wideLimit = defineMutant({
  id: 'correspondent/limit-of-five',
  of: 'correspondent',
  breaks: ['COR-013', 'INV-005'],
  says: 'Sends five times what came from a place.',
  caughtBy: ['correspondent/limit-until-proof', 'correspondent/limit-grows-with-what-comes'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({
      guards: {
        fits: ({ context }: Room, { count }: { count: number }) =>
          5 * context.received - context.sent >= count,
        hasRoom: ({ context }: Room) => 5 * context.received - context.sent >= context.answerOctets,
      },
    }),
  }),
});

/** Does not look where it came from. */
export const countsEverything = defineMutant({
  id: 'correspondent/counts-rebinds-from-anywhere',
  of: 'correspondent',
  breaks: ['COR-013', 'INV-005'],
  says: 'Counts a Rebind for the place that it announces, wherever it came from.',
  caughtBy: ['correspondent/victim-gets-little', 'correspondent/flood-through-many-places'],
  make: (reference) => ({
    ...reference,
    correspondent: rewired(reference.correspondent, {
      hear: (event) => (event.type === 'received.Rebind' ? { ...event, octets: 700 } : event),
    }),
  }),
});

/** Once proved, always proved. */
export const proofForEver = defineMutant({
  id: 'correspondent/proved-once-for-all',
  of: 'correspondent',
  breaks: ['COR-013', 'INV-005', 'COR-012'],
  says: 'Tests a machine once, and takes every later place for proved.',
  caughtBy: ['correspondent/limit-begins-anew'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({
      guards: {
        isLaterThere: (
          { context }: { context: { latest: { epoch: number }; good: { epoch: number } | null } },
          { place }: { place: { epoch: number } },
        ) => place.epoch > context.latest.epoch && (context.good?.epoch ?? 0) > 7,
      },
    }),
  }),
});

/** Says nothing when it is proved. */
export const silentAfterProof = defineMutant({
  id: 'correspondent/does-not-confirm',
  of: 'correspondent',
  breaks: ['COR-014'],
  says: 'Does not answer RebindProof.',
  caughtBy: ['correspondent/proof-is-confirmed'],
  make: (reference) => ({
    ...reference,
    correspondent: rewired(reference.correspondent, {
      say: (outputs, { event }) =>
        event?.type === 'received.RebindProof' ? outputs.filter(({ type }) => type !== 'send') : outputs,
    }),
  }),
});

/** Any answer will do. */
export const anyProof = defineMutant({
  id: 'correspondent/any-proof',
  of: 'correspondent',
  breaks: ['COR-015'],
  says: 'Takes a RebindProof with any nonce.',
  caughtBy: ['correspondent/proof-with-other-nonce', 'correspondent/challenge-is-fresh'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({ guards: { isChallenge: () => true } }),
  }),
});

/** Asks once. */
export const asksOnce = defineMutant({
  id: 'correspondent/challenges-once',
  of: 'correspondent',
  breaks: ['COR-016'],
  says: 'Goes back to the last good place when PROOF_RETRY fires for the first time.',
  caughtBy: ['correspondent/challenge-is-repeated'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({ guards: { mayRepeat: () => false } }),
  }),
});

/** Never gives up. */
export const neverFallsBack = defineMutant({
  id: 'correspondent/never-falls-back',
  of: 'correspondent',
  breaks: ['COR-016'],
  says: 'Stays with a place that is never proved.',
  caughtBy: ['correspondent/unproved-place-is-left', 'correspondent/victim-gets-little'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({ patch: { states: { testing: { after: undefined } } } }),
  }),
});

/** Takes the announcement back with the place. */
export const forgetsNumbers = defineMutant({
  id: 'correspondent/failed-test-frees-numbers',
  of: 'correspondent',
  breaks: ['COR-010'],
  says: 'Takes the same Rebind again after the place has failed its test.',
  caughtBy: ['correspondent/unproved-place-is-left'],
  make: (reference) => ({
    ...reference,
    correspondent: rewired(reference.correspondent, {
      hear(event, { context, value }) {
        if (event.type !== 'received.Rebind' || value !== 'settled') return event;
        const { latest, good } = context;
        const isFailed = good !== null && good.epoch < latest.epoch;
        if (!isFailed || event.place.epoch !== latest.epoch) return event;
        return { ...event, place: { ...event.place, sequence: latest.sequence + 1 } };
      },
    }),
  }),
});
