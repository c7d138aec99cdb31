import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { toHex } from '../core/hex.ts';
import { identifierOf, signerFromSeed } from '../protocol/index.ts';
import { ticketFor } from '../protocol/ticket.laws.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import { make4Id, makeXid, xidType } from '../xia/index.ts';
import { type Agent, type AgentConfig, createAgent } from './agent.ts';

const folder = mkdtempSync(join(tmpdir(), 'xlmp-agent-'));
afterAll(() => rmSync(folder, { recursive: true }));

const owner = signerFromSeed(new Uint8Array(32).fill(9));
const machine = identifierOf('HID', owner.publicKey);
const ad = makeXid(xidType.ad, 'ad'.repeat(20));
const memory = { memory: 65_536, pageSize: 4096, writeRate: 100, workingSet: 0.2, zeroPages: 0.3, seed: 1 };
/** Whoever else uses this machine, no freeze takes as long as it may here. */
const delays = { COMMIT_RETRY: 50, FREEZE_RETRY: 20, ROUND_RETRY: 50, FREEZE_LIMIT: 60_000 };

const seedOf = (octet: number): Uint8Array => new Uint8Array(32).fill(octet);
const hidOf = (octet: number): Uint8Array => identifierOf('HID', signerFromSeed(seedOf(octet)).publicKey);

function config(octet: number, peers: Map<string, UdpAddress>, more: Partial<AgentConfig> = {}): AgentConfig {
  return {
    roles: ['source-host', 'destination-host'],
    seed: seedOf(octet),
    ad,
    udp: { host: '127.0.0.1', port: 0, peers },
    hypervisor: [],
    timing: { delays },
    ...more,
  };
}

function orderFor(destination: Agent, witness?: Agent): Parameters<Agent['order']>[1] {
  const place = ({ identity }: Agent) => ({ host: identity.hidText, nodes: toHex(identity.nodes) });
  return {
    purpose: { purpose: 'migrate' },
    freezeBudget: { memory: 300_000, device: 0, fence: 0, network: 0, rebind: 0 },
    ticket: ticketFor(owner, { from: hidOf(1), to: hidOf(2), epochs: [2, 2] }),
    target: place(destination),
    ...(witness === undefined ? {} : { witness: place(witness) }),
  };
}

const subject = { machine: toHex(machine), migration: '0b'.repeat(16), epoch: 2 };

describe('agents over UDP on loopback', () => {
  it('move a machine with a witness, and know of it after a restart', async () => {
    const peers = new Map<string, UdpAddress>();
    const journal = join(folder, 'source');
    const source = await createAgent(
      config(1, peers, { journal, hypervisor: [{ machine: subject.machine, epoch: 1, memory }] }),
    );
    const destination = await createAgent(config(2, peers, { journal: join(folder, 'destination') }));
    const witness = await createAgent(config(3, peers, { roles: ['witness'] }));
    for (const agent of [source, destination, witness]) peers.set(agent.identity.hidText, agent.udp);

    const report = await source.order(subject, orderFor(destination, witness));
    expect(report).toMatchObject({ role: 'source-host', what: 'done' });
    expect(destination.simulated?.copyOf(subject.machine)).toMatchObject({ state: 'running', epoch: 2 });
    expect(source.simulated?.copyOf(subject.machine)?.state).toBe('gone');
    await source.close();

    const again = await createAgent(config(1, peers, { journal }));
    expect(again.endpoint.view()).toMatchObject([{ role: 'source-host', migration: subject.migration }]);
    for (const agent of [again, destination, witness]) await agent.close();
  });

  it('refuse an order whose ticket names others', async () => {
    const peers = new Map<string, UdpAddress>();
    const source = await createAgent(
      config(4, peers, { hypervisor: [{ machine: subject.machine, epoch: 1, memory }] }),
    );
    expect(await source.order(subject, orderFor(source))).toMatchObject({
      what: 'refused',
      reason: 'ticket-party',
    });
    await source.close();
  });

  it('have an address with a 4ID when they are reached over IP', async () => {
    const via = make4Id(Uint8Array.of(127, 0, 0, 1));
    const agent = await createAgent(config(5, new Map(), { via }));
    expect(agent.identity.address.nodes[0]?.xid).toEqual(via);
    await agent.close();
  });

  it('say that the port is in use, and leave nothing open', async () => {
    const first = await createAgent(config(6, new Map()));
    await expect(createAgent(config(7, new Map(), { udp: first.udp }))).rejects.toMatchObject({
      code: 'PORT_IN_USE',
    });
    await first.close();
  });

  it('do not start on a journal that is none', async () => {
    const journal = join(folder, 'damaged');
    writeFileSync(journal, 'x'.repeat(5000));
    await expect(createAgent(config(8, new Map(), { journal }))).rejects.toMatchObject({
      code: 'JOURNAL_CORRUPT',
    });
  });
});
