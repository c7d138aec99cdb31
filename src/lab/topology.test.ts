import { describe, expect, test } from 'vitest';
import { buildCommands, namespacesOf, type NetworkPlan, placesOf, removeCommands } from './topology.ts';

const plan: NetworkPlan = {
  id: 'xl7',
  mtu: 1500,
  secondAt: ['h3'],
  domains: [
    { name: 'AD1', router: 'r1', hosts: ['h1', 'h2'], clients: [], others: ['w'] },
    { name: 'AD2', router: 'r2', hosts: ['h3'], clients: [], others: [] },
  ],
};
const text = buildCommands(plan).map((words) => words.join(' '));

describe('the network as commands', () => {
  test('every place has an address of its own', () => {
    expect(placesOf(plan).map(({ name, address }) => `${name} ${address}`)).toEqual([
      'r1 10.66.1.1',
      'h1 10.66.1.11',
      'h2 10.66.1.12',
      'w 10.66.1.13',
      'r2 10.66.2.1',
      'h3 10.66.2.11',
    ]);
  });

  test('every namespace is made before it is used, and is removed', () => {
    const made = new Set<string>();
    for (const line of text) {
      const added = /^ip netns add (\S+)$/.exec(line)?.[1];
      if (added !== undefined) made.add(added);
      for (const [, used] of line.matchAll(/(?:-n|netns exec|peer name \S+ netns) (\S+)/g))
        expect(made, line).toContain(used);
    }
    expect([...made].sort()).toEqual([...namespacesOf(plan)].sort());
    expect(
      removeCommands(namespacesOf(plan))
        .map((words) => words.at(-1)!)
        .sort(),
    ).toEqual([...made].sort());
  });

  test('the router of a guest is the same on every host, and nowhere else', () => {
    const taps = text.filter((line) => line.includes('link set tap0 address 02:c0:de:00:00:01'));
    expect(taps.map((line) => line.split(' ')[2])).toEqual(['xl7-h1', 'xl7-h2', 'xl7-h3']);
  });

  test('a host is the router of the guest that may be there, and reaches the other one by XIP', () => {
    const at = (host: string, words: string): boolean => text.includes(`ip -n xl7-${host} ${words}`);
    expect(at('h2', 'addr add 10.9.0.1/24 dev tap0')).toBe(true);
    expect(at('h2', 'neigh replace 10.9.0.2 lladdr 52:54:00:09:00:02 nud permanent dev tap0')).toBe(true);
    expect(at('h3', 'addr add 10.9.1.1/24 dev tap0')).toBe(true);
    expect(at('h3', 'neigh replace 10.9.1.2 lladdr 52:54:00:09:01:02 nud permanent dev tap0')).toBe(true);
    for (const host of ['h1', 'h2', 'h3']) expect(at(host, 'route add 10.9.0.0/16 dev xip0')).toBe(true);
  });

  test('names of devices fit into the kernel', () => {
    for (const line of text)
      for (const [, name] of line.matchAll(/(?:link add|peer name|add mode) (\S+)/g))
        expect(name!.length).toBeLessThan(16);
  });
});
