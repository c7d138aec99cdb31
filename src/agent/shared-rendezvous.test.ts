/** A rendezvous that two processes are together, over UDP, on a real etcd that is killed in the middle. */
import { expect, describe, it } from 'vitest';
import { networkOfKey, placeAt } from '../adaptation/index.ts';
import {
  attachment,
  lookup,
  machine,
  point,
  register,
  routers,
  stranger,
} from '../adaptation/rendezvous-bed.laws.ts';
import type { Log } from '../ports/log.ts';
import { decodeMessage, fromJson, type MessageJson, sealMessage, toJson } from '../protocol/index.ts';
import type { Identity } from '../runtime/index.ts';
import { etcdProgram, etcdServer } from '../stores/etcd-server.laws.ts';
import { etcdRegisters } from '../stores/etcd.ts';
import { udpTransport } from '../transports/udp.ts';
import { buildPacket, chainDag, type Dag, makeXid, parsePacket, xidType } from '../xia/index.ts';
import { createRendezvousAgent } from './station-agent.ts';

const loopback = { host: '127.0.0.1', port: 0 };
const ad = networkOfKey(point.signer.publicKey);
const toMachine = chainDag(ad, makeXid(xidType.hid, point.hid), makeXid(xidType.hid, machine.hid));

/** Tells of what an agent could not do, such as reading a register; a request that needed it is not answered. */
function failuresOf() {
  let tell = (): void => {};
  return {
    log: (level: Parameters<Log>[0]): void => {
      if (level === 'error') tell();
    },
    onFailure(next: () => void): void {
      tell = next;
    },
  };
}

/** Somebody with a socket, who repeats what the agent failed to answer. */
async function asker(
  identity: Identity,
  to: { host: string; port: number },
  { onFailure }: Pick<ReturnType<typeof failuresOf>, 'onFailure'>,
) {
  const idle = (): void => {};
  let hear: (packet: Uint8Array) => void = idle;
  // Everything goes to the rendezvous: it is the only one whose addresses are known.
  const transport = await udpTransport({
    ...loopback,
    peers: new Map([[point.hidText, to]]),
  });
  transport.onPacket((packet) => hear(Uint8Array.from(packet)));
  let exchange = 0;
  const untilAnswered = <T>(packet: Uint8Array, read: (packet: Uint8Array) => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const ask = (): void => transport.send(packet.slice());
      hear = (arrived) => {
        const answer = read(arrived);
        if (answer === undefined) return;
        hear = idle;
        onFailure(idle);
        resolve(answer);
      };
      onFailure(ask);
      ask();
    });
  return {
    local: transport.local,
    close: () => transport.close(),
    ask(body: object, epoch = 1): Promise<MessageJson> {
      exchange += 1;
      const own = exchange;
      const header = {
        machine: machine.hidText,
        migration: '0'.repeat(32),
        epoch,
        exchange: own,
        sender: identity.hidText,
        receiver: point.hidText,
      };
      const message = fromJson({ ...body, header });
      if (!message.ok) throw new RangeError(`${message.error.path}: ${message.error.text}`);
      const payload = sealMessage(message.value, identity.signer);
      return untilAnswered(
        buildPacket({ destination: point.address, source: identity.address, payload }),
        (packet) => {
          const parsed = parsePacket(packet);
          const decoded = parsed.ok ? decodeMessage(parsed.value.payload) : undefined;
          return decoded?.ok === true && decoded.value.header.exchange === own
            ? toJson(decoded.value)
            : undefined;
        },
      );
    },
    /** Where a packet for the machine is sent on to; the socket stands for every place. */
    way: (): Promise<Dag> =>
      untilAnswered(
        buildPacket({
          destination: toMachine,
          source: identity.address,
          payload: Uint8Array.of(1),
          nextHeader: 33,
        }),
        (packet) => {
          const parsed = parsePacket(packet);
          return parsed.ok && parsed.value.header.nextHeader === 33 ? parsed.value.destination : undefined;
        },
      ),
  };
}

describe.skipIf(etcdProgram === undefined)(
  'two rendezvous over UDP on a real etcd (package etcd-server)',
  () => {
    it('are one, and go on after an etcd that was killed', async () => {
      const server = await etcdServer(etcdProgram!);
      await server.start();
      const open = () => etcdRegisters({ endpoints: [server.endpoint], timeoutMs: 1_000 });
      const stations = [open(), open()];
      const failures = [failuresOf(), failuresOf()] as const;
      const peers = new Map<string, { host: string; port: number }>();
      const agents = await Promise.all(
        stations.map((registers, which) =>
          createRendezvousAgent({
            seed: new Uint8Array(32).fill(1),
            ad,
            udp: { ...loopback, peers },
            registers,
            log: failures[which]!.log,
          }),
        ),
      );
      const [first, second] = agents;
      const mover = await asker(machine, first!.udp, failures[0]);
      const other = await asker(stranger, second!.udp, failures[1]);
      for (const { address } of routers) peers.set(networkText(address), other.local);

      const [a, b] = [attachment(routers[0], 1), attachment(routers[1], 1)];
      expect(await mover.ask(register(a, 2))).toMatchObject({ binding: { outcome: 'bound' } });
      expect(await other.ask(lookup)).toMatchObject({ binding: { sequence: 2 }, attachment: a });
      expect(await other.way()).toEqual(placeAt(routers[0], machine.hidText));

      await server.kill();
      const told = mover.ask(register(b, 3));
      // Nobody can be asked where the machine is, but packets still go where it was.
      expect(await other.way()).toEqual(placeAt(routers[0], machine.hidText));
      await server.start();
      expect(await told).toMatchObject({ binding: { outcome: 'bound', sequence: 3 } });
      expect(await other.ask(lookup)).toMatchObject({ binding: { sequence: 3 }, attachment: b });
      expect(await other.way()).toEqual(placeAt(routers[1], machine.hidText));

      for (const one of [...agents, mover, other]) await one.close();
      for (const registers of stations) registers.close();
      await server.dispose();
    });
  },
);

function networkText({ nodes }: Dag): string {
  return Buffer.from(nodes[0]!.xid.id).toString('hex');
}
