/**
 * The traces of `vectors/machine`. With `XLMP_RECORD=1` steps without an outcome get the one that the machine has; read
 * it before you keep it. Outcomes that are there are never changed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { format, resolveConfig } from 'prettier';
import { afterAll, describe, expect, it } from 'vitest';
import { accessRouter, accessRouterMachine } from './access-router.ts';
import { attaching, attachingMachine } from './attaching.ts';
import { correspondent, correspondentMachine } from './correspondent.ts';
import { allTransitions, takenAtBegin, takenBy } from './coverage.ts';
import { transitionKey } from './describe.ts';
import { destinationHost, destinationHostMachine } from './destination-host.ts';
import { directing, directingMachine } from './directing.ts';
import { mover, moverMachine } from './mover.ts';
import { rebinding, rebindingMachine } from './rebinding.ts';
import { registration, registrationMachine } from './registration.ts';
import { rendezvous, rendezvousMachine } from './rendezvous.ts';
import { contextBreaches } from './rules.ts';
import { sourceHost, sourceHostMachine } from './source-host.ts';
import { shortened, writtenOut, type TraceFile, type TraceTest } from './trace-file.ts';
import { partyEvent, replay, type Replay } from './trace.ts';
import { witness, witnessMachine } from './witness.ts';

const parties = [
  ['source-host', sourceHost, sourceHostMachine],
  ['destination-host', destinationHost, destinationHostMachine],
  ['witness', witness, witnessMachine],
  ['access-router', accessRouter, accessRouterMachine],
  ['rendezvous', rendezvous, rendezvousMachine],
  ['mover', mover, moverMachine],
  ['rebinding', rebinding, rebindingMachine],
  ['registration', registration, registrationMachine],
  ['correspondent', correspondent, correspondentMachine],
  ['attaching', attaching, attachingMachine],
  ['directing', directing, directingMachine],
] as const;

const isRecording = process.env['XLMP_RECORD'] === '1';
const schema = JSON.parse(read('../../vectors/schema/machine.schema.json')) as object;
const validate = new Ajv({ allErrors: true }).compile(schema);

describe.each(parties)('vectors/machine/%s.json', (name, party, machine) => {
  const place = `../../vectors/machine/${name}.json`;
  let file = JSON.parse(read(place)) as TraceFile;
  const transitionsByKey = new Map(
    party.describe().states.flatMap((state) =>
      state.transitions.map((row, i) => {
        const alike = state.transitions.slice(0, i).filter(({ on }) => on === row.on).length;
        return [transitionKey(state.path, row.on, alike), row.requirements] as const;
      }),
    ),
  );
  const covered = new Set<string>();

  if (isRecording) {
    const groups = file.groups.map((group) => ({ ...group, tests: group.tests.map(record) }));
    file = { ...file, groups: shortened(groups, file.values) };
    afterAll(async () => {
      const path = new URL(place, import.meta.url).pathname;
      const options = await resolveConfig(path);
      writeFileSync(path, await format(JSON.stringify(file), { ...options, filepath: path }));
    });
  }

  it('fits its schema', () => {
    expect(validate(file), JSON.stringify(validate.errors, undefined, 1)).toBe(true);
  });

  const tests = file.groups.flatMap((group) => group.tests).map((test) => writtenOut(test, file.values));

  it('names every trace once', () => {
    expect(new Set(tests.map(({ id }) => id)).size).toBe(tests.length);
  });

  it.each(tests.map((test) => [test.id, test] as const))('%s', (_, test) => {
    const taken: string[] = [];
    let at = start(test, taken);
    if (test.begin !== undefined) expect(at.outcome).toEqual(test.begin);
    for (const { event, state, outputs } of test.steps) {
      taken.push(...takenBy(machine, at.state, partyEvent(event, machine.id)));
      at = at.next(event);
      expect({ event, ...at.outcome }).toEqual({ event, state, outputs });
      expect(contextBreaches(at.state.context)).toEqual([]);
    }
    for (const key of taken) covered.add(key);
    expect(test.requirements).toEqual(requirementsOf(taken));
  });

  it('take every transition at least once', () => {
    const all = allTransitions(machine);
    const missing = all.filter((key) => !covered.has(key));
    console.info(
      `${name}: ${all.length - missing.length} of ${all.length} transitions in ${tests.length} traces`,
    );
    expect(missing).toEqual([]);
  });

  function start(test: TraceTest, taken: string[]): Replay {
    if (test.after === undefined) {
      taken.push(...takenAtBegin(machine, test.input));
      return replay(party, test.input);
    }
    const before = file.groups.flatMap((group) => group.tests).find(({ id }) => id === test.after);
    if (before === undefined) throw new RangeError(`${test.id} follows ${test.after}, which is not there`);
    const { steps } = writtenOut(before, file.values);
    return steps.reduce((at, { event }) => at.next(event), start(writtenOut(before, file.values), []));
  }

  function record(short: TraceTest): TraceTest {
    const test = writtenOut(short, file.values);
    const taken: string[] = [];
    let at = start(test, taken);
    const begin = test.input === undefined ? {} : { begin: test.begin ?? at.outcome };
    const steps = test.steps.map((step) => {
      taken.push(...takenBy(machine, at.state, partyEvent(step.event, machine.id)));
      at = at.next(step.event);
      return 'state' in step ? step : { event: (step as { event: { type: string } }).event, ...at.outcome };
    });
    return { ...test, ...begin, steps, requirements: requirementsOf(taken) };
  }

  function requirementsOf(taken: readonly string[]): readonly string[] {
    return [...new Set(taken.flatMap((key) => transitionsByKey.get(key) ?? []))].sort();
  }
});

function read(place: string): string {
  return readFileSync(new URL(place, import.meta.url), 'utf8');
}
