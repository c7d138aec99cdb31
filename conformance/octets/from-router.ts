/** The messages that access routers and rendezvous send, as the kit sends them when it plays one. */
import { epoch as epochOfCast, type MemberName } from '../cast.ts';
import { exchangeOf } from './from-destination.ts';
import { type Envelope, message, tlv } from './message.ts';
import { type Piece, uint } from './octets.ts';
import {
  attachment,
  type AttachmentParts,
  beaconOf,
  binding,
  mark,
  transitState,
  type TransitSaid,
} from './place-records.ts';
import type { RouterName } from './xip.ts';

type Differences = Partial<Envelope>;

/** The twenty octets that stand for everybody as receiver. */
export const everybody = 'ff'.repeat(20);

/** Joined: by default the active attachment of the machine at the destination, said to it by the new router. */
export function joined(
  request: Uint8Array,
  parts: AttachmentParts & { readonly lease?: number; readonly envelope?: Differences } = {},
): Uint8Array {
  const { lease, envelope, ...said } = parts;
  return message(
    'Joined',
    { from: said.router ?? 'newRouter', to: 'destination', exchange: exchangeOf(request), ...envelope },
    ...(lease === undefined ? [] : [tlv('lease', uint(lease, 4))]),
    tlv('attachment', attachment(said)),
  );
}

/** TransitAnswer of the router to the source. */
export function transitAnswer(
  request: Uint8Array,
  said: Partial<TransitSaid> = {},
  differences: Differences = {},
): Uint8Array {
  const value = { state: 'holding', epoch: epochOfCast - 1, held: 0, dropped: 0, ...said } as const;
  return message(
    'TransitAnswer',
    { from: 'router', to: 'source', exchange: exchangeOf(request), ...differences },
    tlv('transitState', transitState(value)),
  );
}

/** EndMark of the new router to the router, unless it is said otherwise; the epoch is that of the place. */
export function endMark(packets: number, size: number, differences: Differences = {}): Uint8Array {
  return message(
    'EndMark',
    { from: 'newRouter', to: 'router', exchange: 0, ...differences },
    tlv('mark', mark(packets, size)),
  );
}

/** Beacon of a router, for everybody. */
export function beacon(
  router: RouterName,
  sequence: number,
  parts: Differences & { readonly interval?: number } = {},
): Uint8Array {
  const { interval = 1_000, ...differences } = parts;
  return message(
    'Beacon',
    {
      from: router,
      to: 'owner',
      receiver: everybody,
      exchange: 0,
      machine: '00'.repeat(20),
      migration: '00'.repeat(16),
      epoch: 1,
      ...differences,
    },
    tlv('beacon', beaconOf(router, sequence, interval)),
  );
}

/** RegisterAnswer of the rendezvous: outcome, epoch and sequence; with the attachment in answer to a Lookup. */
export function registerAnswer(
  request: Uint8Array,
  to: MemberName,
  said: Parameters<typeof binding>,
  found?: Piece,
  differences: Differences = {},
): Uint8Array {
  return message(
    'RegisterAnswer',
    { from: 'rendezvous', to, exchange: exchangeOf(request), ...differences },
    ...(found === undefined ? [] : [tlv('attachment', found)]),
    tlv('binding', binding(...said)),
  );
}
