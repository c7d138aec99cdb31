/**
 * The lines of the adapter protocol `xlmp-adapter/1` as types, and the reading of a line (docs/guide/adapter-protocol.md).
 * One JSON object a line; the kit asks, the implementation reports and then says `done` or `failed`.
 */

/** The version of the adapter protocol that this kit speaks. */
export const adapterProtocol = 1;

/** The longest line that is read, in octets, its end included. */
export const longestLine = 65_536;

/** What the kit asks, without its number. */
export type Ask =
  | { readonly do: 'hello'; readonly protocol: number }
  | { readonly do: 'reset'; readonly role: string; readonly config: object; readonly keepJournal?: boolean }
  | { readonly do: 'deliver'; readonly packet: string }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'order'; readonly order: object }
  | { readonly do: 'operation'; readonly operationId: number; readonly result: object }
  | { readonly do: 'evaluate'; readonly function: string; readonly input: unknown }
  | { readonly do: 'fault'; readonly fault: string }
  | { readonly do: 'bye' };

/** A line from the implementation; kinds that are not listed are kept for the report and mean nothing. */
export type Report =
  | {
      readonly is: 'hello';
      readonly protocol: number;
      readonly name: string;
      readonly version: string;
      readonly manifest: object;
    }
  /** `next`: the id of the HID of the host that it was handed to, when its address does not tell. */
  | { readonly is: 'packet'; readonly octets: string; readonly next?: string; readonly at?: number }
  | OperationReport
  | {
      readonly is: 'machine';
      readonly machine: string;
      readonly state: string;
      readonly epoch: number;
      readonly at?: number;
    }
  /** An access router: where packets of a machine go from now on. */
  | {
      readonly is: 'attachment';
      readonly machine: string;
      readonly state: string;
      readonly epoch: number;
      readonly host?: string;
      readonly at?: number;
    }
  /** A peer: octets of a session that the application gets. */
  | { readonly is: 'data'; readonly session: string; readonly octets: string; readonly at?: number }
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'log'; readonly text: string }
  | { readonly is: 'journal' }
  | { readonly is: 'done'; readonly id: number }
  | { readonly is: 'failed'; readonly id: number; readonly reason: string };

/** The implementation asks its hypervisor, which the kit plays, for something. */
export interface OperationReport {
  readonly is: 'operation';
  readonly operation: string;
  readonly operationId: number;
  readonly machine?: string;
  readonly migration?: string;
  readonly epoch?: number;
  readonly at?: number;
  readonly [more: string]: unknown;
}

/** What the fields of each kind must be. */
const shapes: Readonly<Record<string, Readonly<Record<string, 'string' | 'number' | 'object' | 'present'>>>> =
  {
    hello: { protocol: 'number', name: 'string', version: 'string', manifest: 'object' },
    packet: { octets: 'string' },
    operation: { operation: 'string', operationId: 'number' },
    machine: { machine: 'string', state: 'string', epoch: 'number' },
    attachment: { machine: 'string', state: 'string', epoch: 'number' },
    data: { session: 'string', octets: 'string' },
    value: { value: 'present' },
    log: { text: 'string' },
    done: { id: 'number' },
    failed: { id: 'number', reason: 'string' },
  };

/** Reads a line, or says in a phrase why it is none of the protocol. */
export function readReport(line: string): Report | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return `not JSON: ${excerpt(line)}`;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return `not a JSON object: ${excerpt(line)}`;
  const fields = parsed as Readonly<Record<string, unknown>>;
  const kind = fields['is'];
  if (typeof kind !== 'string') return `without "is": ${excerpt(line)}`;
  for (const [name, type] of Object.entries(shapes[kind] ?? {})) {
    const value = fields[name];
    const fits = type === 'present' ? name in fields : typeof value === type && value !== null;
    if (!fits) return `"${kind}" without a proper "${name}": ${excerpt(line)}`;
  }
  if (kind === 'packet' && !/^([0-9a-f]{2})+$/.test(fields['octets'] as string)) {
    return `"packet" whose octets are not lower-case hexadecimal: ${excerpt(line)}`;
  }
  return parsed as Report;
}

/** The beginning of a line, fit to be shown. */
export function excerpt(line: string): string {
  const visible = line.replace(/[^\x20-\x7e]/g, '?');
  return visible.length > 80 ? `${visible.slice(0, 77)}...` : visible;
}
