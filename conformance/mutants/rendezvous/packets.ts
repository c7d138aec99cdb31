/** Rendezvous that send packets on wrongly. */
import type { Implementation } from '../../../src/agent/index.ts';
import { cast } from '../../cast.ts';
import { hexOf, octets } from '../../octets/octets.ts';
import { chain } from '../../octets/xip.ts';
import { defineMutant, type Mutant } from '../mutant.ts';

/** A rendezvous whose packets are changed when they leave. */
function sending(
  id: string,
  says: string,
  caughtBy: readonly [string, ...string[]],
  change: (packet: Uint8Array, before: Uint8Array) => Uint8Array | undefined,
): Mutant {
  return defineMutant({
    id: `rendezvous/${id}`,
    of: 'rendezvous',
    breaks: ['RDV-007'],
    says,
    caughtBy,
    make: (reference: Implementation) => ({
      ...reference,
      redirected(packet, place) {
        const before = packet.slice();
        const sent = reference.redirected(packet, place);
        return sent === undefined ? undefined : change(sent, before);
      },
    }),
  });
}

/** Where the octets of the header are. */
const [lengthOfHeader, hopLimitAt, destinationAt, sourceAt] = [8, 4, 5, 6];

function withDestination(packet: Uint8Array, nodes: Uint8Array): Uint8Array {
  const rest = packet.subarray(lengthOfHeader + 28 * packet[destinationAt]!);
  const copy = octets(packet.subarray(0, lengthOfHeader), nodes, rest);
  copy[destinationAt] = nodes.length / 28;
  return copy;
}

/** As it came. */
export const asItCame = sending(
  'sends-packets-as-they-came',
  'Sends a packet on with the destination that it had.',
  ['rendezvous/packet'],
  (_, before) => before,
);
/** Without a service. */
export const noService = sending(
  'drops-service',
  'Leaves out what stood behind the machine.',
  ['rendezvous/packet-for-service'],
  (packet) =>
    packet[destinationAt] === 3
      ? withDestination(packet, chain(['AD', cast.newRouter.ad], ['HID', cast.owner.hid]))
      : packet,
);
/** A hop for nothing. */
export const noHop = sending(
  'counts-no-hop',
  'Sends a packet on with the hop limit that it had.',
  ['rendezvous/packet', 'rendezvous/packet-hop-limit'],
  (packet) => {
    const copy = packet.slice();
    copy[hopLimitAt]! += 1;
    return copy;
  },
);
/** Back again. */
export const withFallback = sending(
  'keeps-fallback',
  'Adds the rendezvous to the new destination as another way.',
  ['rendezvous/packet', 'rendezvous/packet-with-fallback'],
  (packet) =>
    withDestination(
      packet,
      chain(
        ['AD', cast.newRouter.ad],
        ['HID', cast.rendezvous.hid, '027f7f7f'],
        ['HID', cast.owner.hid, '00017f7f'],
      ),
    ),
);
/** From itself. */
export const fromItself = sending(
  'sends-packets-from-itself',
  'Writes its own address as source.',
  ['rendezvous/packet'],
  (packet) => {
    const text = hexOf(packet);
    return packet[sourceAt]! > 0 ? octets(text.replace(cast.peer.hid, cast.rendezvous.hid)) : packet;
  },
);
