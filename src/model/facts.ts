/** The one migration of the model: who takes part, what was ordered, and the digest of each version of the state. */
import type { SourceOrder } from '../machines/index.ts';
import { noHid, type TicketJson } from '../protocol/index.ts';
import type { Parcel } from './role.ts';

/** Identifiers and epochs. */
export const facts = {
  machine: '11'.repeat(20),
  migration: '22'.repeat(16),
  source: 'aa'.repeat(20),
  destination: 'bb'.repeat(20),
  witness: 'cc'.repeat(20),
  /** The epoch that the migration is to create; the source owns the one before. */
  epoch: 8,
} as const;

const ticket: TicketJson = {
  machine: facts.machine,
  serial: '33'.repeat(16),
  fromHost: facts.source,
  toHost: facts.destination,
  epochFirst: facts.epoch,
  epochLast: facts.epoch + 1,
  notBefore: 0,
  notAfter: 0xffff_ffff,
  modes: { preCopy: true, postCopy: false, diskCopy: false },
  unsafeDisks: 'no',
  canceller: noHid,
  algorithm: 'ed25519',
  hash: 'sha256-160',
  key: '44'.repeat(32),
  signature: '55'.repeat(64),
};

/** The order of the operator, with a witness or without. */
export function order(hasWitness: boolean): SourceOrder {
  return {
    purpose: { purpose: 'migrate' },
    freezeBudget: { memory: 0, device: 0, fence: 0, network: 0, rebind: 0 },
    ticket,
    target: { host: facts.destination, nodes: '' },
    witness: hasWitness ? { host: facts.witness, nodes: '' } : null,
  };
}

/** The order under way. */
export function orderParcel(hasWitness: boolean): Parcel {
  return { from: 'operator', to: 'source', message: Object.assign({ type: 'Order' }, order(hasWitness)) };
}

/** A cancel by somebody who may cancel. */
export const cancelParcel: Parcel = { from: 'operator', to: 'source', message: { type: 'Cancel' } };

/** The digest of a version of the state. */
export function digestOf(version: number): string {
  return version.toString(16).padStart(64, '0');
}

/** The version of a digest. */
export function versionOf(digest: string): number {
  return Number.parseInt(digest, 16);
}

/**
 * A value without the reasons in it. No guard of a machine reads why a migration ended, so worlds that differ in
 * nothing else are one world.
 */
export function withoutReasons<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === 'reason' && inner !== null ? plainReason(inner) : inner,
    ),
  ) as T;
}

function plainReason(reason: unknown): unknown {
  return typeof reason === 'string' ? 'timeout' : { reason: 'timeout', detail: '' };
}
