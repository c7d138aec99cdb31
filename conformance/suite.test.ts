/** The kit inside a test runner: what becomes of each verdict, and how often the implementation is started. */
import { describe, expect, it } from 'vitest';
import { referenceImplementation } from '../src/agent/index.ts';
import { loadCatalogue } from './catalogue.ts';
import { inProcessIut } from './iut/in-process.ts';
import type { Ask } from './iut/lines.ts';
import { type Iut, IutError } from './iut/port.ts';
import { loadMutants } from './mutants/all.ts';
import { conformanceSuite, type TestContext } from './suite.ts';

/** A test runner that keeps what is registered and runs it when it is told to. */
function recorder() {
  const tests = new Map<string, (context: TestContext) => Promise<void>>();
  const ends: (() => Promise<void>)[] = [];
  return {
    describe: (_: string, body: () => void) => body(),
    it: (name: string, body: (context: TestContext) => Promise<void>) => void tests.set(name, body),
    afterAll: (body: () => Promise<void>) => void ends.push(body),
    names: () => [...tests.keys()],
    async runAll(): Promise<readonly string[]> {
      const found: string[] = [];
      for (const body of tests.values()) {
        let skipped = '';
        try {
          await body({ skip: (reason) => void (skipped = reason) });
          found.push(skipped === '' ? 'passed' : `skipped: ${skipped}`);
        } catch (error) {
          found.push((error as Error).message);
        }
      }
      for (const body of ends) await body();
      return found;
    },
  };
}

/** The reference, with some of what it does replaced, that counts its starts. */
function counted(change: (ask: Ask) => ReturnType<Iut['ask']> | undefined): {
  iut: Iut;
  starts: () => number;
} {
  const reference = inProcessIut();
  let starts = 0;
  return {
    starts: () => starts,
    iut: {
      ...reference,
      start() {
        starts += 1;
        return reference.start();
      },
      ask: (ask) => change(ask) ?? reference.ask(ask),
    },
  };
}

const selection = { requirements: ['WIT-001'], filter: ['witness/*'] } as const;

describe('a suite', () => {
  it('has one test for each selected case, and starts the implementation once', async () => {
    const runner = recorder();
    const { iut, starts } = counted(() => undefined);
    await conformanceSuite(runner, { iut, selection });
    const wanted = (await loadCatalogue()).filter(
      ({ id, covers }) => id.startsWith('witness/') && covers.includes('WIT-001'),
    );
    expect(runner.names()).toEqual(wanted.map(({ id, title }) => `${id}: ${title}`));
    expect(starts()).toBe(0);
    expect(new Set(await runner.runAll())).toEqual(new Set(['passed']));
    expect(starts()).toBe(1);
  });

  it('skips what is not claimed and says so', async () => {
    const runner = recorder();
    const manifest = { roles: [], capabilities: ['message.decode'] };
    const hello = { is: 'hello', protocol: 1, name: 'modest', version: '1', manifest } as const;
    const { iut } = counted((ask) =>
      ask.do === 'hello' ? Promise.resolve({ reports: [hello] }) : undefined,
    );
    await conformanceSuite(runner, { iut, selection });
    for (const outcome of await runner.runAll()) expect(outcome).toMatch(/^skipped: .*witness/);
  });

  it('fails with the clause, what was expected and how to repeat it', async () => {
    const runner = recorder();
    const mutant = (await loadMutants()).find(({ of }) => of === 'witness')!;
    const [id] = mutant.caughtBy;
    const iut = inProcessIut(mutant.make(referenceImplementation));
    await conformanceSuite(runner, { iut, selection: { filter: [id] } });
    const [outcome] = await runner.runAll();
    expect(outcome).toMatch(
      new RegExp(`^FAIL {2}${id}\n[^]* {2}clause {4}\\[[^]* {2}expected [^]* {2}actual `),
    );
    expect(outcome).toContain(`repeat    xlmp check --filter '${id}'`);
  });

  it('fails what could not decide', async () => {
    const runner = recorder();
    const { iut } = counted((ask) => (ask.do === 'deliver' ? Promise.resolve({ reports: [] }) : undefined));
    await conformanceSuite(runner, { iut, selection: { filter: ['witness/read-register'] } });
    expect((await runner.runAll())[0]).toMatch(/^INCONCLUSIVE {2}witness\/read-register\n[^]* {2}reason /);
  });

  it('starts what is lost again for the next test', async () => {
    const runner = recorder();
    let isBroken = true;
    const { iut, starts } = counted((ask) => {
      if (ask.do !== 'hello' || !isBroken) return undefined;
      isBroken = false;
      return Promise.reject(new IutError('IUT_EXITED', 'it ended'));
    });
    await conformanceSuite(runner, { iut, selection });
    const outcomes = await runner.runAll();
    expect(outcomes[0]).toBe('it ended');
    expect(new Set(outcomes.slice(1))).toEqual(new Set(['passed']));
    expect(starts()).toBe(2);
  });

  it('is refused when it has no cases', async () => {
    const none = conformanceSuite(recorder(), { iut: inProcessIut(), selection: { filter: ['no/such'] } });
    await expect(none).rejects.toThrow(RangeError);
  });
});
