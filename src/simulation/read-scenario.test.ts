import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readScenario, scenarioSchema, shippedNames } from './index.ts';

const folder = new URL('scenarios/', import.meta.url);
const textOf = (name: string): string => readFileSync(new URL(`${name}.json`, folder), 'utf8');
const good = textOf('xia-experiment-original');
const validate = new Ajv().compile(scenarioSchema);

/** What is wrong with the good scenario after a change: place and code. */
function faults(find: string | RegExp, replacement: string): readonly string[] {
  const text = good.replace(find, replacement);
  expect(text).not.toBe(good);
  const read = readScenario(text);
  return read.ok ? [] : read.error.map(({ code, path }) => `${path} ${code}`);
}

describe('a scenario file', () => {
  it.each(shippedNames())('%s is read, and its schema allows it', (name) => {
    expect(readScenario(textOf(name)).ok).toBe(true);
    expect(validate(JSON.parse(textOf(name))), JSON.stringify(validate.errors)).toBe(true);
  });

  const shapeFaults = [
    ['"delayMs": 12.54', '"delayMs": "12"', 'links[2].delayMs wrong-type'],
    ['"delayMs": 12.54', '"delayMs": -1', 'links[2].delayMs out-of-range'],
    ['"delayMs": 12.54', '"delayMs": 1, "speed": 2', 'links[2].speed unknown-field'],
    ['"delayMs": 12.54', '"loss": 0.5', 'links[2].delayMs missing-field'],
    ['"kind": "requests"', '"kind": "pings"', 'traffic[0].kind unknown-choice'],
    ['"adaptation": "original"', '"adaptation": "magic"', 'adaptation unknown-choice'],
    ['"name": "guest"', '"name": "a guest"', 'machines[0].name out-of-range'],
    ['"between": ["A", "R0"]', '"between": ["A"]', 'links[0].between out-of-range'],
    ['"hosts": [', '"hosts": null, "ipNetworks": [', 'hosts wrong-type'],
  ] as const;
  it.each(shapeFaults)('with %s as %s has a fault that the schema finds, too', (find, replacement, fault) => {
    expect(faults(find, replacement)).toContain(fault);
    expect(validate(JSON.parse(good.replace(find, replacement)))).toBe(false);
  });

  const nameFaults = [
    ['"name": "B", "ad": "AD0"', '"name": "B", "ad": "AD9"', 'hosts[1].ad unknown-name'],
    ['"name": "B", "ad"', '"name": "A", "ad"', 'hosts[1].name duplicate-name'],
    ['"to": "B"', '"to": "C"', 'schedule[0].to unknown-name'],
    ['"from": "client"', '"from": "guest"', 'traffic[0] not-possible'],
    ['"router": "R0"', '"router": "R0", "ip": "192.0.2.1"', 'ads not-possible'],
    ['"from": "client"', '"from": "nobody"', 'traffic[0].from unknown-name'],
    ['"between": ["R0", "R1"]', '"between": ["R0", "R0"]', 'links[2].between not-possible'],
    ['"between": ["R0", "R1"]', '"between": ["R0", "client"]', 'correspondents[0] not-connected'],
    ['"adaptation": "original"', '"adaptation": "original", "operator": "client"', 'operator not-possible'],
    ['"adaptation": "original"', '"adaptation": "rebind", "operator": "A"', 'operator unknown-name'],
    [
      '"schedule": [',
      '"schedule": [{ "do": "cancel", "at": 1, "machine": "guest" },',
      'schedule[0] not-possible',
    ],
    ['"endMs": 18000', '"startMs": 9, "endMs": 8', 'traffic[0].endMs not-possible'],
    ['"at": 12470', '"at": 99999', 'schedule[0].at out-of-range'],
    ['"least": 340.7, "most": 340.8', '"why": "-"', 'expect[2] missing-field'],
  ] as const;
  it.each(nameFaults)('with %s as %s has names that do not fit', (find, replacement, fault) => {
    expect(faults(find, replacement)).toContain(fault);
  });

  it('with a fault tells its line', () => {
    for (const [find, replacement] of [
      ['"seed": 1,', '"seed": 1'],
      ['"delayMs": 12.54', '"delayMs": -1'],
      ['"to": "B"', '"to": "C"'],
    ] as const) {
      const text = good.replace(find, replacement);
      const read = readScenario(text);
      // A comma that is missing is noticed at what comes instead of it.
      const line = text.slice(0, text.indexOf(replacement)).split('\n').length + (find.endsWith(',') ? 1 : 0);
      expect(!read.ok && read.error[0]?.line).toBe(line);
    }
    expect(readScenario('')).toMatchObject({ ok: false, error: [{ code: 'not-json' }] });
  });

  it('with several faults tells all of them', () => {
    expect(faults(/"delayMs": 0\.1/g, '"delayMs": "x"')).toHaveLength(3);
  });
});
