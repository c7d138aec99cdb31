/**
 * Moves the state of a machine between two processes over the loopback interface, by XLMP over XIP in UDP at two sizes
 * of datagrams, and beside it the same octets through a TCP connection of Node: `npx tsx docs/bench/transfer.ts`.
 * Prints megabytes a second, the median of rounds that take turns.
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

/** What the child is to do. */
type Task = { readonly carry: 'tcp' | number; readonly port: number };

if (process.send === undefined) await measure();
else process.once('message', (task: Task) => void give(task));

async function measure(): Promise<void> {
  const speeds = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const carry of ['tcp', ...sizes] as const) {
      const name = carry === 'tcp' ? 'TCP' : `XLMP, datagrams of ${carry} octets`;
      const milliseconds = await take(carry);
      speeds.set(name, [...(speeds.get(name) ?? []), octets / 1000 / milliseconds]);
    }
  }
  const median = (name: string): number => {
    const sorted = [...speeds.get(name)!].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)]!;
  };
  console.log(`${octets / 1_048_576} MiB between two processes over loopback, MB/s (median of ${rounds})`);
  for (const name of speeds.keys()) {
    const ratio = (median('TCP') / median(name)).toFixed(1);
    console.log(
      `${name.padEnd(34)}${median(name).toFixed(0).padStart(6)}${ratio.padStart(8)} times as long as TCP`,
    );
  }
}

/** Receives in this process. @returns the milliseconds from the first octet read to the last one taken. */
async function take(carry: Task['carry']): Promise<number> {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: process.execArgv });
  try {
    return await (carry === 'tcp' ? takeTcp(child) : takeXlmp(child, carry));
  } finally {
    child.kill();
  }
}

function takeTcp(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      const began = performance.now();
      let taken = 0;
      socket.on('data', (data) => {
        taken += data.length;
        if (taken < octets) return;
        resolve(performance.now() - began);
        socket.destroy();
        server.close();
      });
    });
    server.listen(0, '127.0.0.1', () =>
      child.send({ carry: 'tcp', port: (server.address() as AddressInfo).port } satisfies Task),
    );
  });
}

async function takeXlmp(child: ChildProcess, datagram: number): Promise<number> {
  let began = 0;
  child.on('message', () => (began = performance.now()));
  let report: (milliseconds: number) => void = () => {};
  const taken = new Promise<number>((resolve) => (report = resolve));
  const hypervisor = takingHypervisor((count) => {
    if (count !== octets) throw new Error(`${count} octets came`);
    report(performance.now() - began);
  });
  const host = await benchHost(destinationNumber, hypervisor, datagram, new Map(), () => {});
  child.send({ carry: datagram, port: host.transport.local.port } satisfies Task);
  const milliseconds = await taken;
  host.endpoint.stop();
  await host.transport.close();
  return milliseconds;
}

/** Sends from this process, which ends when it is killed. */
async function give({ carry, port }: Task): Promise<void> {
  if (carry === 'tcp') {
    const data = new Uint8Array(octets);
    const socket = connect(port, '127.0.0.1', () => socket.end(data));
    return;
  }
  const destination = benchIdentity(destinationNumber);
  const machine = identifierOf('HID', owner.publicKey);
  const hypervisor = givingHypervisor(octets, () => process.send!('begun'));
  const peers = new Map([[destination.hidText, { host: '127.0.0.1', port }]]);
  const { endpoint } = await benchHost(sourceNumber, hypervisor, carry, peers, (what) => {
    if (what !== 'completed') console.error(what);
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
