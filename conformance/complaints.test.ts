/**
 * What users of conformance kits complain about, a test for each pattern: it shows that this kit does not do it.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { heldAgainst } from './baseline/judge.ts';
import { type Case, type CaseDefinition, defineCase } from './case.ts';
import { checkCatalogue, loadCatalogue } from './catalogue.ts';
import { ExpectationError, GroundError } from './verdict.ts';
import { scriptedIut } from './iut/scripted.ts';
import { packageRoot } from './package-root.ts';
import { exitCodes } from './exit-codes.ts';
import { conclusionOf, exitCodeOf, type RunReport } from './report.ts';
import { consoleReport } from './reporters/console.ts';
import { reportForms } from './reporters/forms.ts';
import { junitReport } from './reporters/junit.ts';
import { run, type RunOptions } from './runner.ts';
import { shuffled } from './shuffle.ts';

const mismatch = { expectedOneOf: ['WitnessAnswer'], actual: 'silence' };
const fails = caseOf('witness/fails', async () => {
  throw new ExpectationError(mismatch);
});
const passes = caseOf('witness/passes', async () => undefined);
const undecided = caseOf('witness/undecided', async () => {
  throw new GroundError('the register is set', new ExpectationError(mismatch));
});
const needy = caseOf('witness/needy', async () => undefined, { needs: ['keep-journal'] });

function caseOf(id: string, play: CaseDefinition['run'], more: Partial<CaseDefinition> = {}): Case {
  return defineCase({
    id,
    title: id,
    covers: ['WIT-001'],
    role: 'witness',
    needs: [],
    run: play,
    ...more,
  });
}

function judge(catalogue: readonly Case[], more: Partial<RunOptions> = {}): Promise<RunReport> {
  return run({
    iut: scriptedIut(() => []),
    catalogue,
    selection: { filter: [], roles: [], requirements: [] },
    repeat: 1,
    kit: 'test',
    repeatWith: (id) => `xlmp check --filter '${id}' -- ./agent`,
    ...more,
  });
}

const plain = { colour: false, verbose: false };

describe('skips and what was not run look green', () => {
  test('what could not decide makes the run incomplete, and every form of the report says so', async () => {
    const report = await judge([passes, undecided, needy]);
    expect(exitCodeOf(report)).toBe(exitCodes.incomplete);
    expect(reportForms.console(report, plain)).toContain('incomplete: some cases could not decide');
    expect(reportForms.json(report)).toContain('"exitCode": 3');
    expect(reportForms.junit(report)).toMatch(/errors="1"[^]*<error type="inconclusive"/);
    expect(reportForms.tap(report)).toMatch(/^not ok \d+ - witness\/undecided$/m);
  });

  test('what was executed, applicable and selected are different numbers, and all are told', async () => {
    const report = await judge([passes, undecided, needy], {
      selection: { filter: ['witness/*e*'], roles: [], requirements: [] },
    });
    expect(consoleReport(report, plain)).toContain(
      'executed 1, applicable 2, selected 3, in the catalogue 3',
    );
    expect(consoleReport(report, plain)).toContain(
      'Not run: 1 (the manifest does not claim keep-journal): witness/needy',
    );
  });

  test('a run in which everything was skipped is no success', async () => {
    const report = await judge([needy]);
    expect([exitCodeOf(report), conclusionOf(report)]).toEqual([exitCodes.nothing, 'nothing was run']);
    expect(reportForms.tap(report)).toContain('Bail out!');
  });
});

describe('what should be done is treated as what must be done', () => {
  const advises = caseOf('witness/advises', fails.run, { covers: ['DST-004'] });

  test('a recommendation that is not followed is told, and does not fail the run', async () => {
    const report = await judge([passes, advises]);
    expect(exitCodeOf(report)).toBe(exitCodes.conformant);
    expect(conclusionOf(report)).toBe('conformant in what was run, but for 1 recommendations not followed');
    expect(consoleReport(report, plain)).toContain('ADVICE  witness/advises');
    expect(reportForms.tap(report)).toContain(
      '- witness/advises # TODO a recommendation that is not followed',
    );
    expect(reportForms.junit(report)).toContain('<skipped message="a recommendation that is not followed: ');
  });

  test('its valid twin is a clause that binds', async () => {
    expect(exitCodeOf(await judge([passes, fails]))).toBe(exitCodes.notConformant);
  });
});

describe('the exit code is useless', () => {
  test('256 failures are not 0', async () => {
    const many = Array.from({ length: 256 }, (_, i) => caseOf(`witness/fails-${i}`, fails.run));
    expect(exitCodeOf(await judge(many))).toBe(exitCodes.notConformant);
  });

  test('every way to end has a code of its own', () => {
    expect(new Set(Object.values(exitCodes)).size).toBe(Object.keys(exitCodes).length);
  });
});

describe('JUnit is missing or wrong', () => {
  test('failures are failures, only a pass is empty, and no character breaks it', async () => {
    const odd = caseOf('witness/odd', async () => {
      throw new ExpectationError({ expectedOneOf: ['\u0000<'], actual: ']]>\ud800' });
    });
    const xml = junitReport(await judge([passes, odd, undecided]));
    expect(xml).toContain('tests="3" failures="1" errors="1"');
    expect(xml.match(/<testcase [^>]*\/>/g)).toHaveLength(1);
    expect(xml).toContain('expected \ufffd&lt;; got ]]&gt;\ufffd');
  });
});

describe('ids are not stable', () => {
  test('ids do not depend on the order of the cases, and none stands twice', async () => {
    const catalogue = await loadCatalogue();
    const ids = catalogue.map(({ id }) => id);
    expect(checkCatalogue(shuffled(catalogue, 7)).map(({ id }) => id)).toEqual(ids);
    expect(() => checkCatalogue([passes, passes])).toThrow(/two cases have the id witness\/passes/);
  });

  test('no id is a place in a list', async () => {
    const positional = (await loadCatalogue()).filter(({ id }) => /\/\d+$/.test(id));
    expect(positional).toEqual([]);
  });
});

test('there is no reference to a clause: no case can be made without one', () => {
  const covers = [] as unknown as CaseDefinition['covers'];
  expect(() => caseOf('witness/free', passes.run, { covers })).toThrow(/covers no requirement/);
});

describe('there is no baseline', () => {
  const entry = {
    case: 'witness/fails',
    verdict: 'fail',
    message: 'expected WitnessAnswer',
    reason: 'being mended',
    expires: '2027-03-01',
  } as const;

  test('what is known is excused, and an entry that fits no longer fails the run', async () => {
    const baseline = { format: 1, known: [entry] } as const;
    const known = heldAgainst(await judge([passes, fails]), baseline, '2027-03-01');
    expect(exitCodeOf(known)).toBe(exitCodes.conformant);
    const mended = caseOf('witness/fails', passes.run);
    const stale = heldAgainst(await judge([passes, mended]), baseline, '2027-03-01');
    expect(exitCodeOf(stale)).toBe(exitCodes.notConformant);
  });
});

describe('timeouts make verdicts flicker', () => {
  test('verdicts that differ are no pass, and the report says how often it passes', async () => {
    let run = 0;
    const flickers = caseOf('witness/flickers', async () => {
      if ((run += 1) === 2) throw new ExpectationError(mismatch);
    });
    const report = await judge([flickers], { repeat: 4 });
    expect(report.results[0]).toMatchObject({ verdict: 'fail', passRate: { passed: 3, runs: 4 } });
    expect(exitCodeOf(report)).toBe(exitCodes.notConformant);
  });

  test('silence is found without waiting', async () => {
    const silent = caseOf('witness/silent', ({ expect: expects }) => expects.silence());
    const report = await judge([silent]);
    expect([report.results[0]!.verdict, report.waitedMs]).toEqual(['pass', 0]);
  });
});

test('it needs a heavy runtime: what it must have is small, and nothing of it is compiled', () => {
  const text = readFileSync(new URL('package.json', packageRoot()), 'utf8');
  const { dependencies, bin } = JSON.parse(text) as {
    readonly dependencies: object;
    readonly bin: object;
  };
  expect(bin).toHaveProperty('xlmp');
  expect(Object.keys(dependencies)).toEqual(['commander', 'fast-check', 'xstate']);
});

test('failures are unclear: clause, expectation, what came, the exchange and how to repeat it', async () => {
  const asks = caseOf('witness/asks', async ({ note }) => {
    note('the register is empty');
    throw new ExpectationError(mismatch);
  });
  expect(consoleReport(await judge([asks]), plain)).toMatch(
    /clause {4}\[WIT-001\] MUST: .+\n {2}expected {2}WitnessAnswer\n {2}actual {4}silence\n {2}exchange\n.*the register is empty\n {2}repeat {4}xlmp check --filter 'witness\/asks'/,
  );
});

describe('green for the wrong reason', () => {
  test('a refusal is worth nothing when the nearest right thing is refused too', async () => {
    const twin = caseOf('witness/twin', fails.run);
    const refuses = caseOf('witness/refuses', passes.run, { twin: 'witness/twin' });
    const report = await judge([refuses, twin]);
    expect(report.results[0]).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/its valid twin witness\/twin was not accepted \(fail\)/),
    });
  });
});

test('growth of the kit breaks old releases: a frozen set of requirements leaves out what came later', async () => {
  const frozen = { name: '0.1', requirements: new Set(['WIT-001']) };
  const later = caseOf('witness/later', fails.run, { covers: ['WIT-002'] });
  const report = await judge([passes, later], {
    selection: { filter: [], roles: [], requirements: [], revision: frozen },
  });
  expect(exitCodeOf(report)).toBe(exitCodes.conformant);
  expect(report.counts).toMatchObject({ selected: 1, catalogue: 2 });
});

test('every protocol needs a kit of its own: the runner takes any catalogue and any adapter', async () => {
  const report = await judge([passes], { iut: { ...scriptedIut(() => []), adapter: 'in process' } });
  expect(report.results.map(({ id }) => id)).toEqual(['witness/passes']);
});
