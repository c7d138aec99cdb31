/** `xlmp ticket`: the owner of a machine signs the permission to move it. */
import { randomBytes } from 'node:crypto';
import { fromHex, toHex } from '../../core/hex.ts';
import {
  noHid,
  signedRecordToJson,
  signTicket,
  type TransferModes,
  verifyTicket,
} from '../../protocol/index.ts';
import { readHost } from '../contact.ts';
import { type ExitCode, exitCodes, usageError } from '../exit-code.ts';
import { writeNewFile } from '../file-errors.ts';
import { readKeyFile } from '../key-file.ts';
import { readHid, readOctetsOption, readSpan } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import type { Terminal } from '../terminal.ts';
import { readTicketFile } from '../ticket-file.ts';
import { modeNames } from '../transfer-modes.ts';

/** The options of `xlmp ticket new`. */
export interface NewOptions {
  readonly owner: string;
  readonly from: string;
  readonly to: string;
  readonly epochs: string;
  readonly valid: string;
  readonly modes: string;
  readonly unsafeDisks?: boolean;
  readonly canceller?: string;
  readonly serial?: string;
  readonly out?: string;
}

/** Clocks of hosts differ; a ticket is good this long before it is signed. Seconds. */
const clockSlack = 60;

/** Signs a ticket, and prints or keeps it. @throws CommandError */
export async function makeTicket(terminal: Terminal, options: NewOptions): Promise<ExitCode> {
  const owner = await readKeyFile(options.owner);
  const [epochFirst, epochLast] = readEpochs(options.epochs);
  const now = Math.floor(Date.now() / 1000);
  const octets = (hex: string): Uint8Array => fromHex(hex)!;
  const ticket = signTicket(
    {
      machine: octets(owner.hid),
      serial: octets(
        options.serial === undefined
          ? toHex(randomBytes(16))
          : readOctetsOption(options.serial, 16, '--serial'),
      ),
      fromHost: octets(await readHost(terminal, options.from, '--from')),
      toHost: octets(await readHost(terminal, options.to, '--to')),
      epochFirst,
      epochLast,
      notBefore: now - clockSlack,
      notAfter: now + Math.ceil(readSpan(options.valid, '--valid')),
      modes: readModes(options.modes),
      unsafeDisks: options.unsafeDisks === true ? 'yes' : 'no',
      canceller: octets(options.canceller === undefined ? noHid : readHid(options.canceller, '--canceller')),
    },
    owner.signer,
  );
  const text = `${JSON.stringify(signedRecordToJson('ticket', ticket), null, 2)}\n`;
  if (options.out === undefined) terminal.out(text);
  else await writeNewFile(options.out, text);
  return exitCodes.ok;
}

/** Prints the ticket of a file, and says whether its signature is good. @throws CommandError */
export async function showTicket(terminal: Terminal, file: string): Promise<ExitCode> {
  const ticket = await readTicketFile(terminal, file);
  const paint = paintFor(terminal);
  const json = signedRecordToJson('ticket', ticket);
  const time = (seconds: number): string => new Date(1000 * seconds).toISOString();
  const good = verifyTicket(ticket).ok;
  const rows: readonly (readonly [string, string])[] = [
    ['machine', `HID:${json.machine}`],
    ['from', `HID:${json.fromHost}`],
    ['to', `HID:${json.toHost}`],
    ['epochs', `${json.epochFirst} to ${json.epochLast}`],
    ['valid', `${time(json.notBefore)} to ${time(json.notAfter)}`],
    ['modes', modeNames.filter((name) => json.modes[name]).join(', ') || 'none'],
    ['unsafe disks', json.unsafeDisks],
    ['canceller', json.canceller === noHid ? 'the owner only' : `HID:${json.canceller}`],
    ['serial', json.serial],
    ['signature', good ? paint.good('good') : paint.bad('bad')],
  ];
  for (const [label, value] of rows) terminal.out(`${paint.strong(label.padEnd(12))}  ${value}\n`);
  return good ? exitCodes.ok : exitCodes.negative;
}

function readEpochs(text: string): [number, number] {
  const parts = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(text);
  const first = Number(parts?.[1]);
  const last = Number(parts?.[2] ?? parts?.[1]);
  if (parts === null || first < 1 || last < first)
    throw usageError(`--epochs ${text}: expected an epoch or a range such as 2-5`, 'Epochs count from 1.');
  return [first, last];
}

function readModes(text: string): TransferModes {
  const named = text.split(',').map((name) => name.trim());
  const other = named.find((name) => !(modeNames as string[]).includes(name));
  if (other !== undefined)
    throw usageError(`--modes: unknown mode ${other}`, `There are ${modeNames.join(', ')}.`);
  return Object.fromEntries(
    modeNames.map((name) => [name, named.includes(name)]),
  ) as unknown as TransferModes;
}
