/** The messages of operator and witness, and queries that anyone may send. */
import { cast, epoch, type MemberName } from '../cast.ts';
import { exchangeOf } from './from-destination.ts';
import { type Envelope, message, tlv } from './message.ts';
import { octets, type Piece, uint } from './octets.ts';
import {
  hostAndAddress,
  reason,
  statement,
  type StatementParts,
  ticket,
  type TicketParts,
} from './records.ts';

type Differences = Partial<Envelope>;

/** Order of the owner: moves the machine of the cast to the destination. */
export function order(
  parts: {
    readonly dryRun?: boolean;
    readonly witness?: boolean;
    /** The part of the freeze budget for memory, in microseconds. */
    readonly memoryBudget?: number;
    readonly ticket?: TicketParts;
  } & Differences = {},
): Uint8Array {
  const { dryRun, witness, memoryBudget = 200_000, ticket: ticketParts, ...differences } = parts;
  return message(
    'Order',
    { from: 'owner', to: 'source', exchange: 0x0de00001, ...differences },
    tlv('purpose', dryRun === true ? '02' : '01'),
    tlv('freezeBudget', ...[memoryBudget, 50_000, 50_000, 50_000, 50_000].map((budget) => uint(budget, 4))),
    tlv('ticket', ticket(ticketParts)),
    ...(witness === true ? [tlv('witness', hostAndAddress('witness'))] : []),
    tlv('target', hostAndAddress('destination')),
  );
}

/** Cancel. */
export function cancel(differences: Differences = {}): Uint8Array {
  return message(
    'Cancel',
    { from: 'operator', to: 'source', exchange: 0xca000001, ...differences },
    tlv('reason', reason('cancelled')),
  );
}

/** StatusQuery. */
export function statusQuery(to: MemberName, differences: Differences = {}): Uint8Array {
  return message('StatusQuery', { from: 'operator', to, exchange: 0x57000001, ...differences });
}

/** StatusAnswer: outcome, phase, whether it runs there (codes of their tables), highest epoch. */
export function statusAnswer(
  request: Uint8Array,
  from: MemberName,
  to: MemberName,
  status: readonly [outcome: number, phase: number, runsHere: number, epoch: number],
): Uint8Array {
  const [outcome, phase, runsHere, known] = status;
  const value = octets(uint(outcome, 1), uint(phase, 1), uint(runsHere, 1), uint(known, 8));
  return message('StatusAnswer', { from, to, exchange: exchangeOf(request) }, tlv('status', value));
}

/** WitnessRead. */
export function witnessRead(from: MemberName = 'destination', exchange = 0x3e000001): Uint8Array {
  return message('WitnessRead', { from, to: 'witness', exchange });
}

/** What a compare-and-set asks for, where it is not the usual. */
export interface SwapParts extends Differences {
  readonly expected?: number;
  readonly set?: number;
  readonly owner?: MemberName;
  readonly digest?: Piece;
  readonly ticket?: TicketParts;
}

/** WitnessSwap: from the epoch before the migration to the migration's, for the destination. */
export function witnessSwap(parts: SwapParts = {}): Uint8Array {
  const {
    expected = epoch - 1,
    set = expected + 1,
    owner = 'destination',
    digest = 'd1'.repeat(32),
    ticket: ticketParts,
    ...differences
  } = parts;
  return message(
    'WitnessSwap',
    { from: 'source', to: 'witness', exchange: 0x35000001, ...differences },
    tlv('ticket', ticket(ticketParts)),
    tlv('swap', uint(expected, 8), uint(set, 8), cast[owner].hid, digest),
  );
}

/** WitnessAnswer; the outcome is a code of the table `swapOutcome`. */
export function witnessAnswer(
  request: Uint8Array,
  to: MemberName,
  parts: StatementParts,
  outcome: 0 | 1 | 2 | 3,
  differences: Differences = {},
): Uint8Array {
  return message(
    'WitnessAnswer',
    { from: 'witness', to, exchange: exchangeOf(request), ...differences },
    tlv('statement', statement(parts)),
    tlv('swapResult', uint(outcome, 1)),
  );
}
