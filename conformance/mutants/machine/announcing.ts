/** Machines that announce their place wrongly. */
import type { Implementation } from '../../../src/agent/index.ts';
import { mutateRebinding, mutateRegistration } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';
import { rewired } from '../rewired.ts';

type Rebinding = Implementation['rebinding'];
type Effect = Exclude<ReturnType<Rebinding['step']>['outputs'][number], { type: 'timer' }>;
type Send = Extract<Effect, { type: 'send' }>['params'];

/** Sends something else than the reference would. */
function announcing(reference: Implementation, change: (params: Send) => Send): Implementation {
  return {
    ...reference,
    rebinding: rewired(reference.rebinding, {
      say: (outputs) =>
        outputs.map((output) =>
          output.type === 'send' ? { ...output, params: change(output.params) } : output,
        ),
    }),
  };
}

/** Tells one. */
export const tellsOne = defineMutant({
  id: 'machine/tells-one-correspondent',
  of: 'machine',
  breaks: ['MOV-006'],
  says: 'Announces its place in the session that it has had longest.',
  caughtBy: ['machine/announces-to-everybody'],
  make(reference) {
    let first: string | undefined;
    return {
      ...reference,
      rebinding: rewired(reference.rebinding, {
        hear(event, { context }) {
          if (event.type !== 'place.changed') return event;
          first ??= context.session;
          return first === context.session ? event : undefined;
        },
      }),
    };
  },
});

/** Forgets its rendezvous. */
export const forgetsRendezvous = defineMutant({
  id: 'machine/registers-once',
  of: 'machine',
  breaks: ['MOV-006'],
  says: 'Registers at its rendezvous when it begins, and not when it moves.',
  caughtBy: ['machine/announces-to-everybody'],
  make: (reference) => ({
    ...reference,
    registration: rewired(reference.registration, {
      hear: (event, { context }) =>
        event.type === 'place.changed' && context.attachment !== null ? undefined : event,
    }),
  }),
});

/** Sees no news. */
export const addressesOnly = defineMutant({
  id: 'machine/announces-addresses-only',
  of: 'machine',
  breaks: ['MOV-006'],
  says: 'Does not announce the address that it had under another epoch.',
  caughtBy: ['machine/moved-within-network'],
  make(reference) {
    return {
      ...reference,
      rebinding: rewired(reference.rebinding, {
        hear: (event) =>
          event.type === 'place.changed' && event.attachment.nodes.includes(oldNetwork) ? undefined : event,
      }),
    };
  },
});

/** The id of the AD of the old router of the cast. */
const oldNetwork = '99cd86e896c37ba0d98922fd304c8c5946278302';

/** Speaks as its delegate. */
export const beginsAtOne = defineMutant({
  id: 'machine/begins-at-one',
  of: 'machine',
  breaks: ['MOV-007'],
  says: 'Begins with the sequence 1, which belongs to the delegate.',
  caughtBy: ['machine/moved-is-followed'],
  make: (reference) =>
    announcing(reference, (params) => {
      if (params.message.type !== 'Rebind') return params;
      const place = { sequence: params.message.place.sequence - 1 };
      return { ...params, message: { ...params.message, place } };
    }),
});

/** Always the same number. */
export const oneNumber = defineMutant({
  id: 'machine/one-sequence-an-epoch',
  of: 'machine',
  breaks: ['MOV-007'],
  says: 'Announces every place of an epoch under the sequence 2.',
  caughtBy: ['machine/numbers-of-announcements'],
  make: (reference) =>
    announcing(reference, (params) =>
      params.message.type === 'Rebind'
        ? { ...params, message: { ...params.message, place: { sequence: 2 } } }
        : params,
    ),
});

/** Speaks from where it was. */
export const fromOldAddress = defineMutant({
  id: 'machine/announces-from-old-address',
  of: 'machine',
  breaks: ['MOV-008'],
  says: 'Sends its messages from the address that it had when it began.',
  caughtBy: ['machine/announces-from-new-place', 'machine/moved-is-followed'],
  make(reference) {
    let first: Parameters<Implementation['buildPacket']>[0]['source'] | undefined;
    return {
      ...reference,
      buildPacket(parts) {
        if ((parts.nextHeader ?? 0) !== 0) return reference.buildPacket(parts);
        first ??= parts.source;
        return reference.buildPacket({ ...parts, source: first });
      },
    };
  },
});

/** Says it once. */
export const announcesOnce = defineMutant({
  id: 'machine/announces-once',
  of: 'machine',
  breaks: ['MOV-009'],
  says: 'Does not repeat Rebind.',
  caughtBy: ['machine/rebind-is-repeated'],
  make: (reference) => ({
    ...reference,
    rebinding: mutateRebinding({ patch: { states: { announcing: { after: undefined } } } }),
  }),
});

/** Never changes its mind. */
export const sameForEver = defineMutant({
  id: 'machine/never-announces-anew',
  of: 'machine',
  breaks: ['MOV-009'],
  says: 'Repeats Rebind under the same sequence for ever.',
  caughtBy: ['machine/rebind-is-repeated'],
  make: (reference) => ({
    ...reference,
    rebinding: mutateRebinding({ guards: { mayRepeat: () => true } }),
  }),
});

/** Is content too soon. */
export const contentWithChallenge = defineMutant({
  id: 'machine/content-with-challenge',
  of: 'machine',
  breaks: ['MOV-009'],
  says: 'Repeats Rebind no more when it has answered a challenge.',
  caughtBy: ['machine/rebind-goes-on'],
  make: (reference) => ({
    ...reference,
    rebinding: mutateRebinding({ patch: { states: { proving: { after: undefined } } } }),
  }),
});

/** Does not compare the answer. */
export const anyBound = defineMutant({
  id: 'machine/content-with-any-bound',
  of: 'machine',
  breaks: ['MOV-009'],
  says: 'Takes bound for the end, whatever numbers it has.',
  caughtBy: ['machine/rebind-goes-on'],
  make: (reference) => ({
    ...reference,
    rebinding: mutateRebinding({
      guards: {
        isProved: (
          _: unknown,
          { binding, challenge }: { binding: { outcome: string }; challenge: string | null },
        ) => challenge === null && binding.outcome === 'bound',
      },
    }),
  }),
});

/** Knows one way. */
export const neverAround = defineMutant({
  id: 'machine/never-goes-round',
  of: 'machine',
  breaks: ['MOV-010'],
  says: 'Sends each try to the last place that it knows of the correspondent.',
  caughtBy: ['machine/rebind-by-rendezvous'],
  make: (reference) => announcing(reference, (params) => ({ ...params, by: 'place' })),
});

/** Stays where the peer was. */
export const staysWithOldPeer = defineMutant({
  id: 'machine/waits-when-peer-moves',
  of: 'machine',
  breaks: ['MOV-015', 'INV-006'],
  says: 'Leaves it to REBIND_RETRY to send an announcement to where the correspondent is now.',
  caughtBy: ['machine/both-ends-move'],
  make: (reference) => ({
    ...reference,
    rebinding: rewired(reference.rebinding, {
      hear: (event) => (event.type === 'peer.moved' ? undefined : event),
    }),
  }),
});

/** Registers once. */
export const registersOnce = defineMutant({
  id: 'machine/does-not-repeat-register',
  of: 'machine',
  breaks: ['MOV-016'],
  says: 'Does not repeat Register.',
  caughtBy: ['machine/register-is-repeated'],
  make: (reference) => ({
    ...reference,
    registration: mutateRegistration({ patch: { states: { registering: { after: undefined } } } }),
  }),
});
