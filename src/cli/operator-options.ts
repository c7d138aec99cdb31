/** The options of every command that talks to an agent. */
import type { Command } from 'commander';

/** Options of every command that talks to an agent. */
export interface OperatorOptions {
  readonly key: string;
  readonly timeout: string;
  readonly json?: boolean;
}

/** Adds the options that every command that talks to an agent has. */
export function addOperatorOptions(command: Command): Command {
  return command
    .requiredOption('--key <file>', 'the key that signs the request')
    .option('--timeout <span>', 'how long to wait for an answer, such as 5s or 1m', '10s')
    .option('--json', 'print JSON');
}
