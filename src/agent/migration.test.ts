import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { MessageOfJson } from '../protocol/index.ts';
import { bedMigration, type Testbed, testbed } from './testbed.laws.ts';

const digestOf = (octets: Uint8Array | undefined): string =>
  createHash('sha256')
    .update(octets ?? 'nothing')
    .digest('hex');

/** Runs until the machine runs somewhere else than at the start, or the migration is over. */
function finish(bed: Testbed, ms = 120_000): void {
  bed.clock.advance(ms);
}

const lastAnswer = <T extends 'StatusAnswer' | 'CancelAnswer' | 'OrderAnswer' | 'Refused' | 'WitnessAnswer'>(
  bed: Testbed,
  type: T,
): MessageOfJson<T> => bed.answers.findLast((answer) => answer.type === type) as MessageOfJson<T>;

describe('a migration', () => {
  for (const witness of [false, true]) {
    it(`moves a machine, every octet of it, ${witness ? 'with' : 'without'} a witness`, () => {
      const bed = testbed();
      let frozen = '';
      bed.hosts.source.hypervisor.onChange = (_, copy) => {
        if (copy.state === 'frozen') frozen = digestOf(copy.image);
      };
      let started = '';
      bed.hosts.destination.hypervisor.onChange = (_, copy) => {
        if (copy.state === 'running') started = digestOf(copy.image);
      };
      bed.network.setFaults({ delayMs: [1, 2] });
      bed.order({ witness });
      finish(bed, 5000);
      expect(bed.running()).toEqual(['destination 2']);
      expect(bed.hosts.source.hypervisor.copyOf(bed.machine)?.state).toBe('gone');
      expect(started).toBe(frozen);
      expect(bed.reports.map(({ role, what }) => `${role} ${what}`).sort()).toEqual([
        'destination-host running',
        'source-host done',
      ]);
    });
  }

  it('goes back to where it came from, under higher epochs', () => {
    const bed = testbed();
    bed.order({ witness: true });
    finish(bed, 5000);
    bed.order({ witness: true, back: true, migration: '02'.repeat(16), epoch: 3 });
    finish(bed, 5000);
    expect(bed.running()).toEqual(['source 3']);
    bed.order({ witness: true, migration: '03'.repeat(16), epoch: 4 });
    finish(bed, 5000);
    expect(bed.running()).toEqual(['destination 4']);
  });

  it('takes more than one round when the machine is busy', () => {
    const bed = testbed(1, { bandwidth: 200_000 });
    bed.network.setFaults({ delayMs: [20, 20] });
    let rounds = 0;
    const { perform } = bed.hosts.destination.hypervisor;
    bed.hosts.destination.hypervisor.perform = (operation, done) => {
      if (operation.operation === 'load') rounds = operation.round;
      perform(operation, done);
    };
    bed.order();
    finish(bed, 20_000);
    expect(rounds).toBeGreaterThan(2);
    expect(bed.running()).toEqual(['destination 2']);
  });

  it('is given up when it does not converge', () => {
    const bed = testbed(1, { bandwidth: 1000, maxRounds: 3 });
    bed.network.setFaults({ delayMs: [20, 20] });
    bed.order();
    finish(bed, 20_000);
    expect(bed.running()).toEqual(['source 1']);
    expect(bed.reports.find(({ role }) => role === 'source-host')).toMatchObject({
      what: 'aborted',
      reason: 'no-convergence',
    });
  });
});

/** More of them by `XLMP_RUNS`. */
const seeds = Math.max(12, Number(process.env['XLMP_RUNS'] ?? 0) / 1000);

describe('a bad network', () => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    it(`loses, repeats, reorders and corrupts a fifth of everything (seed ${seed})`, () => {
      const bed = testbed(seed);
      bed.network.setFaults({
        loss: 0.2,
        duplicate: 0.2,
        reorder: 0.2,
        corrupt: 0.2,
        reorderMs: 30,
        delayMs: [1, 5],
      });
      bed.order({ witness: seed % 2 === 0 });
      for (let n = 0; n < 20; n += 1) {
        bed.clock.advance(1000);
        // Orders get lost, too.
        if (bed.hosts.source.endpoint.view().length === 0) bed.order({ witness: seed % 2 === 0 });
        expect(bed.running().length).toBeLessThanOrEqual(1);
      }
      bed.network.setFaults({});
      finish(bed);
      expect(bed.running()).toHaveLength(1);
      const [source] = bed.hosts.source.endpoint.view();
      expect(['done', 'aborted']).toContain(source?.state);
      expect(bed.running()[0]).toBe(source?.state === 'done' ? 'destination 2' : 'source 1');
    });
  }

  it('is cut between commit and permit, then heals', () => {
    const bed = testbed();
    bed.hosts.source.store.onAppended = (appends) => {
      if (appends === 3) bed.network.partition([bed.hosts.source.identity.hidText]);
    };
    bed.order();
    bed.clock.advance(60_000);
    expect(bed.running()).toEqual([]);
    bed.network.partition([]);
    finish(bed);
    expect(bed.running()).toEqual(['destination 2']);
  });
});

