/** Tickets in files: the JSON that `xlmp ticket new` prints. */
import { signedRecordFromJson, type Ticket } from '../protocol/index.ts';
import { usageError } from './exit-code.ts';
import { readJsonInput } from './json-input.ts';
import type { Terminal } from './terminal.ts';

/** Reads a ticket. @throws CommandError */
export async function readTicketFile(terminal: Terminal, file: string): Promise<Ticket> {
  const { name, json } = await readJsonInput(terminal, { words: [], file });
  const ticket = signedRecordFromJson('ticket', json);
  if (ticket.ok) return ticket.value;
  throw usageError(
    `${name} is no ticket: ${ticket.error.path} ${ticket.error.text}`,
    'A ticket is the JSON that xlmp ticket new prints.',
  );
}
