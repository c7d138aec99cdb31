/**
 * Several transports as one: a packet leaves where the host that it goes to was heard last.
 */
import type { Transport } from '../ports/transport.ts';
import { addressTable } from './peer-table.ts';

/**
 * Joins transports. They belong to the result, which ends them when it is closed.
 *
 * @param first where packets leave for those who were not heard yet: by each of them.
 * @param others where only those are answered who were heard there.
 */
export function joinTransports(first: readonly Transport[], others: readonly Transport[]): Transport {
  const all = [...first, ...others];
  const table = addressTable<Transport>(new Map(), 'nowhere', undefined, () => undefined);
  return {
    send(packet, next) {
      const heard = table.lookUp(packet, next);
      if (heard !== undefined) return heard.send(packet, next);
      const copies = first.length - 1;
      first.forEach((transport, i) => transport.send(i === copies ? packet : packet.slice(), next));
    },
    onPacket(receiver) {
      for (const transport of all) {
        transport.onPacket((packet) => {
          table.learn(packet, transport);
          receiver(packet);
        });
      }
    },
    async close() {
      await Promise.all(all.map((transport) => transport.close()));
    },
  };
}
