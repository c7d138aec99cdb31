/**
 * The register of one machine when several processes share it: it is read before each request, and set by
 * compare-and-set instead of by a journal of this process. Nothing of it is remembered from one request to the next.
 */
import type { JournalStep } from '../../spec/registry/journal.ts';
import type { RecordValues } from '../machines/records.ts';
import type { RegisterContent, Registers } from '../ports/registers.ts';
import type { StoreFailure } from '../ports/store.ts';
import { journalToJson } from '../protocol/index.ts';
import type { ProtocolFunctions } from './functions.ts';
import type { Host } from './host.ts';
import { journalEntry } from './journal-entry.ts';
import type { Incoming } from './role.ts';

/** How many requests for one machine may wait; whoever asks, repeats. */
export const waitingRequests = 16;

/** A record as it is written: its step and its values. */
export type StepRecord<Step extends JournalStep> = { readonly step: Step } & RecordValues;

/** What keeping a register needs of a host. */
export interface RegisterHost extends Pick<Host, 'log' | 'record'> {
  readonly functions: Pick<ProtocolFunctions, 'decodeJournalRecord' | 'encodeJournalRecord'>;
}

/** What serves one request on a register that was just read. */
export interface RequestServer {
  receive(incoming: Incoming): void;
  start(): void;
  stop(): void;
}

/** The register of one machine in shared registers. */
export interface SharedRegister {
  /** Whether nothing is under way, so that it can be forgotten. */
  isIdle(): boolean;
  receive(incoming: Incoming): void;
  stop(): void;
}

/**
 * Makes the register of a machine.
 *
 * @param key where it is kept.
 * @param serve makes what serves a request; its host writes into the registers, its record is what they hold.
 */
export function sharedRegister<Step extends JournalStep, H extends RegisterHost>(
  host: H,
  registers: Registers,
  key: string,
  serve: (host: H, record: StepRecord<Step> | undefined) => RequestServer,
): SharedRegister {
  const waiting: Incoming[] = [];
  let busy = false;
  let stopped = false;

  const next = (): void => {
    const incoming = busy || stopped ? undefined : waiting.shift();
    if (incoming === undefined) return;
    busy = true;
    const end = (): void => {
      busy = false;
      next();
    };
    registers.read(key, (content) => {
      const record = stopped ? undefined : readRecord<Step>(host, key, content);
      if (record === undefined) return end();
      serveOne(incoming, content as RegisterContent, record.value, end);
    });
  };
  const serveOne = (
    incoming: Incoming,
    { version }: RegisterContent,
    record: StepRecord<Step> | undefined,
    end: () => void,
  ): void => {
    let writing = false;
    let receiving = true;
    const finish = (): void => {
      server.stop();
      end();
    };
    const server = serve(
      {
        ...host,
        record(subject, peer, values, done) {
          writing = true;
          const entry = journalEntry(subject, peer, values);
          const octets = host.functions.encodeJournalRecord({
            ...entry,
            header: { ...entry.header, sequence: 1 },
          });
          registers.swap(key, version, octets, (result) => {
            if (stopped) return;
            if (result.is === 'failed')
              host.log('error', `the register ${key} is not set: ${result.failure.message}`);
            writing = false;
            done(result.is === 'swapped');
            // Told at once, while the request is being served, the party takes it when that is done.
            if (!receiving) finish();
          });
        },
      },
      record,
    );
    server.start();
    server.receive(incoming);
    receiving = false;
    if (!writing) finish();
  };
  return {
    isIdle: () => !busy,
    receive(incoming) {
      if (waiting.length < waitingRequests) waiting.push(incoming);
      next();
    },
    stop() {
      stopped = true;
      waiting.length = 0;
    },
  };
}

/** The record that a register holds, if it holds one; undefined when that cannot be told, which is logged. */
export function readRecord<Step extends JournalStep>(
  host: RegisterHost,
  key: string,
  content: RegisterContent | StoreFailure,
): { readonly value: StepRecord<Step> | undefined } | undefined {
  if (content instanceof Error) {
    host.log('error', `the register ${key} cannot be read: ${content.message}`);
    return undefined;
  }
  if (content.octets === undefined) return { value: undefined };
  const decoded = host.functions.decodeJournalRecord(content.octets);
  if (decoded.ok) return { value: journalToJson(decoded.value) as unknown as StepRecord<Step> };
  host.log('error', `the register ${key} holds something else than a record; see who else writes there`);
  return undefined;
}
