/**
 * Joins a command's function to commander: its result becomes the exit code, its errors become messages.
 */
import type { Command } from 'commander';
import { CommandError, type ExitCode, exitCodes } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Runs a command's function and ends the command with its exit code; never rejects for a {@link CommandError}. */
export async function runAction(
  terminal: Terminal,
  command: Command,
  action: () => Promise<ExitCode> | ExitCode,
): Promise<void> {
  try {
    terminal.setExitCode(await action());
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    terminal.err(formatCommandError(fullName(command), error));
    terminal.setExitCode(error.exitCode);
  }
}

/** The message of an error as it is printed: the command, what was wrong, what to do. */
function formatCommandError(name: string, error: CommandError): string {
  const hint = error.hint === undefined ? '' : `  ${error.hint}\n`;
  const help = error.exitCode === exitCodes.usage ? `  Run ${name} --help for the options.\n` : '';
  return `${name}: ${error.message}\n${hint}${help}`;
}

/** The words that name a command, the program first. */
function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
