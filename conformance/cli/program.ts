/** The `xlmp` program: the commands of the kit, and beside them those of the agent. */
import { Command, CommanderError } from 'commander';
import { IutError } from '../iut/port.ts';
import { registerAgentCommands, type Terminal } from '../../src/cli/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { addCampaignCommand } from './commands/campaign.ts';
import { addCheckCommand } from './commands/check.ts';
import { addDiffCommand } from './commands/diff.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addJudgeCommand } from './commands/judge.ts';
import { addListCommand } from './commands/list.ts';
import { addMergeCommand } from './commands/merge.ts';
import { addSelftestCommand } from './commands/selftest.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { KitError } from './usage.ts';
import { kitVersion } from '../package-root.ts';

/** Runs the program with its parameters and says with which code the process is to end. */
export async function runProgram(parameters: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = exitCodes.conformant;
  const observed: Terminal = {
    ...terminal,
    get input() {
      return terminal.input;
    },
    setExitCode: (code) => {
      exitCode = code;
    },
  };
  const program = new Command('xlmp')
    .description('The XIA Live Migration Protocol: conformance kit and agent.')
    .version(kitVersion())
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) });
  addCheckCommand(program, observed);
  addListCommand(program, observed);
  addMergeCommand(program, observed);
  addVerifyCommand(program, observed);
  addDiffCommand(program, observed);
  addJudgeCommand(program, observed);
  addCampaignCommand(program, observed);
  addExplainCommand(program, observed);
  addSelftestCommand(program, observed);
  registerAgentCommands(program, observed);
  try {
    await program.parseAsync(parameters, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explainEnd(error, terminal);
  }
}

function explainEnd(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof KitError) {
    terminal.err(`xlmp: ${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof IutError) {
    terminal.err(`xlmp: ${error.message}\n`);
    return error.code === 'IUT_COMMAND' ? exitCodes.usage : exitCodes.harness;
  }
  terminal.err(
    `xlmp: the kit broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCodes.harness;
}
