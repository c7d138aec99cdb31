import { describe, expect, test } from 'vitest';
import { buildCommands, namespacesOf, type NetworkPlan, placesOf, removeCommands } from './topology.ts';

const plan: NetworkPlan = {
  id: 'xl7',
  mtu: 1500,
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

  test('names of devices fit into the kernel', () => {
    for (const line of text)
      for (const [, name] of line.matchAll(/(?:link add|peer name|add mode) (\S+)/g))
        expect(name!.length).toBeLessThan(16);
  });
});
