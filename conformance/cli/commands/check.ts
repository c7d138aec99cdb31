/** The command line of `xlmp check`. */
import { type Command, Option } from 'commander';
import type { Terminal } from '../../../src/cli/index.ts';
import { revisionNames } from '../../revision.ts';
import type { CheckOptions } from '../actions/check.ts';
import { addBaselineOptions, addDeliveryOptions } from '../shared-options.ts';
import {
  collect,
  collectRequirement,
  collectRole,
  duration,
  exitCodeHelp,
  positive,
  seedNumber,
  shardOf,
  socketAddress,
} from '../usage.ts';

const examples = `
Examples:
  xlmp check -- ./my-agent --stdio            a child over standard input and output
  xlmp check --udp 127.0.0.1:13781 --control 127.0.0.1:13782
  xlmp check --filter 'witness/*' --report junit --output report.xml -- ./my-agent
  xlmp check --both-carriers                  the reference, as a child and through UDP`;

/** Adds the command to the program. */
export function addCheckCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('check')
    .description('judge an implementation')
    .argument(
      '[command...]',
      'after --: the command that speaks xlmp-adapter/1 over standard input and output',
    )
    .option('--udp <host:port>', 'judge what speaks XIP in UDP there; needs --control', socketAddress)
    .option('--control <host:port>', 'its control connection (TCP)', socketAddress)
    .option('--reference', 'judge the reference in this process')
    .option('--both-carriers', 'judge the reference in other processes: as a child, then through UDP')
    .option('--filter <glob>', 'cases whose id matches, such as "witness/*"; may be repeated', collect, [])
    .option('--role <name>', 'cases of a role; may be repeated', collectRole, [])
    .option('--requirement <id>', 'cases that cover a requirement; may be repeated', collectRequirement, [])
    .addOption(
      new Option(
        '--revision <name>',
        'cases about what this revision of the specification asked for',
      ).choices(revisionNames()),
    )
    .option('--list', 'show what would be run, and run nothing')
    .option('--repeat <n>', 'run each case so often; mixed verdicts are no pass', positive, 1)
    .option('--seed <n>', 'run the cases in an order that this number decides', seedNumber)
    .option('--suites', 'run the generated suites, too (docs/suites.md)')
    .option(
      '--budget <time>',
      'run what catches the most mutants per millisecond, such as 10s long',
      duration,
    )
    .option('--shard <n/of>', 'run one part, such as 3/8; "xlmp merge" joins their JSON reports', shardOf)
    .option('--evidence <folder>', 'keep a capture of each case, and a bundle for "xlmp verify"')
    .option('--timeout <ms>', 'how long the implementation may take for one step', positive, 5_000);
  addBaselineOptions(addDeliveryOptions(command))
    .addHelpText('after', `${examples}\n${exitCodeHelp}`)
    .action(async (words: readonly string[], options: CheckOptions) => {
      const { check } = await import('../actions/check.ts');
      terminal.setExitCode(await check(words, options, terminal));
    });
}
