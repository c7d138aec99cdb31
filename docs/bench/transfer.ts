/**
 * Moves the state of a machine between two processes over the loopback interface, by XLMP over XIP in UDP at two sizes
 * of datagrams, through plain sockets and in batches, and beside it the same octets through a TCP connection of Node:
 * `npx tsx docs/bench/transfer.ts`. Prints megabytes a second, the median of rounds that take turns, and how much of a
 * processor each side took for a mebibyte, which a machine that does other things as well changes less.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { signerFromSeed, identifierOf, signTicket, signedRecordToJson } from '../../src/protocol/index.ts';
import { toHex } from '../../src/core/hex.ts';
import { benchHost, benchIdentity, givingHypervisor, takingHypervisor } from './transfer-host.ts';

const octets = Number(process.env['XLMP_BENCH_MIB'] ?? 64) * 1_048_576;
const rounds = Number(process.env['XLMP_BENCH_ROUNDS'] ?? 3);
const sizes = [1400, 32_768] as const;
const sourceNumber = 2;
const destinationNumber = 3;
const owner = signerFromSeed(new Uint8Array(32).fill(1));

/** How octets are carried. */
type Carry = 'tcp' | { readonly datagram: number; readonly batches: 'never' | 'if-possible' };

/** What the child is to do. */
interface Task {
  readonly carry: Carry;
  readonly port: number;
}

/** What the child says: that it has begun, and how many milliseconds of a processor it took in the end. */
type Said = 'begun' | number;

/** What was measured, in milliseconds. */
interface Taken {
  readonly elapsed: number;
  /** Of a processor, at the source and at the destination. */
  readonly source: number;
  readonly destination: number;
}

const carries: readonly Carry[] = [
  'tcp',
  ...sizes.flatMap((datagram) =>
    (['never', 'if-possible'] as const).map((batches) => ({ datagram, batches })),
  ),
];

if (process.send === undefined) await measure();
else process.once('message', (task: Task) => void give(task));

function nameOf(carry: Carry): string {
  if (carry === 'tcp') return 'TCP';
  return `XLMP, ${carry.datagram} octets${carry.batches === 'never' ? '' : ', in batches'}`;
}

async function measure(): Promise<void> {
  const taken = new Map<string, Taken[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const carry of carries) {
      const one = await take(carry);
      taken.set(nameOf(carry), [...(taken.get(nameOf(carry)) ?? []), one]);
      console.error(`${round + 1} of ${rounds}: ${nameOf(carry)}, ${one.elapsed.toFixed(0)} ms`);
    }
  }
  const median = (name: string, of: keyof Taken): number => {
    const sorted = taken.get(name)!.map((one) => one[of]);
    return sorted.sort((a, b) => a - b)[Math.floor(sorted.length / 2)]!;
  };
  const mebibytes = octets / 1_048_576;
  console.log(`${mebibytes} MiB between two processes over loopback, medians of ${rounds}`);
  console.log(`${''.padEnd(32)}    MB/s   times TCP   processor ms/MiB: source, destination`);
  for (const name of taken.keys()) {
    const elapsed = median(name, 'elapsed');
    const columns = [
      (octets / 1000 / elapsed).toFixed(0).padStart(8),
      (elapsed / median('TCP', 'elapsed')).toFixed(1).padStart(12),
      (median(name, 'source') / mebibytes).toFixed(2).padStart(26),
      (median(name, 'destination') / mebibytes).toFixed(2).padStart(13),
    ];
    console.log(`${name.padEnd(32)}${columns.join('')}`);
  }
}

/** Receives in this process, from the first octet read to the last one taken. */
async function take(carry: Carry): Promise<Taken> {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: process.execArgv });
  try {
    let began = { at: 0, processor: 0 };
    const source = new Promise<number>((resolve) => {
      child.on('message', (said: Said) => {
        if (said === 'begun') began = { at: performance.now(), processor: processorMs() };
        else resolve(said);
      });
    });
    const close = await (carry === 'tcp' ? takeTcp(child) : takeXlmp(child, carry));
    const elapsed = performance.now() - began.at;
    const destination = processorMs() - began.processor;
    const taken = { elapsed, destination, source: await source };
    await close();
    return taken;
  } finally {
    child.kill();
  }
}

/** Milliseconds of a processor that this process has taken. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function start(child: ChildProcess, task: Task): void {
  child.send(task);
}

/** Returns when everything is here. */
function takeTcp(child: ChildProcess): Promise<() => Promise<void>> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      let taken = 0;
      socket.on('data', (data) => {
        taken += data.length;
        if (taken < octets) return;
        resolve(() => new Promise((closed) => server.close(() => closed())));
        socket.end();
      });
    });
    server.listen(0, '127.0.0.1', () =>
      start(child, { carry: 'tcp', port: (server.address() as AddressInfo).port }),
    );
  });
}

/** Returns when everything is here. */
async function takeXlmp(child: ChildProcess, carry: Exclude<Carry, 'tcp'>): Promise<() => Promise<void>> {
  let report: () => void = () => {};
  const taken = new Promise<void>((resolve) => (report = resolve));
  const hypervisor = takingHypervisor((count) => {
    if (count !== octets) throw new Error(`${count} octets came`);
    report();
  });
  const host = await benchHost(destinationNumber, hypervisor, carry, new Map(), () => {});
  start(child, { carry, port: host.transport.local.port });
  await taken;
  return async () => {
    host.endpoint.stop();
    await host.transport.close();
  };
}

/** Sends from this process, which ends when it is killed. */
async function give({ carry, port }: Task): Promise<void> {
  const say = (said: Said): void => void process.send!(said);
  let before = 0;
  const begin = (): void => {
    before = processorMs();
    say('begun');
  };
  if (carry === 'tcp') {
    const data = new Uint8Array(octets);
    const socket = connect(port, '127.0.0.1', () => {
      begin();
      socket.end(data);
    });
    socket.on('close', () => say(processorMs() - before));
    socket.resume();
    return;
  }
  const destination = benchIdentity(destinationNumber);
  const machine = identifierOf('HID', owner.publicKey);
  const hypervisor = givingHypervisor(octets, begin);
  const peers = new Map([[destination.hidText, { host: '127.0.0.1', port }]]);
  const { endpoint } = await benchHost(sourceNumber, hypervisor, carry, peers, (what) => {
    if (what === 'done') say(processorMs() - before);
    else console.error(what);
  });
  const ticket = signTicket(
    {
      machine,
      serial: new Uint8Array(16),
      fromHost: endpoint.identity.hid,
      toHost: destination.hid,
      epochFirst: 1,
      epochLast: 9,
      notBefore: 0,
      notAfter: 4_000_000_000,
      modes: { preCopy: true, postCopy: false, diskCopy: false },
      unsafeDisks: 'no',
      canceller: new Uint8Array(20),
    },
    owner,
  );
  endpoint.order(
    { machine: toHex(machine), migration: '0b'.repeat(16), epoch: 2 },
    {
      purpose: { purpose: 'migrate' },
      freezeBudget: { memory: 100_000, device: 0, fence: 0, network: 0, rebind: 0 },
      ticket: signedRecordToJson('ticket', ticket),
      target: { host: destination.hidText, nodes: toHex(destination.nodes) },
    },
  );
}
