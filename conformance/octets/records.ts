/** The values of TLVs, laid out by hand against chapter 04. What is left out is that of the cast. */
import type { CodeRow } from '../../spec/registry/shape.ts';
import { codeTables } from '../../spec/registry/codes.ts';
import { cast, epoch, machine, type MemberName, migration, serial, wallSeconds } from '../cast.ts';
import { octets, opaque, text, uint } from './octets.ts';
import { signRecord } from './seal.ts';
import { addressNodes } from './xip.ts';

/** The name of a row of the table of reasons. */
export type ReasonName = keyof (typeof codeTables)['reason'];

/** The bit of the transfer modes for pre-copy. */
export const preCopy = 0x0001;
/** The bit of the transfer modes for disks that are copied. */
export const diskCopy = 0x0004;

/** What a ticket says. */
export interface TicketParts {
  readonly machine?: string;
  readonly serial?: string;
  readonly fromHost?: string;
  readonly toHost?: string;
  readonly epochFirst?: number;
  readonly epochLast?: number;
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly modes?: number;
  readonly unsafeDisks?: boolean;
  readonly canceller?: string;
  /** Who signs; by default the owner. */
  readonly signer?: MemberName;
}

/** A ticket, by default one that allows the migration of the cast, with the operator as canceller. */
export function ticket(parts: TicketParts = {}): Uint8Array {
  const body = octets(
    parts.machine ?? machine,
    parts.serial ?? serial,
    parts.fromHost ?? cast.source.hid,
    parts.toHost ?? cast.destination.hid,
    uint(parts.epochFirst ?? epoch, 8),
    uint(parts.epochLast ?? epoch + 2, 8),
    uint(parts.notBefore ?? wallSeconds - 3_600, 8),
    uint(parts.notAfter ?? wallSeconds + 3_600, 8),
    uint(parts.modes ?? preCopy | diskCopy, 2),
    parts.unsafeDisks === true ? '01' : '00',
    parts.canceller ?? cast.operator.hid,
  );
  return signRecord('ticket', body, parts.signer ?? 'owner');
}

/** What a permit says. */
export interface PermitParts {
  readonly machine?: string;
  readonly migration?: string;
  readonly epoch?: number;
  readonly holder?: string;
  readonly digest: Uint8Array;
  readonly serial?: string;
  readonly signer?: MemberName;
}

/** A permit, by default for the destination, signed by the source. */
export function permit(parts: PermitParts): Uint8Array {
  const body = octets(
    parts.machine ?? machine,
    parts.migration ?? migration,
    uint(parts.epoch ?? epoch, 8),
    parts.holder ?? cast.destination.hid,
    parts.digest,
    parts.serial ?? serial,
  );
  return signRecord('permit', body, parts.signer ?? 'source');
}

/** What a statement says. */
export interface StatementParts {
  readonly machine?: string;
  readonly known?: boolean;
  readonly epoch: number;
  readonly owner: string;
  readonly migration?: string;
  readonly digest: Uint8Array;
  readonly signer?: MemberName;
}

/** A statement of the witness. */
export function statement(parts: StatementParts): Uint8Array {
  const body = octets(
    parts.machine ?? machine,
    parts.known === false ? '00' : '01',
    uint(parts.epoch, 8),
    parts.owner,
    parts.migration ?? migration,
    parts.digest,
  );
  return signRecord('statement', body, parts.signer ?? 'witness');
}

/** A reason with an empty or given detail. */
export function reason(name: ReasonName, detail = ''): Uint8Array {
  return octets(uint(codeTables.reason[name].code, 2), text(detail));
}

/** The name of the reason in the value of a TLV `reason`. */
export function reasonIn(value: Uint8Array): string {
  return codeName(codeTables.reason, value[0]! * 256 + value[1]!);
}

/** The name of a code in its table; the number when it has none. */
export function codeName(table: Readonly<Record<string, CodeRow>>, code: number): string {
  return Object.entries(table).find(([, row]) => row.code === code)?.[0] ?? String(code);
}

/** The nodes of a member's address with their length, as in the TLV `address`. */
export function addressOf(member: MemberName): Uint8Array {
  return opaque(addressNodes(cast[member]));
}

/** The id of a member and its address, as in the TLVs `witness` and `target`. */
export function hostAndAddress(member: MemberName): Uint8Array {
  return octets(cast[member].hid, addressOf(member));
}
