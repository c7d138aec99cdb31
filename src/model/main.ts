/** `npm run model`: explores, convicts, prints, and ends with the status that `usage` names. */
import { checkAdaptationDesign, checkMovement } from './adaptation-check.ts';
import { adaptationDesigns } from './adaptation-designs.ts';
import type { AdaptationResult } from './adaptation-explore.ts';
import { movements } from './adaptation-script.ts';
import { checkConfiguration, checkDesign, type CheckResult, type Violation } from './check.ts';
import { configurations } from './configurations.ts';
import { readOptions, usage, type ModelOptions } from './options.ts';
import { properties } from './properties.ts';
import { unsafeDesigns } from './unsafe-designs.ts';

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  console.error(`${options}\n\n${usage}`);
  process.exitCode = 2;
} else if (options.help) {
  console.log(usage);
} else {
  process.exitCode = run(options);
}

function run(wanted: ModelOptions): number {
  let status = 0;
  const worse = (next: number): void => {
    if (status === 0 || next === 1) status = next;
  };
  for (const name of wanted.configurations) {
    const [result, seconds] = timed(() => checkConfiguration(name, wanted.limit, wanted.faults));
    console.log(`${name}: ${configurations[name].text}`);
    console.log(`  ${result.verdict}: ${size(result, seconds)}`);
    for (const violation of result.violations) show(violation);
    if (result.verdict === 'violated') worse(1);
    if (result.verdict === 'incomplete') worse(3);
  }
  for (const name of wanted.movements) {
    const [result, seconds] = timed(() => checkMovement(name, wanted.limit, wanted.faults));
    console.log(`${name}: ${movements[name].text}`);
    console.log(`  ${result.verdict}: ${size(result, seconds)}`);
    showAdaptation(result);
    if (result.verdict === 'violated') worse(1);
    if (result.verdict === 'incomplete') worse(3);
  }
  if (wanted.configurations.length > 0 && status === 0) {
    console.log(
      `\nchecked: ${Object.entries(properties)
        .map(([name, { requirement, text }]) => `\n  ${name} [${requirement}] ${text}`)
        .join('')}`,
    );
  }
  if (wanted.designs.length + wanted.routerDesigns.length > 0) console.log('\nunsafe designs');
  for (const name of wanted.designs) {
    const design = unsafeDesigns[name];
    if (design === undefined) throw new RangeError(`there is no unsafe design "${name}"`);
    const [result, seconds] = timed(() => checkDesign(design, wanted.limit));
    const isConvicted = result.verdict === 'violated';
    console.log(`${name}: ${design.text}`);
    console.log(
      `  ${isConvicted ? `convicted of breaking ${design.breaks}` : `NOT CONVICTED of breaking ${design.breaks}`}: ${size(result, seconds)}`,
    );
    if (!isConvicted) worse(1);
    if (wanted.ladders) result.violations.slice(0, 1).forEach(show);
  }
  for (const name of wanted.routerDesigns) {
    const { text, breaks } = adaptationDesigns[name]!;
    const [result, seconds] = timed(() => checkAdaptationDesign(name, wanted.limit));
    const isConvicted = result.violations.some(({ requirement }) => requirement === breaks);
    console.log(`${name}: ${text}`);
    console.log(
      `  ${isConvicted ? 'convicted' : 'NOT CONVICTED'} of breaking ${breaks}: ${size(result, seconds)}`,
    );
    if (!isConvicted) worse(1);
    if (wanted.ladders) showAdaptation(result);
  }
  return status;
}

function showAdaptation({ violations }: AdaptationResult): void {
  for (const { requirement, text, ladder } of violations.slice(0, 1)) {
    console.log(`\n  [${requirement}]: ${text}\n`);
    for (const line of ladder) console.log(`    ${line}`);
    console.log();
  }
}

function show({ property, requirement, text, ladder }: Violation): void {
  console.log(`\n  ${property} [${requirement}]: ${text}\n`);
  for (const line of ladder) console.log(`    ${line}`);
  console.log();
}

function size(
  { worlds, edges, cells }: Pick<CheckResult, 'worlds' | 'edges' | 'cells'>,
  seconds: number,
): string {
  return `${worlds} states, ${edges} edges of ${cells} local situations, ${seconds.toFixed(1)} s`;
}

function timed<T>(work: () => T): [T, number] {
  const start = performance.now();
  const result = work();
  return [result, (performance.now() - start) / 1000];
}
