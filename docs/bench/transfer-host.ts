/**
 * A host for the benchmark of the transfer, in a process of its own: one whose hypervisor gives octets as a stream, or
 * one whose hypervisor counts what it is given.
 */
import { createHash } from 'node:crypto';
import { systemClock } from '../../src/clocks/system.ts';
import { referenceImplementation } from '../../src/agent/index.ts';
import type { Chunk, Hypervisor, HypervisorResult } from '../../src/ports/hypervisor.ts';
import { signerFromSeed } from '../../src/protocol/index.ts';
import { type Identity, identityOf, optionsForDatagrams, standardPolicy } from '../../src/runtime/index.ts';
import { type Endpoint, startEndpoint } from '../../src/runtime/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { type UdpOptions, udpTransport, type UdpTransport } from '../../src/transports/udp.ts';
import { makeXid, xidType } from '../../src/xia/index.ts';

/** Octets of a round, as the driver of a real hypervisor gives them. */
const sliceOctets = 8 * 1_048_576;

/** A host of the benchmark by its number, which is its seed. */
export function benchIdentity(number: number): Identity {
  return identityOf(signerFromSeed(new Uint8Array(32).fill(number)), makeXid(xidType.ad, 'ad'.repeat(20)));
}

/** A host that listens. */
export interface BenchHost {
  readonly endpoint: Endpoint;
  readonly transport: UdpTransport;
}

/** Starts a host. @param onReport gets how a migration ended. */
export async function benchHost(
  number: number,
  hypervisor: Hypervisor,
  { datagram, batches }: { readonly datagram: number; readonly batches: NonNullable<UdpOptions['batches']> },
  peers: ReadonlyMap<string, { readonly host: string; readonly port: number }>,
  onReport: (what: string) => void,
): Promise<BenchHost> {
  const transport = await udpTransport({ host: '127.0.0.1', port: 0, peers, batches });
  let drawn = number;
  const endpoint = startEndpoint({
    identity: benchIdentity(number),
    roles: ['source-host', 'destination-host'],
    clock: systemClock(),
    transport,
    store: memoryStore(),
    hypervisor,
    random: {
      octets: (count) => Uint8Array.from({ length: count }, () => (drawn = (drawn * 167 + 13) & 0xff)),
    },
    functions: referenceImplementation,
    policy: standardPolicy({ ...optionsForDatagrams(datagram), bandwidth: 10e9, maxRounds: 1000 }),
    onReport: ({ what, reason }) => onReport(`${what} ${reason ?? ''}`.trim()),
  });
  return { endpoint, transport };
}

/** Slices that are read ahead. */
const slicesAhead = 2;

/**
 * A hypervisor that has so many octets to give, in slices; as the driver of a real one does, it reads ahead and names the
 * chunks as they come.
 *
 * @param onBegin is called when the first slice is taken.
 */
export function givingHypervisor(octets: number, onBegin: () => void): Hypervisor {
  const image = new Uint8Array(octets);
  for (let at = 0; at < octets; at += 4) image[at] = (at >> 12) ^ (at >> 4);
  const whole = createHash('sha256');
  let read = 0;
  let given = 0;
  let ahead: Chunk[] = [];
  let isReading = false;
  const readChunk = (chunkSize: number): void => {
    const part = image.subarray(read, Math.min(octets, read + chunkSize));
    ahead.push({ place: read, octets: part, digest: createHash('sha256').update(part).digest() });
    read += part.length;
  };
  const readAhead = (chunkSize: number): void => {
    if (isReading || read === octets || read - given >= slicesAhead * sliceOctets) return;
    isReading = true;
    setImmediate(() => {
      isReading = false;
      if (read < octets) readChunk(chunkSize);
      readAhead(chunkSize);
    });
  };
  const slice = (chunkSize: number, most: number): readonly Chunk[] => {
    const end = Math.min(octets, given + most);
    while (read < end) readChunk(chunkSize);
    const chunks = ahead;
    ahead = [];
    given = read;
    readAhead(chunkSize);
    return chunks;
  };
  return {
    describe: () => ({
      profile: { memory: octets, pageSize: 4096, processors: 1, hypervisor: 'bench' },
      disks: [],
    }),
    perform(operation, done) {
      const answer = (result: HypervisorResult): void => void setImmediate(done, result);
      switch (operation.operation) {
        case 'copyRound': {
          if (operation.round === 1) onBegin();
          const chunks = slice(operation.chunkSize, sliceOctets);
          for (const { digest } of chunks) whole.update(digest!);
          return answer({ is: 'copied', chunks, dirtyRate: 0, left: octets - given, pass: 1 });
        }
        case 'freeze': {
          const chunks = slice(operation.chunkSize, octets);
          for (const { digest } of chunks) whole.update(digest!);
          return answer({ is: 'frozen', chunks, stateDigest: whole.copy().digest('hex') });
        }
        default:
          return answer({ is: 'done' });
      }
    },
  };
}

/** A hypervisor that takes everything. @param onStart is called with the octets that it was given. */
export function takingHypervisor(onStart: (octets: number) => void): Hypervisor {
  const whole = createHash('sha256');
  let taken = 0;
  return {
    describe: () => undefined,
    perform(operation, done) {
      switch (operation.operation) {
        case 'reserve':
          return done({
            is: 'reserved',
            votes: { memory: 'yes', disk: 'yes', device: 'yes', network: 'yes' },
            estimate: { memory: 0, device: 0, fence: 0, network: 0, rebind: 0, gap: 0 },
          });
        case 'load':
          for (const { octets, digest } of operation.chunks) {
            taken += octets.length;
            whole.update(digest!);
          }
          return done({ is: 'loaded', stateDigest: whole.copy().digest('hex') });
        case 'start':
          onStart(taken);
          return done({ is: 'done' });
        default:
          return done({ is: 'done' });
      }
    },
  };
}
