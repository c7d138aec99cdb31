/** `xlmp campaign`: random walks against an implementation. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Terminal } from '../../src/cli/index.ts';
import { campaignText } from '../campaign/campaign-report.ts';
import { runCampaign } from '../campaign/campaign.ts';
import { keep } from '../campaign/found.ts';
import { greet } from '../iut/hello.ts';
import { readManifest } from '../manifest.ts';
import { exitCodes } from '../report.ts';
import { type NamedSuite, readSuites } from '../suites/suite-file.ts';
import { type Candidate, candidatesFor, type SubjectOptions } from './candidate.ts';
import { collect, exitCodeHelp, KitError, positive, seedNumber, socketAddress } from './usage.ts';

interface CampaignCommandOptions extends SubjectOptions {
  readonly runs: number;
  readonly seed: number;
  readonly path?: string;
  readonly time: number;
  readonly suite: readonly string[];
  readonly json?: true;
  readonly verbose?: true;
}

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
      const [candidate] = candidatesFor(command, options);
      terminal.setExitCode(await campaign(candidate!, options, terminal));
    });
}

async function campaign(
  { iut, words }: Candidate,
  options: CampaignCommandOptions,
  terminal: Terminal,
): Promise<number> {
  await iut.start();
  try {
    const manifest = readManifest((await greet(iut)).manifest);
    if ('length' in manifest) throw new KitError(`the manifest is wrong: ${manifest.join('; ')}`);
    if (manifest.time === 'real') throw new KitError('time must be virtual: a campaign lets hours pass');
    const suites = chosen(options.suite).filter(
      ({ file }) =>
        manifest.roles.includes(file.party) &&
        file.needs.every((need) => manifest.capabilities.some((claimed) => claimed === need)),
    );
    if (suites.length === 0)
      throw new KitError('the manifest claims nothing that can be walked', exitCodes.nothing);
    const { runs, seed, path } = options;
    const began = performance.now();
    const report = await runCampaign({
      iut,
      suites,
      runs,
      seed,
      ...(path === undefined ? {} : { path }),
      isOver: () => performance.now() - began > options.time,
      onRun: (done) => {
        if (terminal.watched) terminal.err(`\r\u001b[K${done} walks`);
      },
    });
    if (terminal.watched) terminal.err('\r\u001b[K');
    const { finding } = report;
    if (options.json === true) terminal.out(`${JSON.stringify(report, undefined, 2)}\n`);
    else terminal.out(campaignText(report, options.verbose === true));
    if (finding === undefined) return exitCodes.conformant;
    const again = `xlmp campaign --suite ${finding.suite.name} --seed ${finding.seed} --path ${finding.path} ${words}`;
    terminal.err(`kept as ${keep(finding)}\nagain: ${again}\n`);
    return exitCodes.notConformant;
  } finally {
    await iut.stop();
  }
}

function chosen(names: readonly string[]): readonly NamedSuite[] {
  const all = readSuites();
  const unknown = names.find((name) => !all.some((suite) => suite.name === name));
  if (unknown !== undefined)
    throw new KitError(`no suite is called ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

/** A span of time in milliseconds. */
function span(text: string): number {
  const [, amount, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('Write a number and ms, s, m or h, such as 10s.');
  return Number(amount) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit as 'ms' | 's' | 'm' | 'h'];
}
