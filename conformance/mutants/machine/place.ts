/** Machines that are wrong about where they are. */
import { placeOf } from '../../../src/adaptation/index.ts';
import { mutateMover } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';
import { rewired } from '../rewired.ts';
import { hearing } from '../wrong-messages.ts';

interface Known {
  readonly context: { readonly attached: { readonly ad: string; readonly attachment: Stated } | null };
}

interface Stated {
  readonly epoch: number;
  readonly nodes: string;
}

interface Judged {
  readonly attachment: Stated;
  readonly ad: string;
  readonly verdict: string;
}

/** Does not listen to its host. */
export const ignoresMoved = defineMutant({
  id: 'machine/ignores-moved',
  of: 'machine',
  breaks: ['MOV-001', 'INV-006'],
  says: 'Waits for a Beacon to learn where it is, whatever its host says.',
  caughtBy: ['machine/moved-is-followed', 'machine/moved-within-network', 'machine/goes-back'],
  make: (reference) => ({ ...reference, mover: mutateMover({ guards: { isHigher: () => false } }) }),
});

/** Listens to anybody. */
export const anyMoved = defineMutant({
  id: 'machine/follows-any-moved',
  of: 'machine',
  breaks: ['MOV-002'],
  says: 'Follows Moved with any statement of attachment.',
  caughtBy: ['machine/moved-is-not-followed'],
  make: (reference) => ({
    ...reference,
    mover: mutateMover({
      guards: {
        isHigher: ({ context }: Known, { attachment }: Judged) =>
          attachment.epoch > (context.attached?.attachment.epoch ?? 0),
      },
    }),
  }),
});

/** Listens to old news. */
export const oldMoved = defineMutant({
  id: 'machine/follows-old-moved',
  of: 'machine',
  breaks: ['MOV-002', 'INV-004'],
  says: 'Follows every Moved that is good, whatever its epoch.',
  caughtBy: ['machine/moved-again-is-old', 'machine/moved-is-not-followed', 'machine/replay-of-everything'],
  make: (reference) => ({
    ...reference,
    mover: mutateMover({
      guards: {
        isHigher: ({ context }: Known, { attachment, verdict }: Judged) =>
          verdict === 'valid' && attachment.nodes !== context.attached?.attachment.nodes,
      },
    }),
  }),
});

/** Leaves signatures to others. */
export const anySignature = defineMutant({
  id: 'machine/takes-any-signature',
  of: 'machine',
  breaks: ['MOV-002', 'MOV-005', 'SIG-002'],
  says: 'Takes every message for authentic.',
  caughtBy: ['machine/spoof-of-everything', 'machine/spoofed-answers-come-first'],
  make: (reference) => ({
    ...reference,
    verifyMessage: (_, message) => ({ ok: true, value: message }),
  }),
});

/** Hears no beacons. */
export const ignoresBeacons = defineMutant({
  id: 'machine/ignores-beacons',
  of: 'machine',
  breaks: ['MOV-003'],
  says: 'Does not ask the access router of another network that it hears.',
  caughtBy: ['machine/beacon-of-other-network'],
  make: (reference) => ({
    ...reference,
    mover: rewired(reference.mover, {
      hear: (event, { context }) =>
        event.type === 'received.Beacon' && event.ad !== context.attached?.ad ? undefined : event,
    }),
  }),
});

/** Believes beacons. */
export const anyBeacon = defineMutant({
  id: 'machine/believes-any-beacon',
  of: 'machine',
  breaks: ['MOV-003'],
  says: 'Believes who sends a Beacon that the AD is his.',
  caughtBy: ['machine/beacon-of-nobody'],
  make(reference) {
    let ad: Uint8Array | undefined;
    const heard = hearing(reference, (message) => {
      if (message.type === 'Beacon') ad = message.beacon.ad;
      return message;
    });
    return {
      ...heard,
      identifierOf: (type, key) =>
        type === 'AD' && ad !== undefined ? ad : reference.identifierOf(type, key),
    };
  },
});

/** Never wonders. */
export const neverWonders = defineMutant({
  id: 'machine/does-not-mind-silence',
  of: 'machine',
  breaks: ['MOV-004'],
  says: 'Does not ask when it hears nothing of its access router.',
  caughtBy: ['machine/silence-is-asked-about'],
  make: (reference) => ({
    ...reference,
    mover: mutateMover({ patch: { states: { placed: { after: undefined } } } }),
  }),
});

/** Asks once. */
export const asksOnce = defineMutant({
  id: 'machine/asks-its-router-once',
  of: 'machine',
  breaks: ['MOV-004'],
  says: 'Does not repeat PlaceQuery.',
  caughtBy: ['machine/silence-is-asked-about'],
  make: (reference) => ({
    ...reference,
    mover: mutateMover({ patch: { states: { asking: { after: undefined } } } }),
  }),
});

/** Asks, and does not listen. */
export const higherOnly = defineMutant({
  id: 'machine/joined-needs-higher-epoch',
  of: 'machine',
  breaks: ['MOV-005'],
  says: 'Takes Joined with the same epoch for an old one.',
  caughtBy: ['machine/joined-same-epoch-elsewhere'],
  make: (reference) => ({
    ...reference,
    mover: mutateMover({
      guards: {
        isElsewhere: ({ context }: Known, { attachment, verdict }: Judged) =>
          verdict === 'valid' && attachment.epoch > (context.attached?.attachment.epoch ?? 0),
      },
    }),
  }),
});

/** Believes every answer. */
export const anyJoined = defineMutant({
  id: 'machine/believes-any-joined',
  of: 'machine',
  breaks: ['MOV-005'],
  says: 'Believes every statement in Joined.',
  caughtBy: ['machine/joined-changes-nothing'],
  make: (reference) => ({
    ...reference,
    mover: mutateMover({ guards: { isElsewhere: () => true } }),
  }),
});

/** As the transport of xia-core does: a packet of the session says where the other end is. */
export const fromAnyPacket = defineMutant({
  id: 'machine/address-from-any-packet',
  of: 'machine',
  breaks: ['COR-004', 'INV-004'],
  says: 'Sends to the source address of the last packet of the session.',
  caughtBy: ['machine/source-address-moves-nothing'],
  make: (reference) => ({ ...reference, placeOfSource: (source) => placeOf(source) }),
});
