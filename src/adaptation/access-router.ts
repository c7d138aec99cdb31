/**
 * An access router: it attaches the machines of its network to hosts, holds their packets while they stand still, and
 * sends them on when they have left (chapter 12).
 */
import { adaptationLimits } from '../../spec/registry/limits.ts';
import type { MessageName } from '../../spec/registry/messages.ts';
import { toHex } from '../core/hex.ts';
import type { AccessRouterRecord, AttachedHost, AttachmentRow } from '../machines/access-router-events.ts';
import type { Identity, Recovered } from '../runtime/index.ts';
import type { Incoming } from '../runtime/role.ts';
import { equalXids, xidType } from '../xia/index.ts';
import { networkOfKey, placeAt } from './attachment-place.ts';
import { beaconSender } from './beacon-sender.ts';
import type { HoldBounds } from './machine-path.ts';
import type { RouterTrust } from './router-judgement.ts';
import { routerRole, type RouterRole } from './router-role.ts';
import { openStation, type StationOptions } from './station.ts';

/** What an access router is made of. */
export interface AccessRouterOptions extends StationOptions, RouterTrust {
  /** Takes a packet for the world outside. */
  readonly send: (packet: Uint8Array) => void;
  /** Takes a packet for a host of this network, by the id of its HID in hexadecimal; by default `send`. */
  readonly deliver?: (packet: Uint8Array, host: string) => void;
  /** Hosts of this network that are reached through the router by their own identifiers. */
  readonly neighbours?: readonly string[];
  /** How much is held for one machine; by default what the registry says. */
  readonly bounds?: HoldBounds;
  /** Octets that are sent on for one machine that has left; by default what the registry says. */
  readonly forwardOctets?: number;
  /** Machines that are looked after at the same time; others are not heard. By default {@link mostMachines}. */
  readonly machines?: number;
  /** Called when the state, the epoch or the host of a machine has changed. */
  readonly onChange?: (change: AttachmentView) => void;
}

/** What is done with the packets of a machine. */
export interface AttachmentView extends Pick<AttachmentRow, 'state' | 'epoch' | 'host'> {
  readonly machine: string;
}

/** A machine as the access router sees it. */
export interface RouterMachineView extends AttachmentView {
  /** The state of the party, as a path. */
  readonly party: string;
  /** Packets that wait, and that found no room. */
  readonly held: number;
  readonly dropped: number;
}

/** An access router that runs. */
export interface AccessRouter {
  readonly identity: Identity;
  /** Takes a packet, which becomes the router's own and is changed in place. */
  receive(packet: Uint8Array): void;
  /** The machines that it knows. */
  view(): readonly RouterMachineView[];
  /** Makes a host of this network reachable through the router by its own identifier: the id of its HID in hexadecimal. */
  addNeighbour(host: string): void;
  /** Attaches a machine that begins its life here, by no migration. */
  attach(machine: string, attached: AttachedHost): void;
  /** Stops as a crash does: what is held is lost, what is in the journal is not. The store stays the caller's. */
  stop(): void;
}

/** How many machines an access router looks after unless it is told otherwise. */
export const mostMachines = 65_536;

const hears: ReadonlySet<MessageName> = new Set<MessageName>(['Join', 'Transit', 'PlaceQuery', 'EndMark']);

/**
 * Starts an access router: it goes on from its journal.
 *
 * @throws JournalError or StoreFailure when the journal cannot be used.
 * @throws RangeError when the AD of the address is not that of the key.
 */
