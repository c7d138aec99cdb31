/** A machine with an agent beside it moves between real hosts of two networks, over UDP on loopback, and keeps a session. */
import { afterEach, describe, expect, it } from 'vitest';
import { networkOfKey, type PeerSession, serviceAt } from '../adaptation/index.ts';
import { toHex } from '../core/hex.ts';
import { identifierOf, noMigration, signerFromSeed } from '../protocol/index.ts';
import { ticketFor } from '../protocol/ticket.laws.ts';
import { identityOf, type MigrationReport } from '../runtime/index.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import { formatDag, makeXid, type Xid, xidType } from '../xia/index.ts';
import { type Agent, createAgent } from './agent.ts';
import type { CompanionContext } from './companion-config.ts';
import { createPeerAgent, type PeerAgent } from './peer-agent.ts';
import { createRouterAgent } from './station-agent.ts';

const seedOf = (octet: number): Uint8Array => new Uint8Array(32).fill(octet);
const hidOf = (octet: number): string => toHex(identifierOf('HID', signerFromSeed(seedOf(octet)).publicKey));
const octetsOf = (number: number): Uint8Array => Uint8Array.of(number >> 8, number & 0xff);
const numberOf = (octets: Uint8Array): number => (octets[0]! << 8) | octets[1]!;

const seeds = { routers: [11, 12], hosts: [21, 22], witness: 31, machine: 41, other: 42 } as const;
const owner = signerFromSeed(seedOf(seeds.machine));
const machine = hidOf(seeds.machine);
const otherNetwork = makeXid(xidType.ad, '0c'.repeat(20));
const memory = { memory: 65_536, pageSize: 4096, writeRate: 100, workingSet: 0.2, zeroPages: 0.3, seed: 1 };
/** Nothing is lost on loopback; what a host gives up after some time must not be given up because others are busy. */
const timing = {
  delays: {
    BEACON_INTERVAL: 50,
    COMMIT_RETRY: 50,
    FREEZE_RETRY: 20,
    ROUND_RETRY: 50,
    FREEZE_LIMIT: 60_000,
    HOLD_LIMIT: 60_000,
    TRANSIT_RETRY: 5_000,
  },
};
const networks: readonly Xid[] = seeds.routers.map((seed) =>
  networkOfKey(signerFromSeed(seedOf(seed)).publicKey),
);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
});
function kept<T extends { close(): Promise<void> }>(agent: T): T {
  open.push(agent);
  return agent;
}

