/** What tshark with the dissector says of packets, for tests. */
import { resolve } from 'node:path';
import { frameOfUdp, frameOfXip, linkTypes, writeCapture } from '../../../src/capture/index.ts';
import { tsharkWith } from '../../../src/capture/tshark.laws.ts';

const script = resolve('dissector/xlmp.lua');
const ends = { from: Uint8Array.of(2, 0, 0, 0, 0, 1), to: Uint8Array.of(2, 0, 0, 0, 0, 2) };
const addresses = [Uint8Array.of(10, 0, 0, 1), Uint8Array.of(10, 0, 0, 2)] as const;
const separator = '\u001f';

/** How packets are carried. */
export type Carrier = 'ethernet' | 'udp';

/** A capture of packets, a nanosecond between each. */
export function captureOf(packets: readonly Uint8Array[], carrier: Carrier): Uint8Array {
  const frames = packets.map((packet, i) => {
    const octets = carrier === 'ethernet' ? frameOfXip(packet, ends) : frameOfUdp(packet, ends, ...addresses);
    return { at: BigInt(i), interface: 0, octets, originalLength: octets.length, comments: [] };
  });
  const interfaces = [{ name: 'test', description: '', linkType: linkTypes.ethernet }];
  return writeCapture({ application: '', comments: [], interfaces, frames });
}

/** The values of fields for each packet, in order; those of one that stands there more than once with `; ` between. */
export function dissected<Name extends string>(
  packets: readonly Uint8Array[],
  names: readonly Name[],
  carrier: Carrier = 'ethernet',
): readonly Readonly<Record<Name, string>>[] {
  const printed = tsharkWith(
    script,
    captureOf(packets, carrier),
    '-Tfields',
    '-E',
    `separator=${separator}`,
    '-E',
    'aggregator=|',
    ...names.flatMap((name) => ['-e', name]),
  );
  return printed
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const values = line.split(separator);
      return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])) as Record<Name, string>;
    });
}

/** The code of the first fault that the dissector found in each packet; empty for none. */
export function faultsIn(packets: readonly Uint8Array[], carrier?: Carrier): readonly string[] {
  return dissected(packets, ['_ws.expert.message', '_ws.lua.error'], carrier).map(
    ({ '_ws.expert.message': messages, '_ws.lua.error': broken }) => {
      if (broken !== '') return `Lua: ${broken}`;
      return messages
        .split('|')[0]!
        .replace(/^\[[A-Z]{3}-\d{3}\] /, '')
        .split(' in ')[0]!;
    },
  );
}