export function startAccessRouter(options: AccessRouterOptions): AccessRouter {
  const { identity, functions } = options;
  const network = networkOfKey(identity.signer.publicKey);
  const named = identity.address.nodes.find(({ xid }) => xid.type === xidType.ad);
  if (named !== undefined && !equalXids(named.xid, network)) {
    throw new RangeError('the AD of an access router is that of its key');
  }
  const roles = new Map<string, RouterRole>();
  let stopped = false;

  const send = (packet: Uint8Array): void => {
    if (!stopped) options.send(packet);
  };
  const deliver = (packet: Uint8Array, host: string): void => {
    if (!stopped) (options.deliver ?? options.send)(packet, host);
  };
  const plane = functions.routerPlane({
    identity,
    functions,
    isHere: [network],
    bounds: options.bounds ?? { packets: adaptationLimits.holdPackets, octets: adaptationLimits.holdOctets },
    forwardOctets: options.forwardOctets ?? adaptationLimits.forwardOctets,
    send,
    deliver,
    onMessage: (payload, from) => open.receive(payload, from),
    marked: (machine, epoch) => roles.get(machine)?.marked(epoch),
    exhausted: (machine) => roles.get(machine)?.exhausted(),
  });
  const open = openStation(options, {
    hears,
    send: (to, payload) => plane.send(to, payload),
    take: (incoming) => take(incoming),
  });
  const { station } = open;
  const beacons = beaconSender(station, {
    ad: toHex(network.id),
    send: (machine, host, payload) => plane.sendVia(host, placeAt(identity, machine), payload),
  });

  const addRole = (machine: string, resume?: AccessRouterRecord): RouterRole => {
    let before = 'absent 0 ';
    const role = routerRole(station, {
      machine,
      plane,
      trust: options,
      ...(resume === undefined ? {} : { resume }),
      onRow(row) {
        const { state, epoch, host } = row;
        beacons.set(machine, role.isAttached() ? host : undefined);
        const now = `${state} ${epoch} ${host}`;
        if (now !== before) options.onChange?.({ machine, state, epoch, host });
        before = now;
      },
    });
    roles.set(machine, role);
    role.start();
    return role;
  };
  const take = (incoming: Incoming): void => {
    const { machine, sender, epoch } = incoming.request.header;
    const { message } = incoming;
    if (message.type === 'EndMark') {
      plane.path(machine)?.endMark({ epoch, router: sender, packets: message.mark.packets });
      return;
    }
    const known = roles.get(machine);
    if (known === undefined && !hasRoom()) {
      station.log('warn', `machine ${machine} is not heard: there are too many`);
      return;
    }
    const role = known ?? addRole(machine);
    role.receive(incoming);
    // Anybody may ask for any machine; what was never here need not be kept.
    if (role.isBlank()) forget(role);
  };
  /** Whether one more machine can be looked after; for that, the one that was gone first is forgotten. */
  const hasRoom = (): boolean => {
    if (roles.size < (options.machines ?? mostMachines)) return true;
    const gone = [...roles.values()].find((role) => role.state() === 'absent');
    if (gone !== undefined) forget(gone);
    return gone !== undefined;
  };
  const forget = (role: RouterRole): void => {
    role.stop();
    roles.delete(role.machine);
    plane.forget(role.machine);
    beacons.set(role.machine, undefined);
  };

  for (const host of options.neighbours ?? []) plane.addNeighbour(host);
  for (const recovered of open.recovered) {
    const resume = resumeOf(recovered);
    if (resume !== undefined) addRole(recovered.machine, resume);
  }
  return {
    identity,
    receive(packet) {
      if (!stopped) plane.receive(packet);
    },
    addNeighbour: (host) => plane.addNeighbour(host),
    view: () => [...roles.values()].map((role) => viewOf(role, plane.path(role.machine)?.counts())),
    attach(machine, attached) {
      if (!stopped) (roles.get(machine) ?? addRole(machine)).attach(attached);
    },
    stop() {
      stopped = true;
      open.stop();
      beacons.stop();
      for (const role of roles.values()) role.stop();
    },
  };
}

function viewOf(
  role: RouterRole,
  counts: { readonly held: number; readonly dropped: number } = { held: 0, dropped: 0 },
): RouterMachineView {
  const { state, epoch, host } = role.row() ?? { state: 'absent', epoch: 0, host: '' };
  return { machine: role.machine, state, epoch, host, party: role.state(), ...counts };
}

/** What the party goes on from; undefined for what another role has left in the journal. */
function resumeOf(recovered: Recovered): AccessRouterRecord | undefined {
  const { role, record, epoch, migration, peer } = recovered;
  const { step } = record;
  if (role !== 'access-router') return undefined;
  if (step !== 'attached' && step !== 'forwarding' && step !== 'detached') return undefined;
  const place = step === 'forwarding' ? (record.attachment ?? null) : null;
  return { step, epoch, migration, host: peer, place };
}