describe('cancel, dry run and status', () => {
  it('cancels before the commit', () => {
    const bed = testbed();
    bed.network.setFaults({ delayMs: [5, 5] });
    bed.order();
    bed.clock.advance(20);
    bed.tell('source', { type: 'Cancel' });
    finish(bed, 5000);
    expect(lastAnswer(bed, 'CancelAnswer').cancelResult.outcome).toBe('done');
    expect(bed.running()).toEqual(['source 1']);
    expect(bed.hosts.destination.hypervisor.copyOf(bed.machine)?.state ?? 'gone').toBe('gone');
  });

  it('is too late after the commit, and unknown for a migration nobody ordered', () => {
    const bed = testbed();
    bed.order();
    finish(bed, 5000);
    bed.tell('source', { type: 'Cancel' });
    finish(bed, 100);
    expect(lastAnswer(bed, 'CancelAnswer').cancelResult.outcome).toBe('too-late');
    bed.tell('source', { type: 'Cancel' }, { migration: '0f'.repeat(16) });
    finish(bed, 100);
    expect(lastAnswer(bed, 'CancelAnswer').cancelResult.outcome).toBe('unknown');
  });

  it('waits with the answer to a cancel while the commit record is being written', () => {
    const bed = testbed();
    bed.hosts.source.store.onAppended = (appends) => {
      if (appends === 2) bed.hosts.source.store.setFault('held');
    };
    bed.order();
    bed.clock.advance(1000);
    expect(bed.hosts.source.endpoint.view()[0]?.state).toBe('committing');
    bed.tell('source', { type: 'Cancel' });
    bed.clock.advance(100);
    expect(bed.answers.filter(({ type }) => type === 'CancelAnswer')).toEqual([]);
    bed.hosts.source.store.setFault(undefined);
    bed.clock.advance(100);
    expect(lastAnswer(bed, 'CancelAnswer').cancelResult.outcome).toBe('too-late');
  });

  it('dry-runs and leaves nothing behind', () => {
    const bed = testbed();
    bed.order({ purpose: 'dry-run' });
    finish(bed, 1000);
    expect(lastAnswer(bed, 'OrderAnswer')).toMatchObject({
      status: { outcome: 'aborted', runsHere: 'yes' },
      votes: { memory: 'yes' },
      estimate: { gap: 60_000 },
    });
    expect(bed.running()).toEqual(['source 1']);
    expect(bed.hosts.destination.hypervisor.copyOf(bed.machine)?.state).toBe('gone');
  });

  it('answers questions for the status, also of what it does not know', () => {
    const bed = testbed();
    bed.order();
    finish(bed, 5000);
    for (const [host, outcome, runsHere] of [
      ['source', 'done', 'no'],
      ['destination', 'done', 'yes'],
    ] as const) {
      bed.tell(host, { type: 'StatusQuery' });
      bed.clock.advance(10);
      expect(lastAnswer(bed, 'StatusAnswer').status).toMatchObject({ outcome, runsHere, epoch: 2 });
    }
    bed.tell('source', { type: 'StatusQuery' }, { migration: '0f'.repeat(16) });
    bed.clock.advance(10);
    expect(lastAnswer(bed, 'StatusAnswer').status).toEqual({
      outcome: 'unknown',
      phase: 'none',
      runsHere: 'unknown',
      epoch: 2,
    });
  });

  it('reads the register of the witness', () => {
    const bed = testbed();
    bed.order({ witness: true });
    finish(bed, 5000);
    bed.tell('witness', { type: 'WitnessRead' });
    bed.clock.advance(10);
    expect(lastAnswer(bed, 'WitnessAnswer').statement).toMatchObject({
      known: 'yes',
      epoch: 2,
      owner: bed.hosts.destination.identity.hidText,
      migration: bedMigration,
    });
  });
});

describe('a destination that cannot', () => {
  it('start gives the machine back', () => {
    for (const witness of [false, true]) {
      const bed = testbed();
      bed.hosts.destination.hypervisor.setFaults({ fail: { start: 'hypervisor' } });
      bed.order({ witness });
      finish(bed, 10_000);
      expect(bed.running()).toEqual(['source 3']);
      expect(bed.reports.map(({ role, what }) => `${role} ${what}`)).toContain('source-host regained');
    }
  });

  it('reserve votes no, and the machine stays', () => {
    const bed = testbed();
    bed.hosts.destination.hypervisor.setFaults({ voteNo: ['network'] });
    bed.order();
    finish(bed, 10_000);
    expect(bed.running()).toEqual(['source 1']);
    expect(bed.reports.find(({ role }) => role === 'source-host')?.reason).toBe('network-not-ready');
  });

  it('take a second migration of the same machine is busy', () => {
    const bed = testbed();
    bed.network.setFaults({ delayMs: [30, 30] });
    bed.order();
    bed.clock.advance(100);
    bed.order({ migration: '04'.repeat(16) });
    bed.clock.advance(70);
    expect(lastAnswer(bed, 'Refused').reason.reason).toBe('busy');
  });
});
