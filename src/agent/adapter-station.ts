/** Access router and rendezvous under test (chapters 12 and 15). */
import { startAccessRouter, type StationOptions, startRendezvous } from '../adaptation/index.ts';
import { noMigration } from '../protocol/index.ts';
import { ConfigError, type Members, membersOf, textOf } from './adapter-config.ts';
import { OrderError, type Tested, type TestedSetup } from './tested.ts';

/** Starts an access router for the kit. @throws ConfigError */
export function accessRouterUnderTest(setup: TestedSetup): Tested {
  const { transport, report, config } = setup;
  const policy = membersOf(config.members['policy'] ?? {}, 'policy');
  const witnesses = readIds(policy['witnesses']);
  const router = (() => {
    try {
      return startAccessRouter({
        ...stationOf(setup),
        witnesses,
        send: (packet) => transport.send(packet),
        deliver: (packet, host) => transport.send(packet, host),
        onChange: (change) => report({ is: 'attachment', ...change }),
      });
    } catch (error) {
      throw error instanceof RangeError ? new ConfigError(error.message) : error;
    }
  })();
  transport.onPacket((packet) => router.receive(packet));
  return {
    order(order) {
      if (order['kind'] !== 'attach') throw new OrderError('an access router knows the order attach only');
      const { epoch } = order;
      if (typeof epoch !== 'number') throw new OrderError('epoch is no number');
      const migration = textOf(order['migration'] ?? noMigration, 'migration');
      router.attach(textOf(order['machine'], 'machine'), {
        host: textOf(order['host'], 'host'),
        epoch,
        migration,
      });
    },
    stop: () => router.stop(),
  };
}

/** Starts a rendezvous for the kit. */
export function rendezvousUnderTest(setup: TestedSetup): Tested {
  const { transport } = setup;
  const point = startRendezvous({ ...stationOf(setup), send: (packet) => transport.send(packet) });
  transport.onPacket((packet) => point.receive(packet));
  return {
    order() {
      throw new OrderError('a rendezvous takes no orders');
    },
    stop: () => point.stop(),
  };
}

function stationOf({ config, implementation, clock, store, random, log }: TestedSetup): StationOptions {
  const timing = { delays: config.delays };
  return { identity: config.identity, functions: implementation, clock, store, random, timing, log };
}

function readIds(raw: unknown): readonly string[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) throw new ConfigError('policy.witnesses is no list');
  return (raw as readonly Members[string][]).map((id) => textOf(id, 'policy.witnesses'));
}
