/** What hosts keep of a machine when its migration is over: they live on for many more. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../ports/hypervisor.ts';
import { bedMigration, type HostFixture, testbed } from './testbed.laws.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Notes the octets of every chunk that goes into or comes out of a hypervisor, without keeping them. What comes out is
 * copied, since the simulated hypervisor remembers its answers.
 */
function octetsOf({ hypervisor }: HostFixture): readonly WeakRef<Uint8Array>[] {
  const seen: WeakRef<Uint8Array>[] = [];
  const noted = (chunk: Chunk): Chunk => {
    seen.push(new WeakRef(chunk.octets));
    return chunk;
  };
  const { perform } = hypervisor;
  Object.assign(hypervisor, {
    perform: ((operation, done) => {
      if (operation.operation === 'load') operation.chunks.forEach(noted);
      perform(operation, (result) => {
        if (result.is !== 'copied' && result.is !== 'frozen') return done(result);
        done({
          ...result,
          chunks: result.chunks.map((chunk) => noted({ ...chunk, octets: chunk.octets.slice() })),
        });
      });
    }) satisfies typeof perform,
  });
  return seen;
}

describe('when a migration is over', () => {
  it.each([
    ['and the machine has moved', 'destination 2', 0],
    ['and was cancelled', 'source 1', 10],
  ])('%s, neither host keeps octets of its state', async (_, running, cancelMs) => {
    const bed = testbed(1, { bandwidth: 200_000 });
    const { source, destination } = bed.hosts;
    const seen = [octetsOf(source), octetsOf(destination)];
    bed.network.setFaults({ delayMs: [1, 2] });
    bed.order();
    if (cancelMs > 0) {
      bed.clock.advance(cancelMs);
      bed.tell('source', { type: 'Cancel' }, { migration: bedMigration });
    }
    bed.clock.advance(20_000);
    expect(bed.running()).toEqual([running]);
    expect(seen[0]!.length).toBeGreaterThan(0);
    // What was looked at in this turn is kept until its end.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    collect();
    expect(seen.map((octets) => octets.filter((one) => one.deref() !== undefined).length)).toEqual([0, 0]);
  });
});
