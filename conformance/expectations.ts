/** What a case may expect. Each expectation that does not hold throws an ExpectationError. */
import { isDeepStrictEqual } from 'node:util';
import { type MessageName, messages } from '../spec/registry/messages.ts';
import type { RequirementId } from '../spec/registry/requirements.ts';
import { cast, type MemberName, nameOf } from './cast.ts';
import { describePacket } from './exchange.ts';
import type { OperationReport } from './iut/lines.ts';
import { hexOf, uint } from './octets/octets.ts';
import type { MessageView } from './octets/read-message.ts';
import {
  hidOf,
  hostNodes,
  type PacketView,
  readPacket,
  type RouterName,
  sessionHeader,
  tunnelHeader,
} from './octets/xip.ts';
import type { MachineState, SentPacket, Session } from './session.ts';
import { ExpectationError, type Mismatch } from './verdict.ts';

/** Narrows which packet is meant. */
export interface Which {
  /** To whom; by default the first packet that nobody took yet, to whomever. */
  readonly to?: MemberName;
}

/** The expectations of one run of a case. */
export interface Expectations {
  /** Takes the next packet: a message of one of the names. */
  message(names: MessageName | readonly MessageName[], which?: Which): Promise<MessageView>;
  /** Takes the next packet: a message that answers a request, that is, copies its exchange. */
  answer(
    names: MessageName | readonly MessageName[],
    request: Uint8Array,
    which?: Which,
  ): Promise<MessageView>;
  /** Takes the next packet: the same octets as a message before. */
  repeated(message: MessageView): Promise<MessageView>;
  /** Takes the next packet: a message of this name; gives the packet, and the host that it was handed to. */
  carrierOf(name: MessageName): Promise<{ readonly packet: Uint8Array; readonly next: string | undefined }>;
  /** Takes the next packet: one that is no message, with this next header. */
  packet(nextHeader: number): Promise<PacketView & { readonly octets: Uint8Array }>;
  /** Takes the next packet of a session, whatever messages were sent before it. */
  sessionPacket(): Promise<PacketView & { readonly octets: Uint8Array }>;
  /** Takes every packet of a session that no expectation took, and leaves messages. */
  sessionPackets(): Promise<readonly (PacketView & { readonly octets: Uint8Array })[]>;
  /** Takes every packet that no expectation took. */
  rest(): Promise<readonly (PacketView & { readonly octets: Uint8Array })[]>;
  /** The packet that a message came in. */
  packetOf(message: MessageView): PacketView & { readonly octets: Uint8Array };
  /** Takes the next packet that is neither a message nor in a tunnel: just these octets, handed to this host. */
  delivered(packet: Uint8Array, host: MemberName, requirement?: RequirementId): Promise<void>;
  /** Takes the next packet to this router: a tunnel to a place of this epoch, with just these octets in it. */
  tunnelled(
    packet: Uint8Array,
    router: RouterName,
    epoch: number,
    requirement?: RequirementId,
  ): Promise<void>;
  /** Takes the next packet if there is one and it is a message of one of the names (by default of any). */
  maybe(names?: readonly MessageName[]): Promise<MessageView | undefined>;
  /** Takes the next operation that is asked of the hypervisor, if there is one. */
  maybeOperation(): OperationReport | undefined;
  /** Nothing was sent that no expectation took. */
  silence(): Promise<void>;
  /** Like `silence`, before a timer is due. Decides nothing in real time, where a timer may be a little ahead. */
  notYet(): Promise<void>;
  /** Takes the next operation that is asked of the hypervisor. */
  operation(name: string): Promise<OperationReport>;
  /** No operation of these names was asked for that no expectation took; without names, none at all. */
  noOperation(...names: readonly string[]): Promise<void>;
  /** The machine was last said to be in this state, under this epoch if one is given. */
  machine(state: 'running' | 'frozen' | 'none', epoch?: number): void;
  /** The machine was never said to run in this case (under this epoch, if one is given). */
  neverRan(epoch?: number): void;
  /** The machine was last said to be in this state at the access router, under this epoch and at this host if given. */
  attachment(state: string, epoch?: number, host?: MemberName): void;
  /** Takes what the application was given next: just these octets. */
  data(octets: Uint8Array): Promise<void>;
  /** Takes all that the application was given and no expectation took: together just these octets. */
  stream(octets: Uint8Array): Promise<void>;
  /** Two values are the same; octets as hexadecimal text or octets. */
  equal(actual: unknown, expected: unknown, what: string, requirement?: RequirementId): void;
  /** A condition holds. */
  that(holds: boolean, mismatch: Mismatch): void;
}

