/**
 * The commands that run an agent, order it about, and read and write octets. The `xlmp` binary mounts them beside
 * the commands of the kit.
 */
import type { Command } from 'commander';
import { addAddressCommand } from './commands/address.ts';
import { addDecodeCommand } from './commands/decode.ts';
import { addEncodeCommand } from './commands/encode.ts';
import { addKeyCommand } from './commands/key.ts';
import { addTicketCommand } from './commands/ticket.ts';
import { addStatusCommand } from './commands/status.ts';
import { addCancelCommand } from './commands/cancel.ts';
import { addOrderCommands } from './commands/migrate.ts';
import { addAgentCommand } from './commands/agent.ts';
import { addFaultsCommand } from './commands/faults.ts';
import { addForwardCommand } from './commands/forward.ts';
import { addLabCommand } from './commands/lab.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { processTerminal, type Terminal } from './terminal.ts';

export type { OctetField } from './octet-fields.ts';
export { processTerminal, type Terminal } from './terminal.ts';
export { CommandError, type ExitCode, exitCodes } from './exit-code.ts';

/**
 * Adds the commands of this folder to a program. Commander hands its settings (`exitOverride`, `configureOutput`)
 * down when a command is added, so set them before.
 *
 * @param terminal where the commands read and write; by default the streams of the process.
 */
export function registerAgentCommands(program: Command, terminal: Terminal = processTerminal()): void {
  addAgentCommand(program, terminal);
  addOrderCommands(program, terminal);
  addStatusCommand(program, terminal);
  addCancelCommand(program, terminal);
  addKeyCommand(program, terminal);
  addTicketCommand(program, terminal);
  addAddressCommand(program, terminal);
  addDecodeCommand(program, terminal);
  addEncodeCommand(program, terminal);
  addForwardCommand(program, terminal);
  addSimulateCommand(program, terminal);
  addFaultsCommand(program, terminal);
  addLabCommand(program, terminal);
}
