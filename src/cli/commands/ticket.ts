/** The command lines of `xlmp ticket`. */
import type { Command } from 'commander';
import { modeNames } from '../transfer-modes.ts';
import type { NewOptions } from '../actions/ticket.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

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
      const { makeTicket } = await import('../actions/ticket.ts');
      await runAction(terminal, command, () => makeTicket(terminal, options));
    });
  ticket
    .command('show')
    .description('Prints a ticket for people and checks its signature.')
    .argument('<file>', 'the ticket, - for standard input')
    .addHelpText('after', exitCodeHelp)
    .action(async (file: string, _options: object, command: Command) => {
      const { showTicket } = await import('../actions/ticket.ts');
      await runAction(terminal, command, () => showTicket(terminal, file));
    });
}
