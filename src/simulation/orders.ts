/** What the owner of a machine signs when it is to move: a ticket, a delegation, an order. */
import { toHex } from '../core/hex.ts';
import {
  type DelegationJson,
  sha256,
  signDelegation,
  signedRecordToJson,
  signTicket,
} from '../protocol/index.ts';
import type { Identity, OrderBody, Subject } from '../runtime/index.ts';

const encoder = new TextEncoder();
const farFuture = 4_000_000_000;

/** A migration that is ordered. */
export interface MoveOrder {
  readonly subject: Subject;
  readonly body: OrderBody;
}

/** Orders the move of a machine that runs under an epoch; `serial` tells orders of one machine apart. */
export function moveOrder(
  machine: Identity,
  epoch: number,
  serial: number,
  { from, to }: { readonly from: Identity; readonly to: Identity },
  freezeBudgetMs: number,
): MoveOrder {
  const id = sha256(encoder.encode(`migration ${machine.hidText} ${serial}`)).slice(0, 16);
  const ticket = signTicket(
    {
      machine: machine.hid,
      serial: id,
      fromHost: from.hid,
      toHost: to.hid,
      epochFirst: epoch,
      epochLast: epoch + 1,
      notBefore: 0,
      notAfter: farFuture,
      modes: { preCopy: true, postCopy: false, diskCopy: false },
      unsafeDisks: 'no',
      canceller: new Uint8Array(20),
    },
    machine.signer,
  );
  const delegation: DelegationJson = signedRecordToJson(
    'delegation',
    signDelegation({ machine: machine.hid, delegate: to.hid, epoch: epoch + 1 }, machine.signer),
  );
  return {
    subject: { machine: machine.hidText, migration: toHex(id), epoch: epoch + 1 },
    body: {
      purpose: { purpose: 'migrate' },
      // Only the part for memory decides when pre-copy ends.
      freezeBudget: { memory: 1000 * freezeBudgetMs, device: 0, fence: 0, network: 0, rebind: 0 },
      ticket: signedRecordToJson('ticket', ticket),
      target: { host: to.hidText, nodes: toHex(to.nodes) },
      delegation,
    },
  };
}
