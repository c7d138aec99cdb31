/** Orders for a source host: what goes into one, and the epoch that it is to create. */
import { fromHex, toHex } from '../core/hex.ts';
import type { MessageOf, Ticket } from '../protocol/index.ts';
import { encodeDag } from '../xia/index.ts';
import { type Contact, readContact } from './contact.ts';
import { usageError } from './exit-code.ts';
import type { KeyFile } from './key-file.ts';
import type { Operator, Request } from './operator.ts';
import { readNumber } from './option-values.ts';
import { askStatus } from './status-report.ts';
import type { Terminal } from './terminal.ts';
import { readTicketFile } from './ticket-file.ts';

type FreezeBudget = MessageOf<'Order'>['freezeBudget'];
type Purpose = MessageOf<'Order'>['purpose']['purpose'];

/** The parts of an order as options name them. */
export interface OrderFiles {
  readonly to: string;
  readonly ticket: string;
  readonly witness?: string;
  readonly budget: string;
}

/** An order that is ready to be sent, and what it is about. */
export interface Order {
  readonly request: Request;
  readonly ticket: Ticket;
  /** The id of the HID of the machine, in hexadecimal. */
  readonly machine: string;
  readonly destination: Contact;
}

const budgetParts = ['memory', 'device', 'fence', 'network', 'rebind'] as const;
/** What a part of the freeze may take that `--budget` does not name. Milliseconds. */
const usualPart = 200;

/** Reads the files of an order and finds what does not fit before anything is sent. @throws CommandError */
export async function readOrder(
  terminal: Terminal,
  purpose: Purpose,
  files: OrderFiles,
  source: Contact,
  key: KeyFile,
): Promise<Order> {
  const ticket = await readTicketFile(terminal, files.ticket);
  const destination = await readContact(terminal, files.to);
  const witness = files.witness === undefined ? undefined : await readContact(terminal, files.witness);
  const machine = toHex(ticket.machine);
  const misfits: readonly [boolean, string, string][] = [
    [toHex(ticket.fromHost) !== source.hid, 'the ticket is for another source host', 'See xlmp ticket show.'],
    [
      toHex(ticket.toHost) !== destination.hid,
      'the ticket is for another destination',
      'See xlmp ticket show.',
    ],
    [
      key.hid !== machine,
      '--key is not the key of the machine',
      'Orders are signed with the key of the ticket.',
    ],
  ];
  for (const [isMisfit, message, hint] of misfits) if (isMisfit) throw usageError(message, hint);
  const place = (contact: Contact): { host: Uint8Array; nodes: Uint8Array } => ({
    host: fromHex(contact.hid)!,
    nodes: encodeDag(contact.address),
  });
  const request: Request = {
    type: 'Order',
    purpose: { purpose },
    freezeBudget: readBudget(files.budget),
    ticket,
    target: place(destination),
    ...(witness === undefined ? {} : { witness: place(witness) }),
  };
  return { request, ticket, machine, destination };
}

/** The epoch of a machine that has never moved. */
const firstEpoch = 1;

/**
 * The epoch to create: the one that was given, or one more than the source knows. A source that has never taken part
 * in a migration of the machine knows none; then the machine is taken for one that has never moved.
 *
 * @throws CommandError
 */
export async function findEpoch(
  operator: Operator,
  subject: { readonly machine: string; readonly migration: string },
  given: string | undefined,
): Promise<number> {
  if (given !== undefined) return readNumber(given, '--epoch', 1, Number.MAX_SAFE_INTEGER);
  const { epoch } = await askStatus(operator, { ...subject, epoch: firstEpoch });
  return Math.max(epoch, firstEpoch) + 1;
}

/** Reads `memory=300,device=50`, milliseconds. */
function readBudget(text: string): FreezeBudget {
  const budget: Record<string, number> = Object.fromEntries(
    budgetParts.map((part) => [part, 1000 * usualPart]),
  );
  for (const item of text === '' ? [] : text.split(',')) {
    const [part = '', value = ''] = item.split('=');
    if (!(budgetParts as readonly string[]).includes(part))
      throw usageError(`--budget: unknown part ${part}`, `There are ${budgetParts.join(', ')}.`);
    budget[part] = 1000 * readNumber(value, `--budget ${part}=`, 0, 4_000_000);
  }
  return budget as unknown as FreezeBudget;
}