/** Makes the expectations of a session. */
export function expectationsOf(session: Session): Expectations {
  const seen = new Set<string>();
  const carriers = new WeakMap<MessageView, Uint8Array>();

  const drop = (): void => {
    if (!session.realTime) return;
    // In real time a timer may repeat a request at any moment; a repetition says nothing new.
    for (let i = session.packets.length - 1; i >= 0; i -= 1) {
      const { message, octets } = session.packets[i]!;
      if (message !== undefined && isRepeatedByTimers(message.name) && seen.has(hexOf(octets)))
        session.packets.splice(i, 1);
    }
  };
  const take = (expected: string, which: Which): Promise<SentPacket> =>
    takeFirst(expected, (packet) => isTo(packet, which.to));
  const takeFirst = async (
    expected: string,
    isMeant: (packet: SentPacket) => boolean,
  ): Promise<SentPacket> => {
    const find = (): number => session.packets.findIndex(isMeant);
    await session.lingerUntil(() => find() >= 0);
    const index = find();
    const packet = session.packets[index];
    if (packet === undefined) fail([expected], unread(session));
    session.packets.splice(index, 1);
    session.checks.push({ step: packet.step, expected });
    seen.add(hexOf(packet.octets));
    if (packet.message !== undefined) carriers.set(packet.message, packet.octets);
    return packet;
  };

  return {
    async message(names, which = {}) {
      drop();
      const allowed = typeof names === 'string' ? [names] : names;
      const whom = which.to === undefined ? '' : ` to the ${which.to}`;
      const packet = await take(`${allowed.join(' or ')}${whom}`, which);
      const { message } = packet;
      if (message === undefined || !allowed.includes(message.name)) {
        fail(
          allowed.map((name) => `${name}${whom}`),
          describePacket(packet.octets),
        );
      }
      return message;
    },
    async answer(names, request, which = {}) {
      const message = await this.message(names, which);
      const asked = Buffer.from(request).readUInt32BE(52);
      this.equal(message.exchange, asked, `the exchange of ${message.name}`);
      return message;
    },
    async repeated(message) {
      const wanted = hexOf(message.octets);
      const packet = await take(`${message.name} again, octet for octet`, {});
      if (packet.message === undefined || hexOf(packet.message.octets) !== wanted) {
        fail([`${message.name} again, octet for octet`], describePacket(packet.octets));
      }
      return packet.message;
    },
    async carrierOf(name) {
      const { message, octets, next } = await take(name, {});
      if (message?.name !== name) fail([name], describePacket(octets));
      return { packet: octets, next };
    },
    async packet(nextHeader) {
      const wanted = `a packet with next header ${nextHeader}`;
      const packet = await take(wanted, {});
      const view = readPacket(packet.octets);
      if (view === undefined || view.nextHeader !== nextHeader) fail([wanted], describePacket(packet.octets));
      return { ...view, octets: packet.octets };
    },
    async sessionPacket() {
      const packet = await takeFirst(
        'a packet of a session',
        ({ octets }) => readPacket(octets)?.nextHeader === sessionHeader,
      );
      return viewOf(packet.octets);
    },
    async sessionPackets() {
      const isOfSession = ({ octets }: SentPacket): boolean =>
        readPacket(octets)?.nextHeader === sessionHeader;
      const taken = session.packets.filter(isOfSession);
      session.packets.splice(
        0,
        Number.POSITIVE_INFINITY,
        ...session.packets.filter((one) => !isOfSession(one)),
      );
      return taken.map(({ octets }) => viewOf(octets));
    },
    async rest() {
      return session.packets.splice(0).map(({ octets }) => viewOf(octets));
    },
    packetOf(message) {
      const octets = carriers.get(message);
      if (octets === undefined) throw new TypeError('no expectation took this message');
      return viewOf(octets);
    },
    async delivered(packet, host, requirement) {
      const wanted = `${describePacket(packet)}, handed to the ${host}`;
      const found = await takeFirst(
        wanted,
        ({ message, octets }) => message === undefined && !isTunnel(octets),
      );
      this.equal(found.octets, packet, `${wanted}:`, requirement);
      this.equal(nameOf(found.next ?? 'nobody'), host, 'the host that it was handed to', requirement);
    },
    async tunnelled(packet, router, epoch, requirement) {
      const what = `a tunnel to the ${router}`;
      const { octets } = await take(what, { to: router });
      const view = readPacket(octets);
      if (view === undefined || !isTunnel(octets)) fail([what], describePacket(octets), requirement);
      this.equal(view.destination, hostNodes(cast[router]), 'the destination of the tunnel', requirement);
      this.equal(view.payload.subarray(0, 8), uint(epoch, 8), 'the epoch of the tunnel', requirement);
      this.equal(view.payload.subarray(8), packet, 'the packet in the tunnel', requirement);
    },
    async maybe(names) {
      drop();
      const message = session.packets[0]?.message;
      if (message === undefined || (names !== undefined && !names.includes(message.name))) return undefined;
      return this.message(message.name);
    },
    maybeOperation: () => session.operations.shift(),
    async silence() {
      drop();
      if (session.packets.length > 0) fail(['silence'], unread(session));
      if (session.data.length > 0) fail(['silence'], `data for the application: ${session.data[0]}`);
    },
    async notYet() {
      if (!session.realTime) await this.silence();
    },
    async operation(name) {
      await session.lingerUntil(() => session.operations.length > 0);
      const operation = session.operations.shift();
      if (operation === undefined) fail([`its hypervisor to be asked for "${name}"`], 'no operation');
      if (operation.operation !== name)
        fail([`its hypervisor to be asked for "${name}"`], `"${operation.operation}"`);
      return operation;
    },
    async noOperation(...unwanted) {
      const found = session.operations.find(
        ({ operation }) => unwanted.length === 0 || unwanted.includes(operation),
      );
      if (found !== undefined) fail(['its hypervisor to be left alone'], `"${found.operation}"`);
    },
    machine(state, epoch) {
      const last = session.states.at(-1) ?? { state: 'none', epoch: 0 };
      const right = last.state === state && (epoch === undefined || last.epoch === epoch);
      if (!right)
        fail([`the machine to be ${describeState(state, epoch)}`], describeState(last.state, last.epoch));
    },
    neverRan(epoch) {
      const ran = session.states.find(
        (one: MachineState) => one.state === 'running' && (epoch === undefined || one.epoch === epoch),
      );
      if (ran !== undefined) fail(['the machine never to run here'], describeState('running', ran.epoch));
    },
    attachment(state, epoch, host) {
      const last = session.attachments.at(-1) ?? { state: 'absent', epoch: 0, host: '' };
      const isThere = host === undefined || last.host === cast[host].hid;
      if (last.state === state && (epoch === undefined || last.epoch === epoch) && isThere) return;
      const at = host === undefined ? '' : ` at the ${host}`;
      const where = last.host === '' ? '' : ` at the ${nameOf(last.host)}`;
      fail(
        [`the machine to be ${describeState(state, epoch)}${at}`],
        `${describeState(last.state, last.epoch)}${where}`,
      );
    },
    async data(octets) {
      await session.lingerUntil(() => session.data.length > 0);
      const wanted = hexOf(octets);
      const given = session.data.shift();
      if (given !== wanted) fail([`the application to be given ${wanted}`], given ?? 'nothing');
    },
    async stream(octets) {
      const wanted = hexOf(octets);
      const isThere = (): boolean => session.data.join('').length >= wanted.length;
      await session.lingerUntil(isThere);
      const given = session.data.splice(0).join('');
      if (given !== wanted) fail([`the application to be given ${wanted}`], given === '' ? 'nothing' : given);
    },
    equal(actual, expected, what, requirement) {
      const [is, should] = [plain(actual), plain(expected)];
      if (isDeepStrictEqual(is, should)) return;
      fail([`${what} ${JSON.stringify(should)}`], JSON.stringify(is) ?? 'nothing', requirement);
    },
    that(holds, mismatch) {
      if (!holds) throw new ExpectationError(mismatch);
    },
  };
}

