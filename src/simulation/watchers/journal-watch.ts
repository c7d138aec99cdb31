/**
 * Watches that what a host says and does is covered by its journal (P8): it sees what is durable, what the hypervisor is
 * asked for and what leaves, and knows nothing else of the host.
 */
import { journalRecords, type JournalStep } from '../../../spec/registry/journal.ts';
import { messages, type MessageName } from '../../../spec/registry/messages.ts';
import { xidSizes, xipProfiles } from '../../../spec/registry/identifiers.ts';
import { toHex } from '../../core/hex.ts';
import {
  type DestinationDeed,
  destinationObjection,
  type LastStep,
  type SourceDeed,
  sourceObjection,
} from '../../machines/journal-cover.ts';
import type { DestinationHostStep } from '../../machines/destination-host-events.ts';
import type { SourceHostStep } from '../../machines/source-host-events.ts';
import type { Hypervisor, HypervisorOperation } from '../../ports/hypervisor.ts';
import type { Store } from '../../ports/store.ts';
import { decodeJournalRecord, headerOffsets } from '../../protocol/index.ts';
import { xipHeaderLength, xipOffset } from '../../xia/index.ts';

/** The watch over one host, through all its restarts. */
export interface JournalWatch {
  /** The store of the host, watched. */
  store(inner: Store): Store;
  /** The hypervisor of the host, watched. */
  hypervisor(inner: Hypervisor): Hypervisor;
  /** A packet leaves the host. */
  sends(packet: Uint8Array): void;
}

type Role = 'source-host' | 'destination-host';

const { data } = xipProfiles['xia-core-v2'].nextHeaders;
const namesByCode = new Map<number, MessageName>(
  (Object.keys(messages) as MessageName[]).map((name) => [messages[name].code, name]),
);
/** Messages that hosts of both roles send: who has a journal of the migration is who sent it. */
const ofBoth: ReadonlySet<MessageName> = new Set<MessageName>(['Running', 'WitnessSwap']);
const migrationOctets = headerOffsets.epoch - headerOffsets.migration;

/**
 * Starts a watch.
 *
 * @param host its name, for what is found.
 * @param found gets what must not be, as a sentence that begins with the invariant.
 */
export function watchJournal(
  host: string,
  now: () => number,
  found: (violation: string) => void,
): JournalWatch {
  const steps = new Map<string, JournalStep>();
  const epochs = new Map<string, number>();
  const keyOf = (role: Role, machine: string, migration: string): string => `${role} ${machine} ${migration}`;
  const object = (objection: string | null): void => {
    if (objection !== null) found(`P8: at ${host} ${objection}, at ${now().toFixed(1)} ms`);
  };
  const judgeSource = (machine: string, migration: string, deed: SourceDeed, epoch: number): void => {
    const step = (steps.get(keyOf('source-host', machine, migration)) ??
      'nothing') as LastStep<SourceHostStep>;
    object(sourceObjection(deed, step, epoch));
  };
  const judgeDestination = (machine: string, migration: string, deed: DestinationDeed): void => {
    const step = steps.get(keyOf('destination-host', machine, migration)) ?? 'nothing';
    object(destinationObjection(deed, step as LastStep<DestinationHostStep>));
  };
  const judgeOperation = (operation: HypervisorOperation): void => {
    const { machine, migration, epoch } = operation;
    const created = epochs.get(migration) ?? epoch;
    switch (operation.operation) {
      case 'freeze':
      case 'discard':
        return judgeSource(machine, migration, { does: operation.operation }, created);
      case 'thaw':
        return judgeSource(machine, migration, { does: 'thaw', epoch }, created);
      case 'start':
      case 'release':
        return judgeDestination(machine, migration, { does: operation.operation });
      default:
    }
  };
  return {
    store: (inner) => ({
      read: () => inner.read(),
      truncate: (length) => inner.truncate(length),
      close: () => inner.close(),
      append(octets, done) {
        inner.append(octets, (failure) => {
          const record = failure === undefined ? decodeJournalRecord(octets) : undefined;
          if (record?.ok === true) {
            const { step, header } = record.value;
            const { role } = journalRecords[step];
            const migration = toHex(header.migration);
            epochs.set(migration, header.epoch);
            if (role === 'source-host' || role === 'destination-host')
              steps.set(keyOf(role, toHex(header.machine), migration), step);
          }
          done(failure);
        });
      },
    }),
    hypervisor: (inner) => ({
      ...inner,
      describe: (machine) => inner.describe(machine),
      perform(operation, done) {
        judgeOperation(operation);
        inner.perform(operation, done);
      },
    }),
    sends(packet) {
      const start = xipHeaderLength(packet);
      if (packet[xipOffset.nextHeader] !== data || packet.length < start + headerOffsets.size) return;
      const message = namesByCode.get(packet[start + headerOffsets.type]!);
      if (message === undefined) return;
      const field = (offset: number, octets: number): string =>
        toHex(packet.subarray(start + offset, start + offset + octets));
      const machine = field(headerOffsets.machine, xidSizes.id);
      const migration = field(headerOffsets.migration, migrationOctets);
      const isSource = steps.has(keyOf('source-host', machine, migration));
      const isDestination = steps.has(keyOf('destination-host', machine, migration));
      const deed = { does: 'send', message } as const;
      if (!ofBoth.has(message) || isSource || !isDestination)
        judgeSource(machine, migration, deed, epochs.get(migration) ?? 0);
      if (!ofBoth.has(message) || isDestination) judgeDestination(machine, migration, deed);
    },
  };
}
