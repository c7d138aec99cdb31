/** The command line of `xlmp campaign`. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Terminal } from '../../../src/cli/index.ts';
import type { CampaignCommandOptions } from '../actions/campaign.ts';
import { collect, exitCodeHelp, positive, seedNumber, socketAddress } from '../usage.ts';

const examples = `
Examples:
  xlmp campaign -- ./my-agent --stdio
  xlmp campaign --suite source-host --time 60s -- ./my-agent --stdio
  xlmp campaign --suite source-host --seed 7 --path 12:0:3 -- ./my-agent --stdio   one walk again

What is found is kept in .xlmp/found; "xlmp check" plays it from then on.`;

/** Adds the command to the program. */
export function addCampaignCommand(program: Command, terminal: Terminal): void {
  program
    .command('campaign')
    .description('walk an implementation at random, and make what it does wrong small')
    .argument('[command...]', 'after --: the command that speaks xlmp-adapter/1')
    .option('--udp <host:port>', 'what speaks XIP in UDP there; needs --control', socketAddress)
    .option('--control <host:port>', 'its control connection (TCP)', socketAddress)
    .option('--reference', 'the reference in this process')
    .option('--suite <name>', 'walk this machine only; may be repeated', collect, [])
    .option('--runs <n>', 'walks at most', positive, 1_000_000)
    .option('--time <span>', 'how long, such as 10s or 5m', span, 10_000)
    .option('--seed <n>', 'decides the walks', seedNumber, 1)
    .option('--path <path>', 'repeats the walk that was reported with this path')
    .option('--timeout <ms>', 'how long the implementation may take for one step', positive, 5_000)
    .option('--json', 'report as JSON')
    .option('--verbose', 'show octets in the exchange')
    .addHelpText('after', `${examples}\n${exitCodeHelp}`)
    .action(async (command: readonly string[], options: CampaignCommandOptions) => {
      const { campaign } = await import('../actions/campaign.ts');
      terminal.setExitCode(await campaign(command, options, terminal));
    });
}

/** A span of time in milliseconds. */
function span(text: string): number {
  const [, amount, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('Write a number and ms, s, m or h, such as 10s.');
  return Number(amount) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit as 'ms' | 's' | 'm' | 'h'];
}
