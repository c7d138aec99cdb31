/** Readers and writers of XIP headers that take them otherwise. */
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import { defineMutant, type Mutant } from '../mutant.ts';

const version = 0;
const lengthAt = 2;
const destinationNodesAt = 5;
const last = 7;

/** A reader that mends what it should refuse, and reads it then. */
function mending(
  slug: string,
  requirement: RequirementId,
  says: string,
  caughtBy: string,
  mend: (packet: Uint8Array) => Uint8Array,
): Mutant {
  return defineMutant({
    id: `forwarding/${slug}`,
    of: 'forwarding',
    breaks: [requirement],
    says,
    caughtBy: [caughtBy],
    make: (reference) => ({
      ...reference,
      parsePacket(octets, ...more) {
        const parsed = reference.parsePacket(octets, ...more);
        if (parsed.ok || parsed.error.requirement !== requirement) return parsed;
        return reference.parsePacket(mend(Uint8Array.from(octets)), ...more);
      },
    }),
  });
}

function withOctet(packet: Uint8Array, offset: number, value: number): Uint8Array {
  packet[offset] = value;
  return packet;
}

/** Reads any version as the one that it knows. */
export const anyVersion = mending(
  'takes-any-version',
  'XIP-002',
  'Reads a packet of another version as if it were version 1.',
  'forwarding/header/version-2',
  (packet) => withOctet(packet, version, 1),
);

/** Takes what is there for what should be there. */
export const anyLength = mending(
  'takes-any-length',
  'XIP-003',
  'Leaves octets beyond the payload out instead of refusing the packet.',
  'forwarding/header/trailing',
  (packet) => packet.subarray(0, -1),
);

/** Takes every other value for the entry. */
export const anyLast = mending(
  'takes-any-last',
  'XIP-004',
  'Takes a last that is no index for the entry.',
  'forwarding/header/last-7f',
  (packet) => withOctet(packet, last, 0x7e),
);

/** Takes a packet that comes from nowhere. */
export const noSource = defineMutant({
  id: 'forwarding/takes-no-source',
  of: 'forwarding',
  breaks: ['XIP-005'],
  says: 'Takes a packet without a source for one that comes from its destination.',
  caughtBy: ['forwarding/header/no-source'],
  make: (reference) => ({
    ...reference,
    parsePacket(octets, ...more) {
      const parsed = reference.parsePacket(octets, ...more);
      if (parsed.ok || parsed.error.requirement !== 'XIP-005') return parsed;
      const nodes = 28 * octets[destinationNodesAt]!;
      const copy = new Uint8Array(octets.length + nodes);
      copy.set(octets.subarray(0, 8 + nodes));
      copy.set(octets.subarray(8), 8 + nodes);
      copy[destinationNodesAt + 1] = octets[destinationNodesAt]!;
      return reference.parsePacket(copy, ...more);
    },
  }),
});

/** Does not count nodes. */
export const manyNodes = defineMutant({
  id: 'forwarding/takes-21-nodes',
  of: 'forwarding',
  breaks: ['XIP-006'],
  says: 'Takes a packet whose destination or source has more than 20 nodes.',
  caughtBy: ['forwarding/header/21-destination-nodes'],
  make: (reference) => ({
    ...reference,
    parsePacket(octets, ...more) {
      const parsed = reference.parsePacket(octets, ...more);
      if (parsed.ok || parsed.error.requirement !== 'XIP-006') return parsed;
      const [destinations, sources] = [octets[destinationNodesAt]!, octets[destinationNodesAt + 1]!];
      const end = 8 + 28 * (destinations + sources);
      const destination = reference.decodeDag(octets.subarray(8, 8 + 28 * destinations));
      const source = reference.decodeDag(octets.subarray(8 + 28 * destinations, end));
      if (!destination.ok || !source.ok) return parsed;
      const header = {
        version: octets[version]!,
        nextHeader: octets[1]!,
        payloadLength: octets.length - end,
        hopLimit: octets[4]!,
        last: octets[last]!,
        destination: octets.subarray(8, 8 + 28 * destinations),
        source: octets.subarray(8 + 28 * destinations, end),
      };
      const packet = { header, destination: destination.value, source: source.value };
      return { ok: true, value: { ...packet, payload: octets.subarray(end) } };
    },
  }),
});

/** Writes the length in the order of the machine. */
export const littleEndianLength = defineMutant({
  id: 'forwarding/length-in-little-endian',
  of: 'forwarding',
  breaks: ['XIP-001'],
  says: 'Writes the payload length with its lowest octet first.',
  caughtBy: ['forwarding/header/long-payload'],
  make: (reference) => ({
    ...reference,
    buildPacket(parts) {
      const packet = reference.buildPacket(parts);
      packet.subarray(lengthAt, lengthAt + 2).reverse();
      return packet;
    },
    parsePacket(octets, ...more) {
      const copy = Uint8Array.from(octets);
      copy.subarray(lengthAt, lengthAt + 2).reverse();
      return reference.parsePacket(copy, ...more);
    },
  }),
});

/** Writes `last` as an older xia-core did. */
export const olderLast = defineMutant({
  id: 'forwarding/sends-last-ff',
  of: 'forwarding',
  breaks: ['XIP-007'],
  says: 'Sends packets that stand at the entry with a last of 0xff.',
  caughtBy: ['forwarding/header/build-plain'],
  make: (reference) => ({
    ...reference,
    buildPacket: (parts) => withOctet(reference.buildPacket(parts), last, 0xff),
  }),
});
