/**
 * The design of the experiment of 2011 (Pings, Pongs and one unsigned Update): the host is a node of the address of
 * the machine, the host tells the machine, the machine tells the last client that it saw. Nothing is authenticated,
 * acknowledged, repeated, held or forwarded.
 */
import type { VirtualClock } from '../clocks/virtual.ts';
import {
  buildPacket,
  chainDag,
  type Dag,
  decodeDag,
  encodeDag,
  makeXid,
  parsePacket,
  xidType,
} from '../xia/index.ts';
import type { Design, End, Mover, Pipe } from './design.ts';
import { membersOf } from './directory.ts';
import type { Freeze } from './flow-record.ts';
import { rounded } from './flow-record.ts';
import { guestClock, type GuestClock } from '../clocks/frozen-clock.ts';
import { hostNode, type HostNode } from './host-node.ts';
import { originalHeaders, type Observer } from './observer.ts';
import { routerNode, type Surroundings } from './router-node.ts';
import type { Scenario } from './scenario.ts';

interface Guest extends Mover {
  host: string;
  readonly freezes: Freeze[];
  readonly clock: GuestClock;
  readonly freezeMs: number;
  readonly hid: Uint8Array;
  address: Dag;
  lastClient: Dag | undefined;
  pipe: Pipe | undefined;
  readonly end: End;
}

/** Sets up the design: plain routers, hosts that relay, machines and clients. */
export function originalDesign(
  scenario: Scenario,
  surroundings: Surroundings,
  clock: VirtualClock,
  observer: Observer,
): Design {
  const { network, directory } = surroundings;
  const hosts = new Map<string, HostNode>();
  const guests = new Map<string, Guest>();
  const receivers = new Map<string, (packet: Uint8Array) => void>();
  const clients = new Map<string, { readonly end: End; readonly address: Dag }>();
  for (const { router, name } of scenario.ads)
    network.add(routerNode(surroundings, router, directory.domains.get(name)));
  for (const { name } of scenario.hosts) {
    const host = hostNode(network, name, directory.identity(name), directory.domainOf(name));
    network.add(host);
    hosts.set(name, host);
  }

  const addressAt = (host: string, hid: Uint8Array): Dag =>
    chainDag(
      directory.domainOf(host).ad,
      makeXid(xidType.hid, directory.identity(host).hid),
      makeXid(xidType.hid, hid),
    );
  const tell = (by: string, packet: Uint8Array, send: (packet: Uint8Array) => void): void => {
    observer.sent(by, packet);
    send(packet);
  };

  const addGuest = (name: string, spec: Scenario['machines'][number]): void => {
    const { hid } = directory.identity(name);
    const own = guestClock(clock);
    const end: End = {
      name,
      clock: own,
      open: () => {
        throw new RangeError('in the original design only a correspondent asks');
      },
      onOpen: () => {},
    };
    const guest: Guest = {
      host: spec.host,
      freezes: [],
      clock: own,
      freezeMs: spec.freezeMs,
      hid,
      address: addressAt(spec.host, hid),
      lastClient: undefined,
      pipe: undefined,
      end,
    };
    const send = (nextHeader: number, destination: Dag, payload: Uint8Array): void => {
      const packet = buildPacket({ destination, source: guest.address, nextHeader, payload });
      tell(name, packet, (sent) => hosts.get(guest.host)!.fromMachine(sent));
    };
    const receive = (packet: Uint8Array): void => {
      const parsed = parsePacket(packet);
      if (!parsed.ok) return;
      const { header, source, payload } = parsed.value;
      if (header.nextHeader === originalHeaders.UPDATE) {
        const address = decodeDag(payload);
        if (!address.ok) return;
        guest.address = address.value;
        if (guest.lastClient !== undefined) send(originalHeaders.UPDATE, guest.lastClient, payload);
      } else if (header.nextHeader === originalHeaders.PING) {
        guest.lastClient = source;
        if (guest.pipe === undefined) {
          const pipe: Pipe = {
            onData: () => {},
            send(octets) {
              send(originalHeaders.PONG, guest.lastClient!, octets);
              return octets.length;
            },
          };
          guest.pipe = pipe;
          end.onOpen(pipe, '', 'datagram');
        }
        guest.pipe.onData(payload);
      }
    };
    receivers.set(name, receive);
    for (const host of hosts.values()) host.setTap(hid, host.name === spec.host ? receive : undefined);
    guests.set(name, guest);
  };
  for (const spec of scenario.machines) for (const name of membersOf(spec)) addGuest(name, spec);

  for (const { name, ad } of scenario.correspondents) {
    const domain = directory.domains.get(ad)!;
    const address = chainDag(domain.ad, makeXid(xidType.hid, directory.identity(name).hid));
    const node = clientNode(name, address, domain.router);
    network.add(node);
    clients.set(name, { end: node.end, address });
  }
  function clientNode(name: string, address: Dag, router: string) {
    let peer: Dag | undefined;
    let pipe: Pipe | undefined;
    const end: End = {
      name,
      clock,
      open(to, _kind, ready) {
        peer = guests.get(to.name)!.address;
        pipe = {
          onData: () => {},
          send(payload) {
            const nextHeader = originalHeaders.PING;
            const packet = buildPacket({ destination: peer!, source: address, nextHeader, payload });
            tell(name, packet, (sent) => network.send(name, router, sent));
            return payload.length;
          },
        };
        ready(pipe);
      },
      onOpen: () => {},
    };
    return {
      name,
      end,
      receive(packet: Uint8Array) {
        const parsed = parsePacket(packet);
        if (!parsed.ok) return;
        const { header, payload } = parsed.value;
        if (header.nextHeader === originalHeaders.PONG) pipe?.onData(payload);
        // Whoever sends this message is believed: that is the design.
        const update = header.nextHeader === originalHeaders.UPDATE ? decodeDag(payload) : undefined;
        if (update?.ok === true) peer = update.value;
      },
    };
  }

  return {
    end: (name) => (guests.get(name) ?? clients.get(name))!.end,
    mover: (name) => guests.get(name)!,
    move(machine, to, record) {
      const guest = guests.get(machine)!;
      const freeze: Freeze = { fromMs: clock.now(), untilMs: undefined };
      guest.freezes.push(freeze);
      record.frozenMs = rounded(freeze.fromMs);
      hosts.get(guest.host)!.setTap(guest.hid, undefined);
      guest.clock.freeze();
      clock.schedule(guest.freezeMs, () => {
        guest.host = to;
        freeze.untilMs = clock.now();
        hosts.get(to)!.setTap(guest.hid, receivers.get(machine));
        guest.clock.thaw();
        record.runningMs = rounded(freeze.untilMs);
        record.freezeMs = rounded(freeze.untilMs - freeze.fromMs);
        record.outcome = 'moved';
        const destination = addressAt(to, guest.hid);
        const source = directory.identity(to).address;
        const nextHeader = originalHeaders.UPDATE;
        const update = buildPacket({ destination, source, nextHeader, payload: encodeDag(destination) });
        tell(to, update, (sent) => hosts.get(to)!.transport.send(sent));
      });
    },
    cancel: () => {},
    askAll: () => {},
    crash: () => {},
    runsAt: (machine) => guests.get(machine)?.host,
    violations: () => [],
    routers: () => scenario.ads.map(({ router }) => ({ name: router, rows: 0, held: 0, dropped: 0 })),
  };
}