/** Whether a party sends messages of this name again by itself. */
function isRepeatedByTimers(name: MessageName): boolean {
  return messages[name].answers.length === 0 || name === 'GiveBack';
}

/** Whether a packet is for a member: a message by its receiver, anything else by its destination. */
function isTo({ message, octets }: SentPacket, member: MemberName | undefined): boolean {
  if (member === undefined) return true;
  const destination = message === undefined ? readPacket(octets)?.destination : undefined;
  const hid = message?.receiver ?? (destination === undefined ? undefined : hidOf(destination));
  return hid === cast[member].hid;
}

function viewOf(octets: Uint8Array): PacketView & { readonly octets: Uint8Array } {
  return { ...readPacket(octets)!, octets };
}

function isTunnel(octets: Uint8Array): boolean {
  return readPacket(octets)?.nextHeader === tunnelHeader;
}

function unread(session: Session): string {
  const [first, ...more] = session.packets;
  if (first === undefined) return 'silence';
  const rest = more.length === 0 ? '' : ` and ${more.length} more`;
  return `${describePacket(first.octets)}${first.message === undefined ? '' : ` for ${nameOf(first.message.receiver)}`}${rest}`;
}

function describeState(state: string, epoch: number | undefined): string {
  return epoch === undefined ? state : `${state} under epoch ${epoch}`;
}

function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? hexOf(value) : value;
}

function fail(expectedOneOf: readonly string[], actual: string, requirement?: RequirementId): never {
  throw new ExpectationError(
    requirement === undefined ? { expectedOneOf, actual } : { expectedOneOf, actual, requirement },
  );
}
