import { describe, expect, it } from 'vitest';
import { lawMachine } from './hypervisor.laws.ts';
import {
  approach,
  ask,
  chunkSize,
  freeze,
  freshPairs,
  migrationTo,
  move,
  states,
  whyNoPair,
} from './qemu/qemu-pair.laws.ts';

const start = freshPairs();

describe.skipIf(whyNoPair !== '')(
  `a machine whose agent restarts${whyNoPair && ` (not run: ${whyNoPair})`}`,
  () => {
    it('runs on under its epoch, and can move', async () => {
      const now = await start();
      const here = await now.restart('here');
      expect(await here.copyOf(lawMachine)).toMatchObject({ state: 'running', epoch: 1 });
      await move(here, now.there, 2);
      const there = await now.restart('there');
      expect(await there.copyOf(lawMachine)).toMatchObject({ state: 'running', epoch: 2 });
      expect(there.describe(lawMachine)?.profile.memory).toBe(now.memory);
    });

    it('runs on when the source breaks off in a round; the stream cannot be continued', async () => {
      const now = await start();
      const { round } = await approach(now.here, now.there, 2);
      const here = await now.restart('here');
      expect(await states(now)).toEqual(['running', 'reserved']);
      const copyRound = { operation: 'copyRound', round, chunkSize } as const;
      expect(await ask(here, copyRound, 1, migrationTo(2))).toEqual({ is: 'failed', reason: 'cancelled' });
      expect(await ask(here, { operation: 'thaw' }, 1, migrationTo(2))).toEqual({ is: 'done' });
      await move(here, now.there, 3);
      expect(await states(now)).toEqual(['gone', 'running']);
    });

    it.each(['thaw', 'discard'] as const)('stays frozen at the source until %s', async (operation) => {
      const now = await start();
      const { round } = await approach(now.here, now.there, 2);
      await freeze(now.here, round, 2);
      const here = await now.restart('here');
      expect(await here.copyOf(lawMachine)).toMatchObject({ state: 'frozen', epoch: 1 });
      expect(await ask(here, { operation }, operation === 'thaw' ? 3 : 2, migrationTo(2))).toEqual({
        is: 'done',
      });
      expect(await here.copyOf(lawMachine)).toMatchObject(
        operation === 'thaw' ? { state: 'running', epoch: 3 } : { state: 'gone', epoch: 1 },
      );
    });

    it('starts at the destination when all of it had arrived', async () => {
      const now = await start();
      const { round } = await approach(now.here, now.there, 2);
      const { chunks } = await freeze(now.here, round, 2);
      await ask(now.there, { operation: 'load', round, chunks }, 2);
      const there = await now.restart('there');
      expect(await there.copyOf(lawMachine)).toMatchObject({ state: 'reserved' });
      expect(await ask(there, { operation: 'start' }, 2)).toEqual({ is: 'done' });
      expect(await there.copyOf(lawMachine)).toMatchObject({ state: 'running', epoch: 2 });
      expect(await ask(await now.restart('there'), { operation: 'start' }, 2)).toEqual({ is: 'done' });
      await ask(now.here, { operation: 'discard' }, 2);
      expect((await now.serial('there', ({ ticks }) => ticks.length > 2)).faults).toEqual([]);
    });

    it('does not start at the destination when some of it was missing', async () => {
      const now = await start();
      await approach(now.here, now.there, 2);
      const there = await now.restart('there');
      expect(await ask(there, { operation: 'start' }, 2)).toEqual({ is: 'failed', reason: 'hypervisor' });
      expect((await there.copyOf(lawMachine))?.state).toBe('gone');
      expect(await ask(there, { operation: 'release' }, 2)).toEqual({ is: 'done' });
    });
  },
);
