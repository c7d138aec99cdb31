import { describe, expect, test } from 'vitest';
import { type Case, type CaseDefinition, defineCase } from './case.ts';
import { checkCatalogue } from './catalogue.ts';
import { cast } from './cast.ts';
import { diesAt, type Script, scriptedIut } from './iut/scripted.ts';
import { witnessAnswer, witnessRead } from './octets/from-others.ts';
import { hexOf, patched } from './octets/octets.ts';
import { packet } from './octets/xip.ts';
import { exitCodeOf, type RunReport } from './report.ts';
import { run } from './runner.ts';
import type { Selection } from './selection.ts';

function caseOf(id: string, play: CaseDefinition['run'], more: Partial<CaseDefinition> = {}): Case {
  const role = id.split('/')[0] as CaseDefinition['role'];
  return defineCase({ id, title: id, covers: ['XIP-001'], role, needs: [], run: play, ...more });
}

const everything: Selection = { filter: [], roles: [], requirements: [] };
const silent: Script = () => [];

function judge(catalogue: readonly Case[], script: Script = silent, more: object = {}): Promise<RunReport> {
  const iut = scriptedIut(script);
  return run({
    iut,
    catalogue,
    selection: everything,
    repeat: 1,
    kit: 'test',
    repeatWith: (id) => `again ${id}`,
    ...more,
  });
}

const passes = caseOf('witness/passes', async () => undefined);
const asks = caseOf('witness/asks', async ({ send, expect: expects }) => {
  await send(witnessRead());
  await expects.answer('WitnessAnswer', witnessRead());
});

const answered = witnessAnswer(
  witnessRead(),
  'destination',
  { epoch: 7, owner: cast.source.hid, digest: new Uint8Array(32) },
  0,
);

/** Answers every delivery with these octets. */
function answering(octets: Uint8Array): Script {
  const sent = hexOf(packet('witness', 'destination', octets));
  return (ask) => (ask.do === 'deliver' ? [{ is: 'packet', octets: sent }] : []);
}

describe('verdicts', () => {
  test('a pass keeps no exchange', async () => {
    const report = await judge([asks], answering(answered));
    expect(report.results).toMatchObject([{ verdict: 'pass', exchange: [] }]);
    expect(exitCodeOf(report)).toBe(0);
  });

  test('a failure says what was expected, what came, the clause, the exchange, and how to repeat it', async () => {
    const report = await judge([asks]);
    expect(report.results[0]).toMatchObject({
      verdict: 'fail',
      failure: { expectedOneOf: ['WitnessAnswer'], actual: 'silence', clauses: [{ id: 'XIP-001' }] },
      exchange: [{ way: 'to', what: expect.stringContaining('destination → witness: WitnessRead') }],
      repeatWith: 'again witness/asks',
    });
    expect(exitCodeOf(report)).toBe(1);
  });

  test('another message than the expected one', async () => {
    const report = await judge([asks], answering(witnessRead()));
    expect(report.results[0]!.failure!.actual).toContain('WitnessRead');
  });

  test('an answer to another exchange', async () => {
    const report = await judge(
      [asks],
      answering(
        witnessAnswer(
          witnessRead('destination', 9),
          'destination',
          { epoch: 7, owner: cast.source.hid, digest: new Uint8Array(32) },
          0,
        ),
      ),
    );
    expect(report.results[0]!.failure!.expectedOneOf).toEqual(['the exchange of WitnessAnswer 1040187393']);
  });

  test('a message with a bad signature fails whatever the case is about', async () => {
    const bad = patched(answered, answered.length - 1, answered.at(-1) === 0 ? '01' : '00');
    const report = await judge([asks], answering(bad));
    expect(report.results[0]!.failure!.actual).toBe('WitnessAnswer whose signature is wrong');
  });

  test('ground that is not reached makes a case inconclusive, never failed', async () => {
    const grounded = caseOf('witness/grounded', async ({ ground, expect: expects }) => {
      await ground('the register is set', () => expects.message('WitnessAnswer'));
    });
    const report = await judge([grounded]);
    expect(report.results[0]).toMatchObject({
      verdict: 'inconclusive',
      reason: 'ground not reached: the register is set: expected WitnessAnswer; got silence',
    });
    expect(exitCodeOf(report)).toBe(3);
  });

  test('a verb that cannot be done makes a case inconclusive', async () => {
    const report = await judge([asks], (ask) => (ask.do === 'deliver' ? 'no network' : []));
    expect(report.results[0]).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the implementation could not do "deliver": no network',
    });
  });

  test('an error of the kit is one, and not a failure of the implementation', async () => {
    const broken = caseOf('witness/broken', async () => {
      throw new TypeError('a bug');
    });
    const report = await judge([broken, passes]);
    expect(report.results.map((result) => result.verdict)).toEqual(['error', 'pass']);
    expect(exitCodeOf(report)).toBe(4);
  });

  test('what is not claimed is skipped, and said', async () => {
    const other = caseOf('source-host/other', async () => undefined);
    const needy = caseOf('witness/needy', async () => undefined, { needs: ['keep-journal'] });
    const report = await judge([other, needy]);
    expect(report.notRun).toEqual([
      { reason: 'the manifest does not claim the role source-host', ids: ['source-host/other'] },
      { reason: 'the manifest does not claim keep-journal', ids: ['witness/needy'] },
    ]);
    expect(report.counts).toMatchObject({ catalogue: 2, selected: 2, applicable: 0, executed: 0 });
    expect(exitCodeOf(report)).toBe(5);
  });
});

