/**
 * The design of chapters 11 to 16 at work: access routers, rendezvous, hosts with their agents, machines and
 * correspondents that are peers.
 */
import type { Implementation } from '../agent/implementation.ts';
import {
  announcesTo,
  type Peer,
  type PeerAddress,
  type Reach,
  type Rendezvous,
  serviceAt,
  startPeer,
} from '../adaptation/index.ts';
import type { VirtualClock } from '../clocks/virtual.ts';
import type { Clock } from '../ports/clock.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { type AttachmentJson, noMigration, signAttachment, signedRecordToJson } from '../protocol/index.ts';
import type { Identity, MigrationReport } from '../runtime/index.ts';
import { encodeDag } from '../xia/index.ts';
import { type AccessNode, accessNode } from './access-node.ts';
import { watchCopies } from './copies.ts';
import type { Design, End, Writable } from './design.ts';
import { type Domain, membersOf } from './directory.ts';
import { rounded } from './flow-record.ts';
import { type Guest, startGuest } from './guest.ts';
import { type HostAgent, startHostAgent } from './host-agent.ts';
import { hostNode } from './host-node.ts';
import type { Observer } from './observer.ts';
import { moveOrder } from './orders.ts';
import { makeOperator, type Operator } from './operator.ts';
import { peerEnd } from './peer-end.ts';
import { askQuestions } from './questions.ts';
import { type RendezvousNode, rendezvousNode } from './rendezvous-node.ts';
import type { MoveResult } from './result.ts';
import type { Surroundings } from './router-node.ts';
import type { AdaptationName, MachineSpec, Scenario } from './scenario.ts';
import { watchFates } from './watchers/answer-watch.ts';
import { type EndWatch, watchEnd } from './watchers/end-watch.ts';

/** How each way to stay reachable is set up; the ways alone do without what routers hold and send on. */
const ways: Readonly<Record<Exclude<AdaptationName, 'original'>, { reach: Reach; holds: boolean }>> = {
  recommended: { reach: 'combined', holds: true },
  fallback: { reach: 'fallback', holds: false },
  routes: { reach: 'route', holds: true },
  rebind: { reach: 'rebind', holds: false },
  rendezvous: { reach: 'rendezvous', holds: false },
};
const pageSize = 4096;

