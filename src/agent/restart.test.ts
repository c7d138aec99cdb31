import { describe, expect, it } from 'vitest';
import { memoryStore } from '../stores/memory.ts';
import { type HostName, type Testbed, testbed } from './testbed.laws.ts';

/** Runs a migration in which a host crashes just after its n-th record, and comes back a while later. */
function crashAfter(name: HostName, appends: number, witness: boolean, downMs: number): Testbed {
  const bed = testbed(appends);
  const host = bed.hosts[name];
  let crashed = false;
  host.store.onAppended = (count) => {
    if (count !== appends || crashed) return;
    crashed = true;
    host.crash();
    bed.clock.schedule(downMs, () => host.restart());
  };
  bed.network.setFaults({ delayMs: [1, 2] });
  bed.order({ witness });
  for (let n = 0; n < 100; n += 1) {
    bed.clock.advance(100);
    expect(bed.running().length).toBeLessThanOrEqual(1);
  }
  bed.clock.advance(120_000);
  expect(crashed).toBe(true);
  return bed;
}

/** Where the machine has to be in the end: before the commit record at the source, behind it at the destination. */
const cases: readonly [HostName, appends: number, witness: boolean, where: string][] = [
  ['source', 1, false, 'source 1'],
  ['source', 2, false, 'source 1'],
  ['source', 3, false, 'destination 2'],
  ['source', 4, false, 'destination 2'],
  ['source', 3, true, 'destination 2'],
  ['source', 4, true, 'destination 2'],
  ['source', 5, true, 'destination 2'],
  ['destination', 1, false, 'source 1'],
  ['destination', 2, false, 'source 1'],
  ['destination', 4, false, 'destination 2'],
  ['destination', 5, false, 'destination 2'],
  ['destination', 4, true, 'destination 2'],
  ['destination', 5, true, 'destination 2'],
  ['witness', 1, true, 'destination 2'],
];

describe('a crash just after a journal record', () => {
  for (const [name, appends, witness, where] of cases) {
    const title = `${name}, record ${appends}${witness ? ', with a witness' : ''}`;
    for (const downMs of [0, 7000]) {
      it(`${title}, down for ${downMs} ms: the machine runs at ${where}`, () => {
        const bed = crashAfter(name, appends, witness, downMs);
        expect(bed.running()).toEqual([where]);
        const states = [...bed.hosts.source.endpoint.view(), ...bed.hosts.destination.endpoint.view()];
        for (const { state } of states) expect(state).toMatch(/^(done|aborted|running|released|refused)$/);
      });
    }
  }

  it('destination, record 3, back in time: the whole state is here, and the commit is heard', () => {
    const bed = crashAfter('destination', 3, false, 100);
    expect(bed.running()).toHaveLength(1);
  });

  it('destination, record 3, back after the limit of the freeze: the machine stayed', () => {
    const bed = crashAfter('destination', 3, false, 7000);
    expect(bed.running()).toEqual(['source 1']);
  });

  it('destination, giving back', () => {
    const bed = testbed();
    const { destination } = bed.hosts;
    destination.hypervisor.setFaults({ fail: { start: 'hypervisor' } });
    destination.store.onAppended = (count) => {
      if (count === 5) {
        destination.crash();
        bed.clock.schedule(3000, () => destination.restart());
      }
    };
    bed.order({ witness: true });
    bed.clock.advance(60_000);
    expect(bed.running()).toEqual(['source 3']);
    expect(destination.endpoint.view()[0]?.state).toBe('gaveBack');
  });
});