describe('twins', () => {
  const refuses = (id: string): Case => caseOf(id, async () => undefined, { twin: 'witness/asks' });

  test('a refusal counts when the twin is accepted', async () => {
    const report = await judge([asks, refuses('witness/refuses')], answering(answered));
    expect(report.results.map((result) => result.verdict)).toEqual(['pass', 'pass']);
  });

  test('a refusal of both proves nothing, also when the twin was not selected', async () => {
    const selection = { ...everything, filter: ['witness/refuses'] };
    const report = await judge([asks, refuses('witness/refuses')], silent, { selection });
    expect(report.results).toMatchObject([
      {
        id: 'witness/refuses',
        verdict: 'inconclusive',
        reason: 'its valid twin witness/asks was not accepted (fail), so a refusal proves nothing',
      },
    ]);
  });
});

describe('repeating and ordering', () => {
  test('mixed verdicts are no pass', async () => {
    let turn = 0;
    const mixed = caseOf('witness/mixed', async ({ expect: expects }) => {
      turn += 1;
      if (turn === 2) await expects.message('WitnessAnswer');
    });
    const report = await judge([mixed], silent, { repeat: 3 });
    expect(report.results[0]).toMatchObject({
      verdict: 'fail',
      runs: ['pass', 'fail', 'pass'],
      reason: expect.stringMatching(/^mixed verdicts: pass, fail, pass; passed 2 of 3 runs/),
    });
  });

  test('a seed decides the order, and the report has the order of ids', async () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
      caseOf(`witness/${name}`, async () => undefined),
    );
    const orderOf = async (seed: number): Promise<readonly string[]> => {
      const seen: string[] = [];
      const report = await judge(many, silent, {
        seed,
        onResult: (result: { id: string }) => void seen.push(result.id),
      });
      expect(report.results.map(({ id }) => id)).toEqual(many.map(({ id }) => id));
      return seen;
    };
    expect(await orderOf(1)).toEqual(await orderOf(1));
    expect(await orderOf(1)).not.toEqual(await orderOf(2));
  });
});

test('after three deaths in a row the rest is not run, and that is said', async () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => caseOf(`witness/${name}`, async () => undefined));
  const report = await judge(five, diesAt('reset'));
  expect(report.results.map((result) => result.verdict)).toEqual([
    'error',
    'error',
    'error',
    'error',
    'error',
  ]);
  expect(report.results[4]!.reason).toBe('not run: it died 3 times in a row');
});

describe('the catalogue', () => {
  test('has no id twice', () => {
    expect(() => checkCatalogue([passes, caseOf('witness/passes', async () => undefined)])).toThrow(
      /two cases have the id witness\/passes/,
    );
  });

  test('has every twin', () => {
    expect(() => checkCatalogue([caseOf('witness/x', async () => undefined, { twin: 'witness/y' })])).toThrow(
      /there is no case witness\/y/,
    );
  });

  test('has ids that begin with their role', () => {
    expect(() => caseOf('witness/x', async () => undefined, { role: 'codec' })).toThrow(/begins with it/);
  });
});

test('real time is refused where it cannot be', async () => {
  const manifest = { roles: ['witness'], capabilities: [], time: 'real' };
  const iut = scriptedIut(silent);
  const inRealTime: typeof iut = {
    ...iut,
    ask: () =>
      Promise.resolve({ reports: [{ is: 'hello', protocol: 1, name: 'real', version: '1', manifest }] }),
  };
  await expect(judge([passes], silent, { iut: inRealTime })).rejects.toMatchObject({
    code: 'IUT_MANIFEST',
    message: expect.stringContaining('leave "time" out, or use UDP'),
  });
});
