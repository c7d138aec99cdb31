/** `xlmp campaign`: random walks against an implementation. */
import type { Terminal } from '../../../src/cli/index.ts';
import { campaignText } from '../../campaign/campaign-report.ts';
import { runCampaign } from '../../campaign/campaign.ts';
import { keep } from '../../campaign/found.ts';
import { greet } from '../../iut/hello.ts';
import { readManifest } from '../../manifest.ts';
import { exitCodes } from '../../exit-codes.ts';
import { type NamedSuite, readSuites } from '../../suites/suite-file.ts';
import { type Candidate, candidatesFor, type SubjectOptions } from '../candidate.ts';
import { KitError } from '../usage.ts';

/** The options of the command. */
export interface CampaignCommandOptions extends SubjectOptions {
  readonly runs: number;
  readonly seed: number;
  readonly path?: string;
  readonly time: number;
  readonly suite: readonly string[];
  readonly json?: true;
  readonly verbose?: true;
}

/** Walks an implementation; gives the exit code. @throws KitError */
export async function campaign(
  command: readonly string[],
  options: CampaignCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const [{ iut, words }] = (await candidatesFor(command, options)) as readonly [Candidate];
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
