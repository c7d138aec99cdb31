/** What the commands that talk to agents have in common: the connection, the words for answers. */
import { randomBytes } from 'node:crypto';
import { codeTables } from '../../spec/registry/codes.ts';
import { systemClock } from '../clocks/system.ts';
import { toHex } from '../core/hex.ts';
import type { Message } from '../protocol/index.ts';
import { udpTransport } from '../transports/udp.ts';
import { type Contact, readContact } from './contact.ts';
import { CommandError, environmentError, exitCodes } from './exit-code.ts';
import { type KeyFile, readKeyFile } from './key-file.ts';
import { makeOperator, type Operator, type Patience, usualPatience } from './operator.ts';
import type { OperatorOptions } from './operator-options.ts';
import { readOctetsOption, readSpan } from './option-values.ts';
import { portError } from './port-error.ts';
import type { Terminal } from './terminal.ts';

/** A connection to an agent, and the key that requests are signed with. */
export interface Connection {
  readonly operator: Operator;
  readonly agent: Contact;
  readonly key: KeyFile;
}

/** Connects to the agent of a contact file for as long as `use` takes. @throws CommandError */
export async function withOperator<T>(
  terminal: Terminal,
  contactFile: string,
  options: OperatorOptions,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const agent = await readContact(terminal, contactFile);
  const key = await readKeyFile(options.key);
  const patience: Patience = { ...usualPatience, limit: 1000 * readSpan(options.timeout, '--timeout') };
  const peers = new Map([[agent.hid, agent.udp]]);
  const transport = await udpTransport({ port: 0, peers }).catch((error: unknown) => {
    throw portError(error);
  });
  const operator = makeOperator({ transport, clock: systemClock() }, key, agent, patience);
  const forget = terminal.onStop(() => {
    operator.abandon(environmentError('stopped', 'What was asked for may go on; xlmp status tells.'));
  });
  try {
    return await use({ operator, agent, key });
  } finally {
    forget();
    await operator.close();
  }
}

/** A migration id: the one that was given, or a new one. @throws CommandError (usage) */
export function readMigration(text: string | undefined): string {
  return text === undefined ? toHex(randomBytes(16)) : readOctetsOption(text, 16, '--migration');
}

/** Turns Refused and Error into the end of the command; gives every other message back. */
export function takeRefusals(answer: Message): Message {
  if (answer.type === 'Refused') {
    throw new CommandError(exitCodes.negative, `refused: ${reasonText(answer.reason)}`);
  }
  if (answer.type === 'Error') {
    const { code } = answer.fault;
    throw environmentError(
      `the agent cannot use this request: ${code}: ${codeTables.errorCode[code].doc}`,
      'It may be of another version.',
    );
  }
  return answer;
}

/** A reason for people. */
export function reasonText({
  reason,
  detail,
}: {
  reason: keyof typeof codeTables.reason;
  detail: string;
}): string {
  return `${reason}: ${codeTables.reason[reason].doc}${detail === '' ? '' : ` (${detail})`}`;
}
