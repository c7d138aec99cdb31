/** The exchange of a case: what went where, in order, for the report. */
import { decodeMessage, toJson } from '../src/protocol/index.ts';
import { nameOf } from './cast.ts';
import type { Report } from './iut/lines.ts';
import { readMessage } from './octets/read-message.ts';
import { hexOf, octets as fromOctetText } from './octets/octets.ts';
import { hidOf, readPacket } from './octets/xip.ts';

/** One step of an exchange. */
export interface Step {
  /** Milliseconds since the reset, as the implementation counts them. */
  readonly at: number;
  readonly way: 'to' | 'from' | 'note';
  /** What it was, in a few words. */
  readonly what: string;
  /** The octets in hexadecimal, when there are any. */
  readonly octets?: string;
}

/** A packet in a few words: who, to whom, what. */
export function describePacket(octets: Uint8Array): string {
  const view = readPacket(octets);
  if (view === undefined) return `${octets.length} octets that are no XIP packet`;
  const route = `${partyOf(view.source)} → ${partyOf(view.destination)}`;
  if (view.nextHeader !== 0) return `${route}: next header ${view.nextHeader}, ${view.payload.length} octets`;
  const message = readMessage(view.payload);
  const what =
    typeof message === 'string'
      ? message
      : `${message.name} (exchange ${message.exchange}, epoch ${message.epoch})`;
  return `${route}: ${what}`;
}

/** What the message in a packet says, decoded, a line for each TLV; empty when it does not decode. */
function content(octets: Uint8Array): readonly string[] {
  const view = readPacket(octets);
  const decoded = view === undefined || view.nextHeader !== 0 ? undefined : decodeMessage(view.payload);
  if (decoded?.ok !== true) return [];
  const {
    type: _,
    header: __,
    authenticator: ___,
    ...fields
  } = toJson(decoded.value) as unknown as Record<string, unknown>;
  return Object.entries(fields).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
}

/** The steps as a ladder of text, the implementation on the right. */
export function ladder(steps: readonly Step[], withOctets = false): readonly string[] {
  const lines: string[] = [];
  for (const step of steps) {
    const arrow = { to: '──▶', from: '◀──', note: '   ' }[step.way];
    lines.push(`${String(step.at).padStart(7)} ms  ${arrow}  ${step.what}`);
    if (!withOctets || step.octets === undefined) continue;
    const rows = [...content(fromOctetText(step.octets)), ...wrap(step.octets)];
    lines.push(...rows.map((row) => `                  ${row}`));
  }
  return lines;
}

/** The step of a packet. */
export function packetStep(at: number, way: 'to' | 'from', octets: Uint8Array, next?: string): Step {
  const hand = next === undefined ? '' : `, handed to the ${nameOf(next)}`;
  return { at, way, what: `${describePacket(octets)}${hand}`, octets: hexOf(octets) };
}

/** The step of something that an implementation said; undefined when it says nothing of the protocol. */
export function reportStep(report: Report, at: number): Step | undefined {
  const from = (what: string): Step => ({ at, way: 'from', what });
  switch (report.is) {
    case 'packet':
      return packetStep(at, 'from', fromOctetText(report.octets), report.next);
    case 'operation':
      return from(`asks its hypervisor: ${report.operation} (${report.operationId})`);
    case 'machine':
    case 'attachment':
      return from(`the machine is ${report.state} under epoch ${report.epoch}`);
    case 'data':
      return from(`data for the application: ${report.octets}`);
    case 'value':
      return from(`value ${JSON.stringify(report.value)}`);
    case 'log':
      return { at, way: 'note', what: `log: ${report.text}` };
    default:
      return undefined;
  }
}

/** The step of time that passes. */
export function timeStep(at: number, ms: number): Step {
  return { at, way: 'note', what: `${ms} ms pass` };
}

/** The step of a value that is asked for. */
export function evaluateStep(at: number, name: string, input: unknown): Step {
  return { at, way: 'to', what: `evaluate ${name} ${JSON.stringify(input)}` };
}

/** What a crash and a restart is called in an exchange. */
export const restartNote = 'crash and restart';

function partyOf(nodes: Uint8Array): string {
  const hid = hidOf(nodes);
  return hid === undefined ? 'somebody' : nameOf(hid);
}

function wrap(octets: string): readonly string[] {
  return octets.match(/.{1,80}/g) ?? [];
}
