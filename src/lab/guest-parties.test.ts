import { describe, expect, test } from 'vitest';
import { tracksOf } from './guest-parties.ts';
import { wayNames } from './scenario.ts';

describe('where guests go', () => {
  test('the second one begins in the other domain, and goes as the first does', () => {
    const hosts = (way: (typeof wayNames)[number]): string[] =>
      tracksOf({ way, bothEnds: true }).map(({ home, away }) => `${home} ${away}`);
    expect(hosts('intra-ad')).toEqual(['h1 h2', 'h4 h3']);
    expect(hosts('inter-ad')).toEqual(['h1 h3', 'h4 h2']);
    expect(hosts('across-ip')).toEqual(['h1 h3', 'h4 h2']);
  });

  test.each(wayNames)('no two of them are ever at one host: %s', (way) => {
    const hosts = tracksOf({ way, bothEnds: true }).flatMap(({ home, away }) => [home, away]);
    expect(new Set(hosts).size).toBe(hosts.length);
    expect(tracksOf({ way, bothEnds: false }).length).toBe(1);
  });
});
