/**
 * Measures encoding and decoding of the Offer against other codecs with the same content, in one run:
 * `npx tsx docs/bench/codec.ts`. Prints thousand operations a second of processor time (median of interleaved rounds) and how many
 * times as fast ours is.
 */
import { decodeMessage, encodeMessage } from '../../src/protocol/index.ts';
import { peerCodecs, type PeerCodec } from './codec-peers.ts';
import { offerSample } from './offer-sample.ts';

const rounds = 15;
const roundMilliseconds = 40;
const wanted = 1.5;

/** The last result, kept so that none can be optimised away. */
let kept: unknown;

const { octets, message } = offerSample();
const ours: PeerCodec = {
  name: 'xlmp',
  size: octets.length,
  encode: () => encodeMessage(message),
  decode: () => decodeMessage(octets),
};
const codecs = [ours, ...peerCodecs(message)];
const encode = speeds(codecs.map((codec) => () => codec.encode()));
const decode = speeds(codecs.map((codec) => () => codec.decode()));

console.log(
  'Offer message, thousand operations a second of processor time; "ours/" is how many times as fast ours is',
);
console.log(
  `${'codec'.padEnd(20)}${['octets', 'encode', 'ours/', 'decode', 'ours/'].map((t) => t.padStart(9)).join('')}`,
);
codecs.forEach(({ name, size }, i) => {
  const cells = [
    String(size),
    encode[i]!.toFixed(0),
    (encode[0]! / encode[i]!).toFixed(2),
    decode[i]!.toFixed(0),
    (decode[0]! / decode[i]!).toFixed(2),
  ];
  console.log(`${name.padEnd(20)}${cells.map((cell) => cell.padStart(9)).join('')}`);
});
for (const [what, figures] of [
  ['encode', encode],
  ['decode', decode],
] as const) {
  const ratio = figures[0]! / Math.max(...figures.slice(1));
  console.log(
    `${what}: ${ratio.toFixed(2)} times the fastest other codec (wanted ${wanted}): ${ratio >= wanted ? 'ok' : 'MISSED'}`,
  );
  if (ratio < wanted) process.exitCode = 1;
}

/** Thousand operations a second of each function: rounds take turns, so that a slow moment hits all alike. */
function speeds(functions: readonly (() => unknown)[]): readonly number[] {
  const samples = functions.map((): number[] => []);
  for (let round = -3; round < rounds; round += 1) {
    functions.forEach((run, i) => {
      const speed = measure(run);
      if (round >= 0) samples[i]!.push(speed);
    });
  }
  return samples.map((sample) => sample.sort((a, b) => a - b)[Math.floor(sample.length / 2)]!);
}

function measure(run: () => unknown): number {
  const start = processorMilliseconds();
  let count = 0;
  let elapsed = 0;
  do {
    for (let i = 0; i < 200; i += 1) kept = run();
    count += 200;
    elapsed = processorMilliseconds() - start;
  } while (elapsed < roundMilliseconds);
  if (kept === undefined) throw new Error('nothing was made');
  return count / elapsed;
}

/** Processor time and not the time of day, so that other programs on the machine change no ratio. */
function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
