/** A witness that several agents are together: its registers are outside of all of them. */
import { describe, expect, it } from 'vitest';
import { etcdProgram, etcdServer } from '../stores/etcd-server.laws.ts';
import { etcdRegisters } from '../stores/etcd.ts';
import { memoryRegisters } from '../stores/memory-registers.ts';
import { memoryStore } from '../stores/memory.ts';
import { identifierOf, signerFromSeed } from '../protocol/index.ts';
import { ticketFor } from '../protocol/ticket.laws.ts';
import { toHex } from '../core/hex.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import { makeXid, xidType } from '../xia/index.ts';
import { type Agent, type AgentConfig, createAgent } from './agent.ts';
import { type Testbed, testbed } from './testbed.laws.ts';

const statements = (bed: Testbed) =>
  bed.answers.flatMap((answer) => (answer.type === 'WitnessAnswer' ? [answer.statement] : []));

describe('a witness on shared registers', () => {
  it('witnesses a migration, and leaves no record in its journal', () => {
    const bed = testbed(1, {}, memoryRegisters());
    bed.order({ witness: true });
    bed.clock.advance(5_000);
    expect(bed.running()).toEqual(['destination 2']);
    expect(bed.hosts.witness.store.image()).toHaveLength(0);
  });

  it('answers after its process was lost with all that it kept', () => {
    const bed = testbed(1, {}, memoryRegisters());
    bed.order({ witness: true });
    bed.clock.advance(5_000);
    Object.assign(bed.hosts.witness, { store: memoryStore() });
    bed.hosts.witness.restart();
    bed.tell('witness', { type: 'WitnessRead' });
    bed.clock.advance(100);
    const owner = bed.hosts.destination.identity.hidText;
    expect(statements(bed)).toMatchObject([{ known: 'yes', epoch: 2, owner }]);
  });

  it('says nothing while the registers cannot be reached, and goes on when they can', () => {
    const registers = memoryRegisters();
    const bed = testbed(1, {}, registers);
    registers.setFault('silent');
    bed.order({ witness: true });
    bed.clock.advance(5_000);
    expect(bed.running()).toEqual([]);
    registers.setFault(undefined);
    bed.clock.advance(10_000);
    expect(bed.running()).toEqual(['destination 2']);
  });

  it('finds a swap done that was reported as failed', () => {
    const registers = memoryRegisters();
    const bed = testbed(1, {}, registers);
    registers.setFault('lost');
    bed.order({ witness: true });
    bed.clock.advance(15_000);
    expect(bed.running()).toEqual(['destination 2']);
  });

  it('does not take for a register what is none', () => {
    const registers = memoryRegisters();
    const bed = testbed(1, {}, registers);
    registers.swap(`witness/${bed.machine}`, '', Uint8Array.of(1, 2, 3), () => {});
    bed.tell('witness', { type: 'WitnessRead' });
    bed.clock.advance(100);
    expect(statements(bed)).toEqual([]);
  });
});

describe.skipIf(etcdProgram === undefined)(
  'two witnesses over UDP on a real etcd (package etcd-server)',
  () => {
    const owner = signerFromSeed(new Uint8Array(32).fill(9));
    const machine = identifierOf('HID', owner.publicKey);
    const ad = makeXid(xidType.ad, 'ad'.repeat(20));
    const memory = {
      memory: 65_536,
      pageSize: 4096,
      writeRate: 100,
      workingSet: 0.2,
      zeroPages: 0.3,
      seed: 1,
    };
    const peers = new Map<string, UdpAddress>();
    const agent = (octet: number, more: Partial<AgentConfig>): Promise<Agent> =>
      createAgent({
        roles: ['source-host', 'destination-host'],
        seed: new Uint8Array(32).fill(octet),
        ad,
        udp: { host: '127.0.0.1', port: 0, peers },
        hypervisor: [],
        ...more,
      });
    const place = ({ identity }: Agent) => ({ host: identity.hidText, nodes: toHex(identity.nodes) });
    const orderFrom = (from: Agent, to: Agent, witness: Agent): Parameters<Agent['order']>[1] => ({
      purpose: { purpose: 'migrate' },
      freezeBudget: { memory: 300_000, device: 0, fence: 0, network: 0, rebind: 0 },
      ticket: ticketFor(owner, { from: from.identity.hid, to: to.identity.hid, epochs: [2, 9] }),
      target: place(to),
      witness: place(witness),
    });

    it('take over from each other, and from an etcd that is killed in the middle', async () => {
      const server = await etcdServer(etcdProgram!);
      await server.start();
      const open = () => etcdRegisters({ endpoints: [server.endpoint], timeoutMs: 1_000 });
      const name = toHex(machine);
      const source = await agent(1, { hypervisor: [{ machine: name, epoch: 1, memory }] });
      const destination = await agent(2, {});
      const firstRegisters = open();
      const first = await agent(3, { roles: ['witness'], registers: firstRegisters });
      for (const { identity, udp } of [source, destination, first]) peers.set(identity.hidText, udp);

      const there = { machine: name, migration: '0b'.repeat(16), epoch: 2 };
      expect(await source.order(there, orderFrom(source, destination, first))).toMatchObject({
        what: 'done',
      });
      await first.close();
      firstRegisters.close();
      await server.kill();

      // Another process has the same key and the same registers, and etcd comes back while it is being asked.
      const registers = open();
      const second = await agent(3, { roles: ['witness'], registers });
      peers.set(second.identity.hidText, second.udp);
      const back = { machine: name, migration: '0c'.repeat(16), epoch: 3 };
      const coming = destination.order(back, orderFrom(destination, source, second));
      await server.start();
      expect(await coming).toMatchObject({ what: 'done' });
      expect(source.simulated?.copyOf(name)).toMatchObject({ state: 'running', epoch: 3 });

      for (const one of [source, destination, second]) await one.close();
      registers.close();
      await server.dispose();
    });
  },
);
