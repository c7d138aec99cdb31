/** The values of the TLVs about places and sessions, laid out by hand against chapters 04 and 11 to 14. */
import { codeTables } from '../../spec/registry/codes.ts';
import { cast, epoch, machine, type MemberName } from '../cast.ts';
import { octets, opaque, type Piece, uint } from './octets.ts';
import { addressOf } from './records.ts';
import { signRecord } from './seal.ts';
import { sha256 } from './keys.ts';
import { machineNodes, type RouterName } from './xip.ts';

/** What a statement of attachment says. */
export interface AttachmentParts {
  readonly machine?: string;
  readonly epoch?: number;
  /** The id of the HID of the host. */
  readonly host?: string;
  readonly standing?: keyof (typeof codeTables)['standing'];
  /** Whose AD it is; by default that of the new router. */
  readonly router?: RouterName;
  /** The nodes of the address, when they are not those of the machine in that AD. */
  readonly nodes?: Uint8Array;
  /** Who signs; by default that router. */
  readonly signer?: MemberName;
}

/** A statement of attachment: by default the machine is at the destination, in the AD of the new router, active. */
export function attachment(parts: AttachmentParts = {}): Uint8Array {
  const { router = 'newRouter', standing = 'active', machine: hid = machine } = parts;
  const body = octets(
    hid,
    uint(parts.epoch ?? epoch, 8),
    parts.host ?? cast.destination.hid,
    uint(codeTables.standing[standing].code, 1),
    opaque(parts.nodes ?? machineNodes(router, hid)),
  );
  return signRecord('attachment', body, parts.signer ?? router);
}

/** What a delegation says. */
export interface DelegationParts {
  readonly machine?: string;
  /** The id of the HID of the delegate. */
  readonly delegate?: string;
  readonly epoch?: number;
  readonly signer?: MemberName;
}

/** A delegation: by default the machine lets the destination speak for it under the epoch of the cast. */
export function delegation(parts: DelegationParts = {}): Uint8Array {
  const body = octets(
    parts.machine ?? machine,
    parts.delegate ?? cast.destination.hid,
    uint(parts.epoch ?? epoch, 8),
  );
  return signRecord('delegation', body, parts.signer ?? 'owner');
}

/** Which announcement of the epoch it is. */
export function place(sequence: number): Uint8Array {
  return uint(sequence, 4);
}

/** What became of an announcement. */
export function binding(
  outcome: keyof (typeof codeTables)['bindOutcome'],
  under: number,
  sequence: number,
): Uint8Array {
  return octets(uint(codeTables.bindOutcome[outcome].code, 1), uint(under, 8), uint(sequence, 4));
}

/** The session that is offered: a nonce of 16 octets, and what it carries. */
export function sessionOffer(nonce: Piece, kind: keyof (typeof codeTables)['sessionKind']): Uint8Array {
  return octets(nonce, uint(codeTables.sessionKind[kind].code, 1));
}

/** The id of a session: of both ends by name, and their nonces of 16 octets. */
export function sessionId(
  initiator: MemberName,
  responder: MemberName,
  initiatorNonce: Piece,
  responderNonce: Piece,
): Uint8Array {
  const context = octets(Buffer.from('XLMP-1 session'), '00');
  const hids = octets(cast[initiator].hid, cast[responder].hid);
  return sha256(context, hids, initiatorNonce, responderNonce).subarray(0, 16);
}

/** A rendezvous: its id and its address. */
export function rendezvousAt(member: MemberName = 'rendezvous'): Uint8Array {
  return octets(cast[member].hid, addressOf(member));
}

/** What is asked of an access router. */
export function transitAction(action: keyof (typeof codeTables)['transitAction']): Uint8Array {
  return uint(codeTables.transitAction[action].code, 1);
}

/** What a router does with the packets of a machine, as a case says it. */
export interface TransitSaid {
  readonly state: keyof (typeof codeTables)['attachmentState'];
  readonly epoch: number;
  readonly held: number;
  readonly dropped: number;
}

/** The value of a TLV `transitState`. */
export function transitState({ state, epoch: under, held, dropped }: TransitSaid): Uint8Array {
  return octets(
    uint(codeTables.attachmentState[state].code, 1),
    uint(under, 8),
    uint(held, 4),
    uint(dropped, 4),
  );
}

/** The value of a TLV `mark`. */
export function mark(packets: number, size: number): Uint8Array {
  return octets(uint(packets, 4), uint(size, 8));
}

/** The value of a TLV `beacon`: the AD of a router, a sequence, and the interval in milliseconds. */
export function beaconOf(router: RouterName, sequence: number, interval: number): Uint8Array {
  return octets(cast[router].ad, uint(sequence, 4), uint(interval, 4));
}
