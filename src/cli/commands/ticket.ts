/** `xlmp ticket`: the owner of a machine signs the permission to move it. */
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { flagTables } from '../../../spec/registry/codes.ts';
import { fromHex, toHex } from '../../core/hex.ts';
import {
  noHid,
  signedRecordToJson,
  signTicket,
  type Ticket,
  type TransferModes,
  verifyTicket,
} from '../../protocol/index.ts';
import { readHost } from '../contact.ts';
import { type ExitCode, exitCodeHelp, exitCodes, usageError } from '../exit-code.ts';
import { writeNewFile } from '../file-errors.ts';
import { readKeyFile } from '../key-file.ts';
import { readHid, readOctetsOption, readSpan } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';
import { readTicketFile } from '../ticket-file.ts';

interface NewOptions {
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

const modeNames = Object.keys(flagTables.transferModes) as (keyof TransferModes)[];
/** Clocks of hosts differ; a ticket is good this long before it is signed. Seconds. */
const clockSlack = 60;

/** Adds `xlmp ticket new` and `xlmp ticket show`. */
export function addTicketCommand(program: Command, terminal: Terminal): void {
  const ticket = program
    .command('ticket')
    .summary('sign the permission to move a machine, or show one')
    .description('Tickets: the owner of a machine says which move is allowed.')
    .addHelpText('after', exitCodeHelp);
  ticket
    .command('new')
    .description('Signs a ticket with the identity key of a machine and prints it as JSON.')
    .requiredOption('--owner <file>', 'the identity key of the machine')
    .requiredOption('--from <host>', 'the source host, or its contact file')
    .requiredOption('--to <host>', 'the destination host, or its contact file')
    .option('--epochs <range>', 'the epochs that may be created, such as 2 or 2-5', '1-1000000')
    .option('--valid <span>', 'how long from now, such as 30m, 2h, 7d', '1h')
    .option('--modes <list>', `what may be used: ${modeNames.join(', ')}`, 'preCopy,diskCopy')
    .option('--unsafe-disks', 'allow disks that are shared without fencing')
    .option('--canceller <hid>', 'who may cancel besides the owner')
    .option('--serial <hex>', '32 digits; by default random')
    .option('--out <file>', 'write it to a new file')
    .addHelpText('after', exitCodeHelp)
    .action(async (options: NewOptions, command: Command) => {
      await runAction(terminal, command, () => makeTicket(terminal, options));
    });
  ticket
    .command('show')
    .description('Prints a ticket for people and checks its signature.')
    .argument('<file>', 'the ticket, - for standard input')
    .addHelpText('after', exitCodeHelp)
    .action(async (file: string, _options: object, command: Command) => {
      await runAction(terminal, command, async () =>
        showTicket(terminal, await readTicketFile(terminal, file)),
      );
    });
}

async function makeTicket(terminal: Terminal, options: NewOptions): Promise<ExitCode> {
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

function showTicket(terminal: Terminal, ticket: Ticket): ExitCode {
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