/** Sets up the design. Equal seeds give equal runs. */
export function adaptiveDesign(
  scenario: Scenario,
  surroundings: Surroundings,
  clock: VirtualClock,
  observer: Observer,
  seed: number,
  functions: Implementation,
): Design {
  const { network, directory } = surroundings;
  const { reach, holds } = ways[scenario.adaptation === 'original' ? 'recommended' : scenario.adaptation];
  const specs = new Map(scenario.machines.flatMap((spec) => membersOf(spec).map((name) => [name, spec])));
  const specOf = (name: string): MachineSpec => specs.get(name)!;
  let parties = 0;
  /** A seed for each party; a party that starts again takes one of the numbers behind it. */
  const nextSeed = (): number => (Math.imul(seed, 0x9e3779b1) + 0x10000 * (parties += 1)) >>> 0;
  const common = { clock, functions, observer };

  const routers = new Map<string, AccessNode>();
  const rendezvous = new Map<string, RendezvousNode>();
  const agents = new Map<string, HostAgent>();
  const guests = new Map<string, Guest>();
  const guestsByHid = new Map<string, Guest>();
  const correspondents = new Map<string, End>();
  const operators = new Map<string, Operator>();
  const moving = new Map<string, Writable<MoveResult>>();
  const orders = new Map<string, number>();
  const copies = watchCopies(() => clock.now());
  const fates = watchFates();
  const violations: string[] = [];
  const onViolation = (violation: string): void => void violations.push(violation);
  const watchOf = (name: string, { hidText }: Identity, own: Clock): EndWatch =>
    // The other ways send to addresses that no announcement changes.
    announcesTo(reach).sessions
      ? watchEnd(name, hidText, { own, world: clock }, onViolation)
      : { came() {}, went() {} };

  for (const domain of directory.domains.values()) {
    const node = accessNode(surroundings, domain, { ...common, holds, seed: nextSeed() });
    network.add(node);
    routers.set(domain.router, node);
  }
  for (const { rendezvous: name, router } of scenario.ads) {
    if (name === undefined) continue;
    const node = rendezvousNode(network, name, router, {
      ...common,
      identity: directory.identity(name),
      seed: nextSeed(),
    });
    network.add(node);
    rendezvous.set(name, node);
  }
  const rendezvousOf = (name: string | undefined): Rendezvous | undefined => {
    if (name === undefined) return undefined;
    const { hidText, address } = directory.identity(name);
    return { hid: hidText, address };
  };
  const addressOf = (name: string): PeerAddress => {
    const guest = guests.get(name);
    const identity = directory.identity(name);
    const domain = directory.domainOf(guest?.host ?? name);
    const address = serviceAt(directory.placeIn(domain, identity.hid), identity.address.nodes.at(-1)!.xid);
    const by = guest === undefined ? undefined : rendezvousOf(specOf(name).homeRendezvous);
    return { hid: identity.hidText, address, ...(by === undefined ? {} : { rendezvous: by }) };
  };

  for (const { name } of scenario.hosts) {
    const identity = directory.identity(name);
    const domain = directory.domainOf(name);
    const node = hostNode(network, name, identity, domain);
    network.add(node);
    const agent = startHostAgent({
      ...common,
      identity,
      node,
      router: domain.identity,
      seed: nextSeed(),
      planOf(machine) {
        const guest = guestsByHid.get(machine)!;
        return {
          freezeMs: specOf(guest.end.name).freezeMs,
          frozenAt: () => guest.freezes.at(-1)?.fromMs,
        };
      },
      contactsOf(machine) {
        const guest = guestsByHid.get(machine);
        if (guest === undefined) return undefined;
        const by = rendezvousOf(specOf(guest.end.name).homeRendezvous);
        const announcing = reach === 'rebind' || reach === 'combined';
        return {
          sessions: announcing ? guest.peer.delegated() : [],
          rendezvous: by === undefined || reach === 'route' || reach === 'rebind' ? [] : [by],
        };
      },
      onReport: (report) => reported(report, name),
      onViolation,
      onPerformed: (operation) => fates.performed(operation),
    });
    agent.hypervisor.onChange = (machine, { state, epoch }) => {
      const guest = guestsByHid.get(machine);
      if (guest === undefined) return;
      copies.changed(guest.end.name, name, state === 'running', epoch);
      const record = moving.get(machine);
      if (state === 'frozen' && guest.host === name) {
        guest.froze();
        if (record !== undefined) record.frozenMs = rounded(clock.now());
      } else if (state === 'running') {
        guest.runs(node, epoch);
        if (record?.frozenMs === null || record === undefined) return;
        record.runningMs = rounded(clock.now());
        record.freezeMs = rounded(clock.now() - (guest.freezes.at(-1)?.fromMs ?? clock.now()));
        record.outcome = name === record.to ? 'moved' : 'returned';
      }
    };
    agents.set(name, agent);
  }
  const reported = ({ what, machine, role, reason }: MigrationReport, host: string): void => {
    const record = moving.get(machine);
    if (record?.from !== host || role !== 'source-host') return;
    record.reason = reason ?? null;
    if (what === 'refused' || (what === 'aborted' && record.frozenMs === null)) record.outcome = 'refused';
  };

  const statementOf = (domain: Domain, hid: Uint8Array, host: Uint8Array): AttachmentJson =>
    signedRecordToJson(
      'attachment',
      signAttachment(
        {
          machine: hid,
          epoch: 1,
          host,
          standing: 'active',
          nodes: encodeDag(directory.placeIn(domain, hid)),
        },
        domain.identity.signer,
      ),
    );
  const addGuest = (name: string, spec: MachineSpec): void => {
    const identity = directory.identity(name);
    const agent = agents.get(spec.host)!;
    const domain = directory.domainOf(spec.host);
    const guest = startGuest({
      ...common,
      name,
      identity,
      host: agent.node,
      at: statementOf(domain, identity.hid, agent.identity.hid),
      rendezvous: rendezvousOf(spec.homeRendezvous),
      reach,
      watchBy: (own) => watchOf(name, identity, own),
      directory,
      seed: nextSeed(),
      addressOf,
    });
    guests.set(name, guest);
    guestsByHid.set(identity.hidText, guest);
    routers
      .get(domain.router)!
      .router()!
      .attach(identity.hidText, { host: agent.identity.hidText, epoch: 1, migration: noMigration });
    agent.hypervisor.boot(identity.hidText, 1, {
      memory: spec.memoryPages * pageSize,
      pageSize,
      writeRate: spec.dirtyPagesPerSecond,
      workingSet: spec.workingSet,
      zeroPages: 0.4,
      seed: nextSeed(),
    });
  };
  for (const spec of scenario.machines) for (const name of membersOf(spec)) addGuest(name, spec);

  for (const { name } of scenario.correspondents) {
    const identity = directory.identity(name);
    const domain = directory.domainOf(name);
    let receiver: (packet: Uint8Array) => void = () => {};
    const watch = watchOf(name, identity, clock);
    network.add({
      name,
      receive(packet) {
        watch.came(packet);
        if (operators.get(name)?.take(packet) !== true) receiver(packet);
      },
    });
    const send = (packet: Uint8Array): void => {
      observer.sent(name, packet);
      watch.went(packet);
      network.send(name, domain.router, packet);
    };
    if (name === scenario.operator) operators.set(name, makeOperator(clock, identity, send));
    const end = peerEnd(
      name,
      clock,
      () => peer,
      addressOf,
      (hid) => directory.nameOf(hid),
    );
    const peer: Peer = startPeer({
      signer: identity.signer,
      at: directory.placeIn(domain, identity.hid),
      clock,
      random: seededRandom(nextSeed()),
      functions,
      policy: { reach },
      onSession: (session) => end.accept(session),
      transport: {
        send,
        onPacket(next) {
          receiver = next;
        },
        close: () => Promise.resolve(),
      },
    });
    correspondents.set(name, end);
  }

  const operator = operators.get(scenario.operator ?? '');
  const questions =
    operator &&
    askQuestions({
      operator,
      fates,
      now: () => clock.now(),
      identityOf: (name) => agents.get(name)!.identity,
      hostOf: (name) => copies.hostOf(name),
    });
  const partyOf = (name: string) => agents.get(name) ?? routers.get(name) ?? rendezvous.get(name)!;
  return {
    end: (name) => guests.get(name)?.end ?? correspondents.get(name)!,
    mover: (name) => guests.get(name)!,
    move(machine, to, record) {
      const guest = guests.get(machine)!;
      const serial = (orders.get(machine) ?? 0) + 1;
      orders.set(machine, serial);
      const source = agents.get(guest.host)!;
      const target = agents.get(to)!;
      const { freezeBudgetMs } = specOf(machine);
      const hosts = { from: source.identity, to: target.identity };
      const order = moveOrder(guest.identity, guest.epoch, serial, hosts, freezeBudgetMs);
      moving.set(guest.identity.hidText, record);
      questions?.ordered({
        machine: guest.identity,
        subject: order.subject,
        name: machine,
        from: guest.host,
        to,
      });
      source.endpoint()?.order(order.subject, order.body);
    },
    cancel: (machine) => questions?.cancel(machine),
    askAll: () => questions?.askAll(),
    crash(name, restartAfterMs) {
      const party = partyOf(name);
      party.crash();
      if (restartAfterMs > 0) clock.schedule(restartAfterMs, () => party.restart());
    },
    runsAt: (machine) => copies.hostOf(machine),
    violations: () => [...copies.violations, ...violations, ...(questions?.violations() ?? [])],
    routers: () => [...routers.values()].map((router) => router.state()),
  };
}
