/**
 * The commands that run an agent, order it about, and read and write octets. The `xlmp` binary mounts them beside
 * the commands of the kit.
 */
import type { Command } from 'commander';
import { addAddressCommand } from './commands/address.ts';
import { addForwardCommand } from './commands/forward.ts';
import { processTerminal, type Terminal } from './terminal.ts';

export type { Terminal } from './terminal.ts';
export { CommandError, exitCodes } from './exit-code.ts';

/**
 * Adds the commands of this folder to a program. Commander hands its settings (`exitOverride`, `configureOutput`)
 * down when a command is added, so set them before.
 *
 * @param terminal where the commands read and write; by default the streams of the process.
 */
export function registerAgentCommands(program: Command, terminal: Terminal = processTerminal()): void {
  addAddressCommand(program, terminal);
  addForwardCommand(program, terminal);
}
