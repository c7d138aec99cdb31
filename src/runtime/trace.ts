/** What an endpoint did, for logs and tests. It holds what is on the wire anyway, and no keys. */
import type { JournalStep } from '../../spec/registry/journal.ts';
import type { HypervisorOperationName } from '../ports/hypervisor.ts';

/** One thing that happened; `at` in milliseconds of the endpoint's clock. */
export type TraceEntry =
  /** The octets are the endpoint's: whoever keeps them copies them. */
  | { readonly at: number; readonly what: 'sent' | 'received'; readonly octets: Uint8Array }
  | { readonly at: number; readonly what: 'recorded'; readonly step: JournalStep; readonly written: boolean }
  | { readonly at: number; readonly what: 'asked'; readonly operation: HypervisorOperationName };

/** Takes note of what happened. */
export type Trace = (entry: TraceEntry) => void;
