/** The command line of `xlmp forward`. */
import type { Command } from 'commander';
import type { ForwardOptions } from '../actions/forward.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

const routesHelp = `
A route file has one route a line, and # comments:
  AD:0123456789abcdef0123456789abcdef01234567 2     through port 2
  HID:89abcdef0123456789abcdef0123456789abcdef local
  AD:* unreachable                                  all other ADs
Actions: a port number, local, fallback, unreachable, discard, broadcast, redirect, dhcp.

A packet that leaves through a port or is delivered ends with exit code 0, every other one with 1.`;

/** Adds `xlmp forward`. */
export function addForwardCommand(program: Command, terminal: Terminal): void {
  program
    .command('forward')
    .summary('show what a router does to a packet, edge by edge')
    .description('Forwards a XIP packet with the routes of a file and explains each step of the search.')
    .argument('[hex...]', 'the packet in hexadecimal')
    .requiredOption('--routes <file>', 'the routes; see below')
    .option('--file <name>', 'read the packet from a file, - for standard input')
    .option('--lines', 'the input holds one packet a line; they are forwarded one after the other')
    .option('--address <address>', 'the address of the router, from which it sends XCMP errors')
    .option('--quirks', 'forward as the xia-core v2 router does, with its peculiarities; explains nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', `${routesHelp}\n${exitCodeHelp}`)
    .action(async (words: string[], options: ForwardOptions, command: Command) => {
      const { forward } = await import('../actions/forward.ts');
      await runAction(terminal, command, () => forward(terminal, words, options));
    });
}
