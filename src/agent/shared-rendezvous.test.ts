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

/** Somebody with a socket, who repeats what is not answered. */
async function asker(identity: Identity, to: { host: string; port: number }) {
  const arrived: Uint8Array[] = [];
  let wake = (): void => {};
  // Everything goes to the rendezvous: it is the only one whose addresses are known.
  const transport = await udpTransport({
    ...loopback,
    peers: new Map([[point.hidText, to]]),
  });
  transport.onPacket((packet) => {
    arrived.push(Uint8Array.from(packet));
    wake();
  });
  let exchange = 0;
  const untilAnswered = async <T>(
    packet: Uint8Array,
    read: (packet: Uint8Array) => T | undefined,
  ): Promise<T> => {
    for (;;) {
      transport.send(packet.slice());
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      const found = arrived.splice(0).map(read);
      const answer = found.find((one) => one !== undefined);
      if (answer !== undefined) return answer;
    }
  };
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
      const peers = new Map<string, { host: string; port: number }>();
      const agents = await Promise.all(
        stations.map((registers) =>
          createRendezvousAgent({
            seed: new Uint8Array(32).fill(1),
            ad,
            udp: { ...loopback, peers },
            registers,
          }),
        ),
      );
      const [first, second] = agents;
      const mover = await asker(machine, first!.udp);
      const other = await asker(stranger, second!.udp);
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
    }, 60_000);
  },
);

function networkText({ nodes }: Dag): string {
  return Buffer.from(nodes[0]!.xid.id).toString('hex');
}
