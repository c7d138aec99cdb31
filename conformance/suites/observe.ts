/** What an implementation did, as an abstract output: which messages went to whom and what they decide, in no order. */
import { codeTables } from '../../spec/registry/codes.ts';
import type { TlvName } from '../../spec/registry/messages.ts';
import { adOf, cast, type Member, nameOf } from '../cast.ts';
import type { OperationReport } from '../iut/lines.ts';
import { everybody } from '../octets/from-router.ts';
import { hexOf } from '../octets/octets.ts';
import type { MessageView } from '../octets/read-message.ts';
import { codeName, reasonIn } from '../octets/records.ts';
import { type PacketView, readPacket, sessionHeader, tunnelHeader } from '../octets/xip.ts';
import { preferredWay } from '../octets/session-packets.ts';
import type { SentPacket, Session } from '../session.ts';

/** What is told of the values of TLVs; others are not compared by suites. */
const told: Readonly<Partial<Record<TlvName, (value: Buffer) => string>>> = {
  reason: reasonIn,
  swapResult: (value) => codeName(codeTables.swapOutcome, value[0]!),
  cancelResult: (value) => codeName(codeTables.cancelOutcome, value[0]!),
  running: (value) => `under ${value.readBigUInt64BE(0)}`,
  progress: (value) => `round ${value.readUInt16BE(0)} ${value[6] === 1 ? 'complete' : 'begun'}`,
  round: (value) => `round ${value.readUInt16BE(0)}`,
  votes: (value) => `votes ${hexOf(value)}`,
  status: (value) =>
    [
      codeName(codeTables.outcome, value[0]!),
      codeName(codeTables.phase, value[1]!),
      `runs here ${codeName(codeTables.answer, value[2]!)}`,
      `epoch ${value.readBigUInt64BE(3)}`,
    ].join(' '),
  statement: (value) =>
    value[20] === 1
      ? `epoch ${value.readBigUInt64BE(21)} of ${nameOf(hexOf(value.subarray(29, 49)))}`
      : 'no register',
  permit: (value) => `permit ${value.readBigUInt64BE(36)} for ${nameOf(hexOf(value.subarray(44, 64)))}`,
  attachment: (value) =>
    `${codeName(codeTables.standing, value[48]!)} ${value.readBigUInt64BE(20)} at ${nameOf(hexOf(value.subarray(28, 48)))}`,
  transit: (value) => codeName(codeTables.transitAction, value[0]!),
  transitState: (value) => `${codeName(codeTables.attachmentState, value[0]!)} ${value.readBigUInt64BE(1)}`,
  binding: (value) =>
    `${codeName(codeTables.bindOutcome, value[0]!)} ${value.readBigUInt64BE(1)}.${value.readUInt32BE(9)}`,
  challenge: () => 'challenge',
  cookie: () => 'cookie',
  delegation: () => 'delegation',
  place: (value) => {
    const sequence = value.readUInt32BE(0);
    return sequence > firstOfMachine ? 'later sequence' : `sequence ${sequence}`;
  },
};

/** The sequence with which a machine begins; how often it has raised it is not told. */
export const firstOfMachine = 2;

/** Takes everything that a session has heard, and writes it as one text; the empty text is silence. */
export function observe(session: Session): string {
  const packets = session.packets.splice(0).map(packetText);
  const operations = session.operations.splice(0).map(operationText);
  const data = session.data.splice(0).map(() => 'data for the application');
  const [states, attachments] = [session.states.splice(0), session.attachments.splice(0)];
  const places = [
    ...states.map(({ state, epoch }) => `machine ${state} ${epoch}`),
    ...attachments.map(
      ({ state, epoch, host }) => `${state} ${epoch}${host === '' ? '' : ` ${nameOf(host)}`}`,
    ),
  ];
  return [...new Set([...packets, ...operations, ...data, ...places.slice(-1)])].sort().join(', ');
}

function operationText({ operation }: OperationReport): string {
  return `hypervisor ${operation}`;
}

function packetText({ message, octets, next }: SentPacket): string {
  const view = readPacket(octets);
  if (message !== undefined) {
    const whom = message.receiver === everybody ? 'everybody' : nameOf(message.receiver);
    const way = view === undefined ? '' : `${roundaboutOf(view, message.receiver)}${wayOf(view)}`;
    return `${messageText(message)} to ${whom}${way}`;
  }
  const kinds = new Map([
    [tunnelHeader, 'tunnel'],
    [sessionHeader, 'packet'],
  ]);
  const kind = kinds.get(view?.nextHeader ?? 0) ?? 'other packet';
  if (next !== undefined || view === undefined) return `${kind} to ${nameOf(next ?? '')}`;
  return `${kind} to ${nameOf(receiverOf(view))}${wayOf(view)}`;
}

/** The id of the host to whom a packet goes on the way that its address prefers. */
function receiverOf({ destination }: PacketView): string {
  const hids = Object.values<Member>(cast).map(({ hid }) => hid);
  return preferredWay(destination).findLast((id) => hids.includes(id)) ?? '';
}

/** From where and to where, of those who are not at home. */
function wayOf({ source, destination }: PacketView): string {
  const [from, to] = [placeIn(source), placeIn(destination)];
  return `${to === undefined ? '' : ` at ${to}`}${from === undefined ? '' : ` from ${from}`}`;
}

/** Whether a message to somebody else goes by the rendezvous. */
function roundaboutOf({ destination }: PacketView, receiver: string): string {
  const { hid, name } = cast.rendezvous;
  return receiver !== hid && hexOf(destination).includes(hid) ? ` by ${name}` : '';
}

/** In whose network somebody is; undefined at home. */
function placeIn(nodes: Uint8Array): string | undefined {
  const way = preferredWay(nodes);
  const whose = Object.values<Member>(cast).find(({ hid }) => way.includes(hid));
  if (whose === undefined || way[0] === adOf(whose)) return undefined;
  return Object.values<Member>(cast).find((member) => member.ad === way[0])?.name;
}

/** A message: what it is, and what it says. */
export function messageText(message: MessageView): string {
  const parts = Object.entries(told).flatMap(([name, text]) => {
    const value = message.maybe(name as TlvName);
    return value === undefined ? [] : [text(Buffer.from(value))];
  });
  return `${message.name}${parts.length === 0 ? '' : ` (${parts.join('; ')})`}`;
}
