/** Tickets for tests: they say what most tests want, and those that want something else say so. */
import type { Signer } from '../ports/keys.ts';
import type { TicketJson } from './generated/record-json.ts';
import { signedRecordToJson } from './json.ts';
import { identifierOf } from './signature.ts';
import { signTicket } from './signed-records.ts';

/** What differs between the tickets of tests. */
export interface TicketTerms {
  /** The id of the HID of the host that the machine leaves. */
  readonly from: Uint8Array;
  /** The id of the HID of the host that it goes to. */
  readonly to: Uint8Array;
  /** The first and the last epoch; from 1 to 99 unless told otherwise. */
  readonly epochs?: readonly [number, number];
}

/** The permission of the owner of a machine, for memory only, at any time. @param owner the key of the machine. */
export function ticketFor(owner: Signer, { from, to, epochs = [1, 99] }: TicketTerms): TicketJson {
  const ticket = signTicket(
    {
      machine: identifierOf('HID', owner.publicKey),
      serial: new Uint8Array(16).fill(5),
      fromHost: from,
      toHost: to,
      epochFirst: epochs[0],
      epochLast: epochs[1],
      notBefore: 0,
      notAfter: 4_000_000_000,
      modes: { preCopy: true, postCopy: false, diskCopy: false },
      unsafeDisks: 'no',
      canceller: new Uint8Array(20),
    },
    owner,
  );
  return signedRecordToJson('ticket', ticket);
}
