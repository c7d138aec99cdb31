/** A rendezvous for tests, with a machine that registers at it, a host that speaks for the machine, and a stranger. */
import { referenceImplementation } from '../agent/index.ts';
import { type VirtualClock, virtualClock } from '../clocks/virtual.ts';
import { seededRandom } from '../core/seeded-random.ts';
import type { Registers } from '../ports/registers.ts';
import {
  type AttachmentJson,
  decodeMessage,
  type DelegationJson,
  fromJson,
  type MessageJson,
  sealMessage,
  signDelegation,
  signedRecordToJson,
  signerFromSeed,
  toJson,
} from '../protocol/index.ts';
import { type Identity, identityOf } from '../runtime/index.ts';
import { memoryStore } from '../stores/memory.ts';
import { buildPacket, type Dag, parsePacket } from '../xia/index.ts';
import { networkOfKey, statedAttachment } from './attachment-place.ts';
import type { RendezvousMachineView } from './bindings.ts';
import { startRendezvous } from './rendezvous.ts';

/** Somebody with a key and a network of their own. */
export function identity(octet: number): Identity {
  const signer = signerFromSeed(new Uint8Array(32).fill(octet));
  return identityOf(signer, networkOfKey(signer.publicKey));
}

/** The rendezvous itself. */
export const point = identity(1);

/** The machine that registers. */
export const machine = identity(2);

/** A host that may speak for the machine. */
export const host = identity(3);

/** Somebody else. */
export const stranger = identity(4);

/** The routers of two places. */
export const routers = [identity(5), identity(6)] as const;

/** What a router states of the machine. */
export function attachment(
  router: Identity,
  epoch: number,
  standing: 'active' | 'prepared' = 'active',
): AttachmentJson {
  return statedAttachment(router, { machine: machine.hidText, epoch, host: host.hidText, standing });
}

/** The machine lets the host speak for it. */
export function delegation(epoch: number): DelegationJson {
  const body = { machine: machine.hid, delegate: host.hid, epoch };
  return signedRecordToJson('delegation', signDelegation(body, machine.signer));
}

/** How a rendezvous is to be run. */
export interface RendezvousBedOptions {
  /** With registers, several beds of one clock are one rendezvous. */
  readonly clock?: VirtualClock;
  readonly registers?: Registers;
  readonly machines?: number;
}

/** A rendezvous, what it sent, and how to talk to it. */
export interface RendezvousBed {
  readonly clock: VirtualClock;
  readonly out: Uint8Array[];
  /** The nodes of the places that it learnt, in order. */
  readonly places: readonly string[];
  view(): readonly RendezvousMachineView[];
  setFault(fault: 'full' | 'held' | undefined): void;
  restart(): void;
  /** Gives it a packet of the stranger. */
  deliver(destination: Dag, hopLimit?: number): void;
  /** Takes the messages out of what it sent. */
  answers(): MessageJson[];
  /** Sends a message and gives the answers. */
  ask(from: Identity, body: object, epoch?: number, spoil?: (octets: Uint8Array) => void): MessageJson[];
}

/** Starts a rendezvous. */
export function rendezvousBed({
  clock = virtualClock(),
  ...options
}: RendezvousBedOptions = {}): RendezvousBed {
  let store = memoryStore();
  const out: Uint8Array[] = [];
  const places: string[] = [];
  const start = () =>
    startRendezvous({
      identity: point,
      clock,
      store,
      random: seededRandom(1),
      functions: referenceImplementation,
      send: (packet) => out.push(packet),
      onPlace: ({ nodes }) => places.push(nodes),
      ...options,
    });
  let rendezvous = start();
  let exchange = 0;
  const answers = (): MessageJson[] =>
    out.splice(0).flatMap((packet) => {
      const parsed = parsePacket(packet);
      const decoded = parsed.ok ? decodeMessage(parsed.value.payload) : undefined;
      return decoded?.ok === true ? [toJson(decoded.value)] : [];
    });
  return {
    clock,
    out,
    places,
    view: () => rendezvous.view(),
    setFault: (fault: 'full' | 'held' | undefined) => store.setFault(fault),
    restart() {
      rendezvous.stop();
      store = memoryStore(store.image());
      rendezvous = start();
    },
    deliver(destination: Dag, hopLimit = 9) {
      const payload = Uint8Array.of(1);
      rendezvous.receive(buildPacket({ destination, source: stranger.address, payload, hopLimit }));
    },
    answers,
    ask(
      from: Identity,
      body: object,
      epoch = 1,
      spoil: (octets: Uint8Array) => void = () => {},
    ): MessageJson[] {
      exchange += 1;
      const header = {
        machine: machine.hidText,
        migration: '0'.repeat(32),
        epoch,
        exchange,
        sender: from.hidText,
        receiver: point.hidText,
      };
      const message = fromJson({ ...body, header });
      if (!message.ok) throw new RangeError(`${message.error.path}: ${message.error.text}`);
      const payload = sealMessage(message.value, from.signer);
      spoil(payload);
      rendezvous.receive(buildPacket({ destination: point.address, source: from.address, payload }));
      return answers();
    },
  };
}

/** A registration. */
export const register = (at: AttachmentJson, sequence: number, more: object = {}): object => ({
  type: 'Register',
  attachment: at,
  place: { sequence },
  ...more,
});
/** A question. */
export const lookup = { type: 'Lookup' };