describe('what a restart remembers', () => {
  it('answers about a migration that is over', () => {
    const bed = testbed();
    bed.order();
    bed.clock.advance(5000);
    for (const name of ['source', 'destination'] as const) bed.hosts[name].restart();
    bed.clock.advance(1000);
    bed.tell('destination', { type: 'StatusQuery' });
    bed.clock.advance(10);
    expect(bed.answers.at(-1)).toMatchObject({ status: { outcome: 'done', runsHere: 'yes', epoch: 2 } });
    expect(bed.running()).toEqual(['destination 2']);
  });

  it('refuses an epoch that was created already', () => {
    const bed = testbed();
    bed.order();
    bed.clock.advance(5000);
    bed.hosts.source.restart();
    bed.hosts.destination.restart();
    bed.order({ migration: '0a'.repeat(16), epoch: 2 });
    bed.clock.advance(1000);
    expect(bed.answers.at(-1)).toMatchObject({ type: 'Refused', reason: { reason: 'stale-epoch' } });
  });

  it('leaves the copy alone when a later migration brought it back', () => {
    const bed = testbed();
    bed.order();
    bed.clock.advance(5000);
    bed.order({ back: true, migration: '02'.repeat(16), epoch: 3 });
    bed.clock.advance(5000);
    bed.hosts.source.restart();
    bed.hosts.destination.restart();
    bed.clock.advance(60_000);
    expect(bed.running()).toEqual(['source 3']);
  });

  it('keeps the register of the witness', () => {
    const bed = testbed();
    bed.order({ witness: true });
    bed.clock.advance(5000);
    bed.hosts.witness.restart();
    bed.tell('witness', { type: 'WitnessRead' });
    bed.clock.advance(10);
    expect(bed.answers.at(-1)).toMatchObject({ statement: { known: 'yes', epoch: 2 } });
  });
});

describe('a journal that fails', () => {
  it('is full at the order: nothing is offered', () => {
    const bed = testbed();
    bed.hosts.source.store.setFault('full');
    bed.order();
    bed.clock.advance(1000);
    expect(bed.answers.at(-1)).toMatchObject({ type: 'Refused', reason: { reason: 'journal' } });
    expect(bed.hosts.destination.endpoint.view()).toEqual([]);
  });

  it('is full at the commit: the machine stands still until the record that takes it back is written', () => {
    for (const fault of ['full', 'torn'] as const) {
      const bed = testbed();
      const { store } = bed.hosts.source;
      store.onAppended = (count) => {
        if (count === 2) store.setFault(fault);
      };
      bed.order();
      bed.clock.advance(10_000);
      expect(bed.running()).toEqual([]);
      expect(bed.hosts.source.endpoint.view()[0]?.state).toBe('doubt');
      store.setFault(undefined);
      expect(bed.hosts.source.endpoint.retry(bed.machine, '01'.repeat(16))).toBe(true);
      bed.clock.advance(10_000);
      expect(bed.running()).toEqual(['source 1']);
    }
  });

  it('is full at the destination: the permit is kept until it can be recorded', () => {
    const bed = testbed();
    const { store } = bed.hosts.destination;
    store.onAppended = (count) => {
      if (count === 3) store.setFault('full');
    };
    bed.order();
    bed.clock.advance(10_000);
    expect(bed.running()).toEqual([]);
    store.setFault(undefined);
    bed.clock.advance(60_000);
    expect(bed.running()).toEqual(['destination 2']);
  });

  it('is torn by a crash: the record counts as not written', () => {
    const bed = testbed();
    const { source } = bed.hosts;
    source.store.onAppended = (count) => {
      if (count === 2) source.store.setFault('torn');
    };
    bed.order();
    bed.clock.runUntil(() => source.endpoint.view()[0]?.state === 'doubt', 1000);
    source.store.setFault(undefined);
    source.restart();
    bed.clock.advance(60_000);
    expect(bed.running()).toEqual(['source 1']);
  });

  it('is damaged or unreadable: the host does not start', () => {
    const bed = testbed();
    bed.order();
    bed.clock.advance(5000);
    const { source } = bed.hosts;
    const image = source.store.image();
    image[200]! ^= 1;
    Object.assign(source.store, memoryStore(image));
    expect(() => source.restart()).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }));
    source.store.setUnreadable(true);
    expect(() => source.restart()).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
  });
});
