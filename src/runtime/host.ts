/** What the roles of one host share: who it is, its ports, its journal, its policy. */
import type { JournalStep } from '../../spec/registry/journal.ts';
import type { Timing } from '../machines/timing.ts';
import type { RecordValues } from '../machines/records.ts';
import type { Clock } from '../ports/clock.ts';
import type { Hypervisor } from '../ports/hypervisor.ts';
import type { Registers } from '../ports/registers.ts';
import type { Log } from '../ports/log.ts';
import type { ReasonCode, VersionsJson } from '../protocol/index.ts';
import type { Attachments } from './attachments.ts';
import type { JournalRole } from './recovery.ts';
import type { Identity } from './identity.ts';
import type { Mailer, Subject } from './mailer.ts';
import type { Policy } from './policy.ts';
import type { ProtocolFunctions } from './functions.ts';
import type { TransferPath } from './transfer-path.ts';

/** How a migration ended at this host, or that it needs help. */
export interface MigrationReport extends Subject {
  readonly role: JournalRole;
  readonly what: string;
  readonly reason: ReasonCode | null;
}

/** What the roles of one host share. */
export interface Host {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly hypervisor: Hypervisor;
  readonly functions: ProtocolFunctions;
  readonly mailer: Mailer;
  readonly policy: Policy;
  readonly timing: Timing;
  readonly versions: VersionsJson;
  readonly log: Log;
  /** The path from a source host, which all machines that come from it share; by the id of its HID in hexadecimal. */
  readonly pathFrom: (source: string) => TransferPath;
  /** Where a witness keeps its registers, when it shares them with others; else they are in the journal. */
  readonly registers?: Registers | undefined;
  /** The network of the host; without it nobody is told that machines come and go. */
  readonly attachments?: Attachments | undefined;
  /** Writes a record; the permit in it is signed already. */
  record(
    subject: Subject,
    peer: string,
    record: { readonly step: JournalStep } & RecordValues,
    done: (written: boolean) => void,
  ): void;
  /** The highest epoch of a machine that is known to have been created; 0 when none is. */
  epochOf(machine: string): number;
  /** Whether the journal has no later migration of the machine. */
  isLatest(subject: Subject): boolean;
  /** Whether another migration of the machine is under way here. */
  isBusy(machine: string, migration: string): boolean;
  report(report: MigrationReport): void;
}

/** Makes the network of a host. */
export type MakeAttachments = (host: Host) => Attachments;
