import { beforeAll, describe, expect, test } from 'vitest';
import { referenceImplementation } from '../../src/agent/index.ts';
import { type Case, isCase } from '../case.ts';
import * as prepares from '../cases/destination-host/prepare.ts';
import { inProcessIut } from '../iut/in-process.ts';
import { keepsHalf } from '../mutants/destination-host/reservation.ts';
import { diffText } from './diff-text.ts';
import { diff } from './diff.ts';
import { withFound } from './found.ts';
import { type Side, sideOfIut } from './side.ts';

const filter = ['destination-host/prepare-reserves', 'destination-host/prepare-without-disk'];
const catalogue: readonly Case[] = Object.values(prepares).filter(isCase);
let reference: Side;

async function sideOf(implementation = referenceImplementation): Promise<Side> {
  const selection = { filter, roles: [], requirements: [] };
  return sideOfIut({ iut: inProcessIut(implementation), catalogue, selection });
}

/** A side whose dialogues say other words, and whose verdicts stay. */
function saying(side: Side, change: (text: string) => string): Side {
  const runs = [...side.runs].map(([id, run]) => {
    const dialogue = JSON.parse(change(JSON.stringify(run.dialogue))) as typeof run.dialogue;
    return [id, { ...run, dialogue }] as const;
  });
  return { ...side, runs: new Map(runs) };
}

beforeAll(async () => {
  reference = await sideOf();
});

describe('two implementations on the same cases', () => {
  test('that do the same are the same, whatever numbers they choose', async () => {
    const { cases } = diff(reference, await sideOf(), []);
    expect(cases.map(({ outcome }) => outcome)).toEqual(['same', 'same']);
  });

  test('part where a clause is against one of them', async () => {
    const wrong = await sideOf(keepsHalf.make(referenceImplementation));
    const report = diff(reference, wrong, []);
    const parted = report.cases.find(({ outcome }) => outcome === 'refuted')!;
    expect(parted.refutations[0]).toMatchObject({ side: 'B', clauses: [{ id: 'DST-008' }] });
    expect(diffText(report, reference, wrong, [])).toContain(`${parted.id}: DST-008 is against B`);
  });

  test('part where the specification is silent, and a register remembers it', () => {
    const other = saying(reference, (text) => text.replaceAll('"operation":"reserve"', '"operation":"book"'));
    const report = diff(reference, other, []);
    expect(report.cases.map(({ outcome }) => outcome)).toEqual(['silent', 'silent']);
    const subject = 'after Prepare: hypervisor reserve';
    expect(report.cases[0]!.first).toMatchObject({ subject, a: 'hypervisor reserve', b: 'nothing' });
    expect(diffText(report, reference, other, [])).toMatch(
      /prepare-reserves: the specification is silent on after Prepare: hypervisor reserve\n[^]*also in 1 more/,
    );

    const { register, added } = withFound({ about: '', entries: [] }, report, reference, other);
    expect(added).toMatchObject([{ id: 'AMB-001', subjects: [subject], status: 'open' }]);
    const again = diff(reference, other, register.entries);
    expect(again.cases[0]).toMatchObject({
      outcome: 'silent',
      first: { subject: 'after Prepare: hypervisor book' },
    });
    const whole = withFound(register, again, reference, other).register;
    const last = diff(reference, other, whole.entries);
    expect(last.cases.map(({ outcome }) => outcome)).toEqual(['known', 'known']);
    expect(diffText(last, reference, other, whole.entries)).toContain('known: AMB-001 (open) in 2: ');
  });

  test('do not part where one of them did not come so far', () => {
    const results = reference.report.results.map(
      (result) => ({ ...result, verdict: 'error', reason: 'it died' }) as const,
    );
    const dead = saying({ ...reference, report: { ...reference.report, results } }, (text) =>
      text.replaceAll('"reserve"', '"book"'),
    );
    const report = diff(reference, dead, []);
    expect(report.cases[0]).toMatchObject({ outcome: 'undecided', reason: 'B is error: it died' });
    expect(diffText(report, reference, dead, [])).toContain('not decided, B is error: it died');
  });

  test('are compared on what both have', () => {
    const [first] = reference.runs;
    const report = diff(reference, { ...reference, runs: new Map([first!]) }, []);
    expect(report.cases).toHaveLength(1);
    expect(report.onlyOne).toEqual([filter[1]]);
  });
});
