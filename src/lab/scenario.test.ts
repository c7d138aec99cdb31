import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { labScenarioSchema, needsOf } from './scenario.ts';
import { labScenarios } from './shipped.ts';

const minimal = { title: 'a move', way: 'inter-ad' };
const read = (more: object) => labScenarios.read(JSON.stringify({ ...minimal, ...more }));

describe('scenarios of the lab', () => {
  test('what is shipped reads, and fits the schema', () => {
    const fits = new Ajv({ strict: false }).compile(labScenarioSchema);
    for (const name of labScenarios.names()) {
      expect(labScenarios.find(name), name).toBeDefined();
      const file = new URL(`scenarios/${name}.json`, import.meta.url);
      expect(fits(JSON.parse(readFileSync(file, 'utf8'))), name).toBe(true);
    }
  });

  test.each([
    ['an unknown field', { speed: 1 }, 'unknown-field'],
    ['an unknown way', { way: 'to the moon' }, 'unknown-choice'],
    ['more to fill than there is', { guest: { memory: 64, fill: 64 } }, 'not-possible'],
    ['more to write than is filled', { guest: { fill: 8, dirty: 16 } }, 'not-possible'],
    ['a bare guest that is to talk with another', { bothEnds: true }, 'not-possible'],
    [
      'a second guest whose move would be cut',
      { bothEnds: true, guest: { kind: 'linux' }, kill: 'source' },
      'not-possible',
    ],
    [
      'a program that the second guest has not',
      { bothEnds: true, guest: { kind: 'linux' }, programs: ['ssh'] },
      'not-possible',
    ],
    ['programs in a bare guest', { programs: ['nc'] }, 'not-possible'],
  ])('%s is refused', (_, more, code) => {
    const result = read(more);
    expect(result.ok ? [] : result.error.map((problem) => problem.code)).toEqual([code]);
    expect(read({}).ok).toBe(true);
  });

  test('what a machine must have follows from what is done', () => {
    const needs = (more: object) => {
      const result = read(more);
      return result.ok ? needsOf(result.value) : [];
    };
    expect(needs({})).toEqual(['network', 'devices', 'hypervisor', 'bare-guest']);
    expect(needs({ guest: { kind: 'simulated' } })).toEqual(['network']);
    expect(needs({ guest: { kind: 'linux', memory: 128 }, programs: ['nc'] })).toContain('programs');
    expect(needs({ disk: { format: 'raw' } })).toContain('disks');
  });
});
