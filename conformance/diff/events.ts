/**
 * What an implementation did, taken apart so that two can be compared: each thing that it did is an event with a name
 * and fields, and belongs to a channel. Events of one channel have an order; between channels none is asked for.
 */
import { toHex } from '../../src/core/hex.ts';
import { decodeMessage, toJson } from '../../src/protocol/index.ts';
import { decodeSessionPacket, sessionPacketToJson } from '../../src/sessions/index.ts';
import { messages } from '../../spec/registry/messages.ts';
import { tunnelHeadSize } from '../../spec/registry/tunnel.ts';
import { nameOf } from '../cast.ts';
import type { Report } from '../iut/lines.ts';
import { recordFaults } from '../judge/record-faults.ts';
import { hexOf, octets as fromHex } from '../octets/octets.ts';
import { hidOf, readPacket, sessionHeader, tunnelHeader } from '../octets/xip.ts';

/** Fields by path, such as `lease.milliseconds`; every value as text. */
export type Fields = ReadonlyMap<string, string>;

/** Something that was done, or that was asked. */
export interface Event {
  /** Whom it goes to, or what it is said of. */
  readonly channel: string;
  /** A message, `hypervisor start`, `machine` and so on. */
  readonly name: string;
  readonly fields: Fields;
  /** Whether it opens an exchange, whose number its sender chooses. */
  readonly opens: boolean;
  /** When, in milliseconds since the reset, where that was said. */
  readonly at: number | undefined;
  /** The packet, in hexadecimal. */
  readonly octets?: string;
}

/** The events of reports, in order. What the application is given counts together, however it was handed over. */
export function eventsOf(reports: readonly Report[]): readonly Event[] {
  const events = reports.flatMap(eventOf);
  const data = events.filter(({ name }) => name === dataName);
  if (data.length < 2) return events;
  const whole = data.map(({ fields }) => fields.get('octets')).join('');
  const joined: Event = { ...data[0]!, fields: new Map([['octets', whole]]) };
  return [...events.filter(({ name }) => name !== dataName), joined];
}

const dataName = 'data for the application';

function eventOf(report: Report): readonly Event[] {
  const at = 'at' in report && typeof report.at === 'number' ? report.at : undefined;
  switch (report.is) {
    case 'packet': {
      const told = packetEvent(fromHex(report.octets), report.next);
      return [{ ...told, at, octets: report.octets }];
    }
    case 'operation': {
      const { is: _, operation, at: __, ...asked } = report;
      return [{ ...plainEvent('hypervisor', `hypervisor ${operation}`, asked), at }];
    }
    case 'machine':
    case 'attachment': {
      const { is, at: _, ...state } = report;
      return [{ ...plainEvent(is, is, state), at }];
    }
    case 'data':
      return [{ ...plainEvent('application', dataName, { octets: report.octets }), at }];
    case 'value':
      return [{ ...plainEvent('library', 'value', { value: report.value }), at }];
    default:
      return [];
  }
}

/** The event of a packet, whoever sends it; its channel is who gets it. */
export function packetEvent(octets: Uint8Array, next?: string): Omit<Event, 'at'> {
  const view = readPacket(octets);
  if (view === undefined) return plainEvent('somebody', 'what is no packet', { octets: hexOf(octets) });
  const { nextHeader, hopLimit, source, destination, payload } = view;
  const whom = nameOf(next ?? hidOf(destination) ?? 'somebody');
  const header = { hopLimit, source: hexOf(source), destination: hexOf(destination) };
  const around = next === undefined ? { packet: header } : { packet: header, next };
  const of = (name: string, fields: object): Omit<Event, 'at'> =>
    plainEvent(`to ${whom}`, name, { ...fields, ...around });
  if (nextHeader === sessionHeader) {
    const read = decodeSessionPacket(payload);
    if (read.ok) return of(`session ${read.value.kind}`, sessionPacketToJson(read.value));
  }
  if (nextHeader === tunnelHeader) {
    const inner = packetEvent(payload.subarray(tunnelHeadSize));
    const head = hexOf(payload.subarray(0, tunnelHeadSize));
    return of(`tunnel with ${inner.name}`, { head, inner: Object.fromEntries(inner.fields) });
  }
  if (nextHeader !== 0) return of(`packet with next header ${nextHeader}`, { payload: hexOf(payload) });
  const decoded = decodeMessage(payload);
  if (!decoded.ok) return of('octets that are no message', { payload: hexOf(payload) });
  const { type, ...said } = toJson(decoded.value) as { readonly type: keyof typeof messages };
  const faults = recordFaults(decoded.value).map(({ says }) => says);
  const channel = `to ${nameOf(toHex(decoded.value.header.receiver))}`;
  return { ...of(type, { ...said, faults }), channel, opens: messages[type].answers.length === 0 };
}

/** An event whose fields are those of an object, however deep they lie. */
export function plainEvent(channel: string, name: string, value: object): Omit<Event, 'at'> {
  const fields = new Map<string, string>();
  spread(value, '', fields);
  return { channel, name, fields, opens: false };
}

function spread(value: unknown, path: string, into: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) {
    into.set(path, typeof value === 'string' ? value : JSON.stringify(value ?? null));
    return;
  }
  for (const [name, part] of Object.entries(value)) spread(part, inside(path, name, value), into);
}

function inside(path: string, name: string, of: object): string {
  if (Array.isArray(of)) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
}
