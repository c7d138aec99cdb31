/** The messages that peers send each other, machine and correspondent alike, as the kit sends them. */
import { cast, epoch } from '../cast.ts';
import { exchangeOf } from './from-destination.ts';
import { type Envelope, message, tlv } from './message.ts';
import { octets, opaque, type Piece, uint } from './octets.ts';
import {
  attachment,
  type AttachmentParts,
  binding,
  delegation,
  type DelegationParts,
  place,
  rendezvousAt,
  sessionOffer,
} from './place-records.ts';
import { addressNodes } from './xip.ts';

type Differences = Partial<Envelope>;

/** What opens or accepts a session, where it is not the usual. */
export interface OpeningParts extends Differences {
  /** The nodes of the address of the sender; by default that of the cast. */
  readonly address?: Uint8Array;
  readonly sequence?: number;
  /** 16 octets. */
  readonly nonce: Piece;
  readonly kind?: Parameters<typeof sessionOffer>[1];
  /** Whether the sender names the rendezvous of the cast. */
  readonly rendezvous?: boolean;
}

/** SessionOpen: by default of the machine to the peer, a datagram session. */
export function sessionOpen(parts: OpeningParts): Uint8Array {
  const { address, sequence = 1, nonce, kind = 'datagram', rendezvous, ...differences } = parts;
  const from = differences.from ?? 'owner';
  return message(
    'SessionOpen',
    { from, to: 'peer', exchange: 0x70000001, machine: cast[from].hid, ...differences },
    tlv('address', opaque(address ?? addressNodes(cast[from]))),
    tlv('place', place(sequence)),
    tlv('sessionOffer', sessionOffer(nonce, kind)),
    ...(rendezvous === true ? [tlv('rendezvous', rendezvousAt())] : []),
  );
}

/** SessionAccept: by default of the peer to the machine, about the sender of the request. */
export function sessionAccept(request: Uint8Array, session: Piece, parts: OpeningParts): Uint8Array {
  const { address, sequence = 1, nonce, kind = 'datagram', rendezvous, ...differences } = parts;
  const from = differences.from ?? 'peer';
  return message(
    'SessionAccept',
    { from, to: 'owner', exchange: exchangeOf(request), ...differences },
    tlv('address', opaque(address ?? addressNodes(cast[from]))),
    tlv('session', session),
    tlv('place', place(sequence)),
    tlv('sessionOffer', sessionOffer(nonce, kind)),
    ...(rendezvous === true ? [tlv('rendezvous', rendezvousAt())] : []),
  );
}

/** What a Rebind says, where it is not the usual. */
export interface RebindParts extends Differences {
  readonly attachment?: AttachmentParts;
  readonly sequence?: number;
  readonly delegation?: DelegationParts;
  /** 16 octets. */
  readonly cookie?: Piece;
}

/** Rebind of the machine to the peer: by default sequence 2, the place in the AD of the new router. */
export function rebind(session: Piece, parts: RebindParts = {}): Uint8Array {
  const { attachment: placed, sequence = 2, delegation: delegated, cookie, ...differences } = parts;
  const under = differences.epoch ?? epoch;
  return message(
    'Rebind',
    {
      from: 'owner',
      to: 'peer',
      exchange: 0x80000000 + 0x10000 * under + (sequence & 0xffff),
      ...differences,
    },
    tlv('attachment', attachment({ epoch: under, ...placed })),
    ...(delegated === undefined ? [] : [tlv('delegation', delegation({ epoch: under, ...delegated }))]),
    tlv('session', session),
    tlv('place', place(sequence)),
    ...(cookie === undefined ? [] : [tlv('cookie', cookie)]),
  );
}

/** RebindCookie of the peer: 16 octets, and no authenticator. */
export function rebindCookie(request: Uint8Array, cookie: Piece, differences: Differences = {}): Uint8Array {
  return message(
    'RebindCookie',
    { from: 'peer', to: 'owner', exchange: exchangeOf(request), ...differences },
    tlv('cookie', cookie),
  );
}

/** RebindAnswer of the peer: outcome, epoch and sequence; a challenge of 16 octets when the place is to be proved. */
export function rebindAnswer(
  request: Uint8Array,
  session: Piece,
  said: Parameters<typeof binding>,
  challenge?: Piece,
  differences: Differences = {},
): Uint8Array {
  return message(
    'RebindAnswer',
    { from: 'peer', to: 'owner', exchange: exchangeOf(request), ...differences },
    tlv('session', session),
    ...(challenge === undefined ? [] : [tlv('challenge', challenge)]),
    tlv('binding', binding(...said)),
  );
}

/** RebindProof of the machine: the challenge comes back. */
export function rebindProof(
  answer: Uint8Array,
  session: Piece,
  challenge: Piece,
  differences: Differences = {},
): Uint8Array {
  return message(
    'RebindProof',
    { from: 'owner', to: 'peer', exchange: exchangeOf(answer), ...differences },
    tlv('session', session),
    tlv('challenge', challenge),
  );
}

/** The payload of a datagram of a session (next header 0x59): `XS`, version 1, kind 1, session, sequence, data. */
export function datagram(session: Piece, sequence: number, data: Piece): Uint8Array {
  return octets('5853 01 01', session, uint(sequence, 8), data);
}
