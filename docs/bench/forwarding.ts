/**
 * Measures the forwarding engine on the cases F1 to F6 that the real xia-core routers were measured on, and prints
 * million packets a second of processor time and the ratio to the router: `npx tsx docs/bench/forwarding.ts`.
 */
import {
  buildPacket,
  chainDag,
  type Dag,
  Forwarder,
  makeDag,
  makeXid,
  outcome,
  type ReceivedPacket,
  routeAction,
  type Xid,
  xidType,
  xipOffset,
} from '../../src/xia/index.ts';

/**
 * What the real routers reached, in million packets a second of processor time: one thread, 128 octets of payload,
 * packets made beforehand and used again, median of 4 runs, on another machine. For F1 the faster one of two branches.
 */
const routerFigures = {
  F1: 5.88,
  F2: 4.98,
  F3: 4.77,
  F4: 3.65,
  F5: 3.88,
  'F6/1': 6.35,
  'F6/256': 5.02,
  'F6/16384': 1.43,
};

interface BenchCase {
  readonly id: keyof typeof routerFigures;
  readonly about: string;
  readonly expected: number;
  readonly forwarder: Forwarder;
  /** The packets in the bursts that they come in, as from a ring of receive buffers. */
  readonly bursts: readonly (readonly ReceivedPacket[])[];
}

const ring = 256;
const burstSize = 32;
const manyRoutes = 100_000;
const payloadSize = 128;
const hopLimit = 250;
const atEntry = 0x7e;
const warmUpRounds = 4;
const rounds = 9;
const packetsPerRound = 400_000;

const source = chainDag(numbered(xidType.ad, 901), numbered(xidType.hid, 902), numbered(xidType.sid, 903));
const [ad1, ad2] = [numbered(xidType.ad, 1), numbered(xidType.ad, 2)];
const [hid1, hid2] = [numbered(xidType.hid, 1), numbered(xidType.hid, 2)];
const [sid1, sid2] = [numbered(xidType.sid, 1), numbered(xidType.sid, 2)];
const cid = numbered(xidType.cid, 1);

const cases = [...plainCases(), ...manyRouteCases()];
for (const bench of cases) prove(bench);
// The first rounds are not counted: by then the compiler knows every way through the engine.
process.stdout.write(`Bursts of ${burstSize} packets; processor time, not time on the wall.\n`);
const speeds = cases.map((): number[] => []);
for (let round = -warmUpRounds; round < rounds; round += 1) {
  cases.forEach((bench, i) => {
    const speed = measure(bench);
    if (round >= 0) speeds[i]!.push(speed);
  });
}
cases.forEach((bench, i) => {
  const speed = speeds[i]!.sort((a, b) => a - b)[rounds >> 1]!;
  const ratio = (speed / routerFigures[bench.id]).toFixed(2).padStart(5);
  const figures = `${speed.toFixed(2).padStart(6)} M packets/s  ${ratio} × ${routerFigures[bench.id]}`;
  process.stdout.write(`${bench.id.padEnd(9)} ${figures.padEnd(36)} ${bench.about}\n`);
});

function plainCases(): BenchCase[] {
  const forwarder = makeForwarder();
  const fallback = makeDag([node(ad2, 1), node(hid2, 2), node(cid)], [2, 0]);
  const misses = makeDag([node(ad2, 3), node(hid2, 3), node(sid2, 3), node(cid)], [3, 2, 1, 0]);
  const make = (id: BenchCase['id'], about: string, expected: number, dag: Dag): BenchCase => ({
    id,
    about,
    expected,
    forwarder,
    bursts: burstsTo(Array.from({ length: ring }, () => dag)),
  });
  return [
    make('F1', 'AD, HID, SID; AD routed: one look-up', 1, chainDag(ad2, hid2, sid2)),
    make('F2', 'AD local, then HID to a port', 0, chainDag(ad1, numbered(xidType.hid, 3), sid2)),
    make('F3', 'fallback: CID unknown, AD routed', 1, fallback),
    make('F4', 'three local hops and delivery', outcome.local, chainDag(ad1, hid1, sid1)),
    make('F5', 'three misses, then AD routed', 1, misses),
  ];
}