/** Something that happens, and who waits for it. */
function happening() {
  const waiting = new Set<() => void>();
  return {
    tell(): void {
      for (const look of waiting) look();
    },
    until(condition: () => boolean): Promise<void> {
      return new Promise((resolve) => {
        const look = (): void => {
          if (!condition()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
  };
}

interface World {
  readonly hosts: readonly Agent[];
  readonly witness: Agent;
  readonly other: PeerAgent;
  /** Sessions that the other end has got. */
  readonly sessions: PeerSession[];
  /** What the applications beside the machine were made with. */
  readonly made: CompanionContext[];
  readonly news: ReturnType<typeof happening>;
  readonly log: string[];
}

/** @param opens whether the machine opens the session, or the other end does. */
async function world(opens: 'machine' | 'other'): Promise<World> {
  const news = happening();
  const made: CompanionContext[] = [];
  const sessions: PeerSession[] = [];
  const log: string[] = [];
  const near = new Map<string, UdpAddress>();
  const far = new Map<string, UdpAddress>();
  const udp = (peers: Map<string, UdpAddress>) => ({ host: '127.0.0.1', port: 0, peers });
  const witnessHid = hidOf(seeds.witness);

  const other = kept(
    await createPeerAgent({
      seed: seedOf(seeds.other),
      ad: otherNetwork,
      // It knows the routers of both networks, and nobody else.
      udp: udp(far),
      timing,
      onSession(session) {
        sessions.push(session);
        news.tell();
      },
    }),
  );
  const { identity } = other.peer;
  const routers = [];
  for (const [at, seed] of seeds.routers.entries()) {
    const router = kept(
      await createRouterAgent({ seed: seedOf(seed), udp: udp(near), timing, witnesses: [witnessHid] }),
    );
    routers.push(router);
    for (const peers of [near, far])
      peers.set(router.identity.hidText, router.udp).set(toHex(networks[at]!.id), router.udp);
  }
  const witness = kept(
    await createAgent({
      roles: ['witness'],
      seed: seedOf(seeds.witness),
      ad: otherNetwork,
      udp: udp(near),
      hypervisor: [],
    }),
  );
  const hosts: Agent[] = [];
  const known: Map<string, UdpAddress>[] = [];
  for (const [at, seed] of seeds.hosts.entries()) {
    const { identity: router } = routers[at]!;
    // Hosts know hosts, routers and the witness; the other end is reached by the router of the network.
    const peers = new Map(near).set(witnessHid, witness.udp);
    known.push(peers);
    const host = kept(
      await createAgent({
        roles: ['source-host', 'destination-host'],
        seed: seedOf(seed),
        ad: networks[at]!,
        udp: udp(peers),
        timing,
        hypervisor: at === 0 ? [{ machine, epoch: 1, memory }] : [],
        router: { hid: router.hidText, address: router.address },
        log(level, text) {
          log.push(`host ${at}: ${level} ${text}`);
          news.tell();
        },
        companions: {
          machines:
            at > 0
              ? []
              : [
                  {
                    seed: seedOf(seeds.machine),
                    ...(opens === 'machine'
                      ? {
                          open: [
                            {
                              hid: identity.hidText,
                              address: serviceAt(other.peer.here().place, identity.service),
                            },
                          ],
                        }
                      : {}),
                  },
                ],
          applications(context) {
            made.push(context);
            return {
              onSession(session) {
                session.onData = (octets) => void session.send(octets);
                news.tell();
              },
              freeze: (done) => done({ made: made.length }),
              stop() {},
            };
          },
        },
      }),
    );
    hosts.push(host);
    near.set(host.identity.hidText, host.udp);
    for (const map of known) for (const each of hosts) map.set(each.identity.hidText, each.udp);
  }
  near.set(identity.hidText, other.udp);
  near.set(witnessHid, witness.udp);
  routers[0]!.station.attach(machine, { host: hosts[0]!.identity.hidText, epoch: 1, migration: noMigration });
  return { hosts, witness, other, sessions, made, news, log };
}

function placeOf({ identity }: Agent) {
  return { host: identity.hidText, nodes: toHex(identity.nodes) };
}

/** Orders a migration; resolves with how it ended at the source. */
function order({ hosts, witness }: World, from: number, to: number, epoch: number): Promise<MigrationReport> {
  const [source, destination] = [hosts[from]!, hosts[to]!];
  return source.order(
    { machine, migration: toHex(seedOf(epoch).subarray(16)), epoch },
    {
      purpose: { purpose: 'migrate' },
      freezeBudget: { memory: 60_000_000, device: 50_000, fence: 0, network: 50_000, rebind: 100_000 },
      ticket: ticketFor(owner, { from: source.identity.hid, to: destination.identity.hid }),
      target: placeOf(destination),
      witness: placeOf(witness),
    },
  );
}

/** Moves the machine, and waits until it runs there. */
async function move(made: World, from: number, to: number, epoch: number): Promise<void> {
  expect(await order(made, from, to, epoch)).toMatchObject({ what: 'done' });
  expect(made.hosts[from]!.companion(machine)).toBeUndefined();
  expect(made.hosts[to]!.companion(machine)).toMatchObject({ state: 'running', epoch });
}

/** The session of the machine with the other end, at the other end. */
async function opened({ other, sessions, news }: World, opens: 'machine' | 'other'): Promise<PeerSession> {
  if (opens === 'machine') {
    await news.until(() => sessions.length > 0);
    return sessions[0]!;
  }
  const at = identityOf(owner, networks[0]!).address;
  const session = other.peer.open({ hid: machine, address: at }, 'datagram');
  session.onOpen = () => news.tell();
  await news.until(() => session.state === 'open');
  return session;
}

/** Sends numbers and takes them back; `window` of them are under way at the same time. */
function echo(session: PeerSession, news: World['news'], window: number) {
  let sent = 0;
  let isOver = false;
  const back: number[] = [];
  const send = (): void => {
    if (isOver) return;
    sent += 1;
    expect(session.send(octetsOf(sent))).toBe(2);
  };
  session.onData = (octets) => {
    back.push(numberOf(octets));
    setImmediate(send);
    news.tell();
  };
  for (let n = 0; n < window; n += 1) send();
  return {
    back,
    /** Waits until so many more have come back. */
    more(count: number): Promise<void> {
      const goal = back.length + count;
      return news.until(() => back.length >= goal);
    },
    /** Sends no more, and waits for what is under way. */
    async end(): Promise<number> {
      isOver = true;
      await news.until(() => back.length >= sent);
      return sent;
    },
  };
}

describe.each(['machine', 'other'] as const)('a session that the %s opens', (opens) => {
  it('goes on through three moves there and back, without a datagram lost', async () => {
    const made = await world(opens);
    const { hosts, news } = made;
    const session = await opened(made, opens);
    const numbers = echo(session, news, 4);
    await numbers.more(20);
    for (const [at, [from, to]] of (
      [
        [0, 1],
        [1, 0],
        [0, 1],
      ] as const
    ).entries()) {
      await move(made, from, to, at + 2);
      await numbers.more(50);
      expect(formatDag(session.destination()!, { form: 'dag' })).toContain(toHex(networks[to]!.id));
      expect(hosts[to]!.companion(machine)!.peer.here().epoch).toBe(at + 2);
    }
    const count = await numbers.end();
    expect([...numbers.back].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n + 1));
    expect(session.isProved()).toBe(true);
    expect(made.made.map(({ epoch, state }) => [epoch, state])).toEqual([
      [1, undefined],
      [2, { made: 1 }],
      [3, { made: 2 }],
      [4, { made: 3 }],
    ]);
  });
});

describe('the agent beside a machine', () => {
  it('lets the destination speak for the machine before it runs', async () => {
    const made = await world('machine');
    const session = await opened(made, 'machine');
    const numbers = echo(session, made.news, 4);
    await numbers.more(20);
    const bound = `host 1: info for machine ${machine}: bound`;
    const start = made.news.until(() => made.log.includes(bound));
    made.hosts[1]!.simulated!.setFaults({ held: { start } });
    await move(made, 0, 1, 2);
    await numbers.more(20);
    const count = await numbers.end();
    expect(numbers.back).toHaveLength(count);
    expect(made.log).toContain(bound);
  });

  it('goes on where it was when the migration is given up', async () => {
    const made = await world('other');
    const session = await opened(made, 'other');
    const numbers = echo(session, made.news, 4);
    await numbers.more(20);
    made.hosts[1]!.simulated!.setFaults({ fail: { load: 'hypervisor' } });
    expect(await order(made, 0, 1, 2)).toMatchObject({ what: 'aborted' });
    await numbers.more(20);
    const count = await numbers.end();
    expect(numbers.back).toHaveLength(count);
    expect(made.hosts[0]!.companion(machine)).toMatchObject({ state: 'running', epoch: 1 });
    expect(made.made).toHaveLength(1);
  });

  it('needs an access router', async () => {
    const config = { roles: ['source-host'] as const, seed: seedOf(1), ad: otherNetwork, hypervisor: [] };
    await expect(createAgent({ ...config, companions: {} })).rejects.toThrow(RangeError);
  });
});
