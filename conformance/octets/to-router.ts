/** What hosts, machines and other routers send to access routers and rendezvous, as the kit sends it. */
import { cast, epoch, type MemberName } from '../cast.ts';
import { type Envelope, message, tlv } from './message.ts';
import { octets, opaque, type Piece, uint } from './octets.ts';
import {
  attachment,
  type AttachmentParts,
  delegation,
  type DelegationParts,
  place,
  transitAction,
} from './place-records.ts';
import {
  permit,
  type PermitParts,
  statement,
  type StatementParts,
  ticket,
  type TicketParts,
} from './records.ts';
import { anyPacket, hostNodes, machineNodes, type RouterName, sessionHeader, tunnelHeader } from './xip.ts';

type Differences = Partial<Envelope>;

/** What a Join says, where it is not the usual. */
export interface JoinParts extends Differences {
  readonly ticket?: TicketParts;
  /** With a permit it activates; only what is not the usual need be said. */
  readonly permit?: Partial<PermitParts> | undefined;
  readonly statement?: Partial<StatementParts>;
}

const digest = octets('d1'.repeat(32));

/** Join of the destination to the router: prepares, or activates with a permit or a statement. */
export function join(parts: JoinParts = {}): Uint8Array {
  const { ticket: ticketParts, permit: permitted, statement: stated, ...differences } = parts;
  const from = differences.from ?? 'destination';
  const under = differences.epoch ?? epoch;
  const holder = cast[from].hid;
  return message(
    'Join',
    { from, to: 'router', exchange: 0x10000001, ...differences },
    tlv('ticket', ticket(ticketParts)),
    tlv('address', opaque(hostNodes(cast[from]))),
    ...(permitted === undefined
      ? []
      : [tlv('permit', permit({ digest, epoch: under, holder, ...permitted }))]),
    ...(stated === undefined
      ? []
      : [tlv('statement', statement({ digest, epoch: under, owner: holder, ...stated }))]),
  );
}

/** What a Transit says, where it is not the usual. */
export interface TransitParts extends Differences {
  readonly permit?: Partial<PermitParts>;
  readonly attachment?: AttachmentParts;
}

/** Transit of the source to the router, `hold` or `resume`. */
export function transit(action: 'hold' | 'resume', differences: Differences = {}): Uint8Array {
  return message(
    'Transit',
    { from: 'source', to: 'router', exchange: action === 'hold' ? 0x20000001 : 0x20000002, ...differences },
    tlv('transit', transitAction(action)),
  );
}

/** Transit with `forward`: by default the permit for the destination, and its place in the AD of the new router. */
export function forward(
  parts: TransitParts & { readonly without?: 'permit' | 'attachment' } = {},
): Uint8Array {
  const { permit: permitted = {}, attachment: placed = {}, without, ...differences } = parts;
  const from = differences.from ?? 'source';
  const under = differences.epoch ?? epoch;
  return message(
    'Transit',
    { from, to: 'router', exchange: 0x20000003, ...differences },
    ...(without === 'permit'
      ? []
      : [tlv('permit', permit({ digest, epoch: under, signer: from, ...permitted }))]),
    ...(without === 'attachment'
      ? []
      : [tlv('attachment', attachment({ epoch: under, standing: 'prepared', ...placed }))]),
    tlv('transit', transitAction('forward')),
  );
}

/** PlaceQuery of the machine to the router. */
export function placeQuery(differences: Differences = {}): Uint8Array {
  return message('PlaceQuery', { from: 'owner', to: 'router', exchange: 0x30000001, ...differences });
}

/** Moved of the destination to the machine. */
export function moved(parts: AttachmentParts & { readonly envelope?: Differences } = {}): Uint8Array {
  const { envelope, ...placed } = parts;
  return message(
    'Moved',
    { from: 'destination', to: 'owner', exchange: 0x40000001, epoch: placed.epoch ?? epoch, ...envelope },
    tlv('attachment', attachment(placed)),
  );
}

/** What a Register says, where it is not the usual. */
export interface RegisterParts extends Differences {
  readonly attachment?: AttachmentParts;
  readonly sequence?: number;
  readonly delegation?: DelegationParts;
}

/** Register of the machine at the rendezvous: by default sequence 1, the place in the AD of the new router. */
export function register(parts: RegisterParts = {}): Uint8Array {
  const { attachment: placed, sequence = 1, delegation: delegated, ...differences } = parts;
  const under = differences.epoch ?? epoch;
  return message(
    'Register',
    { from: 'owner', to: 'rendezvous', exchange: 0x50000000 + sequence, ...differences },
    tlv('attachment', attachment({ epoch: under, ...placed })),
    ...(delegated === undefined ? [] : [tlv('delegation', delegation({ epoch: under, ...delegated }))]),
    tlv('place', place(sequence)),
  );
}

/** Lookup at the rendezvous. */
export function lookup(from: MemberName = 'peer', differences: Differences = {}): Uint8Array {
  return message('Lookup', { from, to: 'rendezvous', exchange: 0x60000001, ...differences });
}

/** A packet of a session from the peer to the machine in the AD of a router; the payload can be recognised. */
export function toMachine(
  payload: Piece,
  parts: { readonly router?: RouterName; readonly machine?: string; readonly hopLimit?: number } = {},
): Uint8Array {
  const { router = 'router', machine, ...header } = parts;
  return anyPacket({
    destination: machineNodes(router, machine),
    source: hostNodes(cast.peer),
    nextHeader: sessionHeader,
    payload,
    ...header,
  });
}

/** A packet in a tunnel: by default of the new router to the router, for a place of the epoch of the cast. */
export function tunnelled(
  inner: Piece,
  parts: {
    readonly epoch?: number;
    readonly from?: MemberName;
    readonly to?: RouterName;
    readonly hopLimit?: number;
  } = {},
): Uint8Array {
  const { epoch: under = epoch, from = 'newRouter', to = 'router', ...header } = parts;
  return anyPacket({
    destination: hostNodes(cast[to]),
    source: hostNodes(cast[from]),
    nextHeader: tunnelHeader,
    payload: octets(uint(under, 8), inner),
    ...header,
  });
}