function manyRouteCases(): BenchCase[] {
  const forwarder = makeForwarder();
  const first = 1000;
  for (let i = 0; i < manyRoutes; i += 1) forwarder.setRoute(numbered(xidType.ad, first + i), 1);
  const destinations = (count: number): Dag[] =>
    Array.from({ length: Math.max(count, ring) }, (_, i) => {
      const far = first + (((i % count) * 7919) % manyRoutes);
      return chainDag(numbered(xidType.ad, far), hid2, sid2);
    });
  return ([1, 256, 16384] as const).map((count) => ({
    id: `F6/${count}` as const,
    about: `100 000 AD routes, ${count} different destinations`,
    expected: 1,
    forwarder,
    bursts: burstsTo(destinations(count)),
  }));
}

function makeForwarder(): Forwarder {
  const forwarder = new Forwarder();
  for (const type of [xidType.ad, xidType.hid, xidType.sid, xidType.cid])
    forwarder.setDefault(type, routeAction.fallback);
  for (const xid of [ad1, hid1, sid1]) forwarder.setRoute(xid, routeAction.local);
  forwarder.setRoute(ad2, 1);
  forwarder.setRoute(numbered(xidType.hid, 3), 0);
  return forwarder;
}

/** Every packet once: does the case do what it says? */
function prove({ forwarder, bursts, expected, id }: BenchCase): void {
  const outcomes = new Int32Array(burstSize);
  for (const burst of bursts) {
    forwarder.forwardBurst(burst, outcomes);
    if (outcomes.some((result) => result !== expected)) throw new Error(`${id} does not do what it says`);
  }
}

/** Million packets a second of processor time, as the routers were measured. */
function measure({ forwarder, bursts }: BenchCase): number {
  const packets = bursts.length * burstSize;
  const passes = Math.ceil(packetsPerRound / packets);
  const start = process.cpuUsage();
  run(forwarder, bursts, passes);
  const { user, system } = process.cpuUsage(start);
  return (passes * packets) / (user + system);
}

/** Sends every packet through, again and again; what forwarding changed is put back first, as for a new arrival. */
function run(forwarder: Forwarder, bursts: BenchCase['bursts'], passes: number): void {
  const { destinationNodes, sourceNodes, hopLimit: at } = xipOffset;
  const { view: sample } = bursts[0]![0]!;
  const counts = (sample.getUint8(destinationNodes) << 16) | (sample.getUint8(sourceNodes) << 8);
  // Hop limit, both counts and last stand in one word.
  const fresh = (hopLimit << 24) | counts | atEntry;
  const outcomes = new Int32Array(burstSize);
  for (let pass = 0; pass < passes; pass += 1) {
    for (let i = 0; i < bursts.length; i += 1) {
      const burst = bursts[i]!;
      for (let j = 0; j < burst.length; j += 1) burst[j]!.view.setInt32(at, fresh);
      forwarder.forwardBurst(burst, outcomes);
    }
  }
}

/** Packets side by side in one block with a view of each, in bursts. */
function burstsTo(destinations: readonly Dag[]): ReceivedPacket[][] {
  const payload = new Uint8Array(payloadSize);
  const made = destinations.map((destination) => buildPacket({ destination, source, payload }));
  const size = made[0]!.length;
  const block = new Uint8Array(size * made.length);
  const packets = made.map((packet, i) => {
    block.set(packet, i * size);
    return { view: new DataView(block.buffer, i * size, size), length: size };
  });
  return Array.from({ length: packets.length / burstSize }, (_, i) =>
    packets.slice(i * burstSize, (i + 1) * burstSize),
  );
}

function node(xid: Xid, ...edges: number[]): { xid: Xid; edges: number[] } {
  return { xid, edges };
}

/** An identifier that looks like a hash, always the same for a number. */
function numbered(type: number, number: number): Xid {
  const id = new Uint8Array(20);
  let state = Math.imul(number + type, 0x9e3779b1);
  for (let i = 0; i < id.length; i += 1) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    id[i] = state >>> 24;
  }
  new DataView(id.buffer).setUint32(16, number);
  return makeXid(type, id);
}
