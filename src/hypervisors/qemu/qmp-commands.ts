/** The commands of QMP that the driver uses: their arguments, and what comes back. */

/** A switch of QEMU's migration. */
export interface MigrationCapability {
  readonly capability: string;
  readonly state: boolean;
}

/** Where memory stands in a migration; octets unless it says otherwise. */
export interface MigratedMemory {
  readonly remaining: number;
  readonly transferred: number;
  readonly total: number;
  readonly 'page-size': number;
  /** Pages in a second; 0 until QEMU has looked for a second. */
  readonly 'dirty-pages-rate': number;
  /** How often the log of dirty pages was taken. */
  readonly 'dirty-sync-count': number;
}

/** What QEMU says of a migration; without a status there was none. */
export interface MigrationInfo {
  readonly status?: MigrationStatus;
  readonly ram?: MigratedMemory;
  readonly 'error-desc'?: string;
  /** By how much the processors of the machine are slowed down, of a hundred; absent when they are not. */
  readonly 'cpu-throttle-percentage'?: number;
}

/** The states of QEMU's migration that the driver meets; post-copy is never switched on. */
export type MigrationStatus =
  | 'none'
  | 'setup'
  | 'active'
  | 'pre-switchover'
  | 'device'
  | 'wait-unplug'
  | 'completed'
  | 'failed'
  | 'cancelling'
  | 'cancelled';

/** Whether the processors of a machine run. */
export interface RunStatus {
  readonly status: string;
  readonly running: boolean;
}

/** Arguments and results by command. */
export interface QmpCommands {
  readonly qmp_capabilities: { readonly arguments: object; readonly result: unknown };
  readonly 'query-status': { readonly arguments: object; readonly result: RunStatus };
  readonly 'query-migrate': { readonly arguments: object; readonly result: MigrationInfo };
  readonly 'query-migrate-capabilities': {
    readonly arguments: object;
    readonly result: readonly MigrationCapability[];
  };
  readonly 'migrate-set-capabilities': {
    readonly arguments: { readonly capabilities: readonly MigrationCapability[] };
    readonly result: unknown;
  };
  readonly 'migrate-set-parameters': {
    readonly arguments: Readonly<Record<string, number | boolean>>;
    readonly result: unknown;
  };
  readonly migrate: { readonly arguments: { readonly uri: string }; readonly result: unknown };
  readonly 'migrate-incoming': { readonly arguments: { readonly uri: string }; readonly result: unknown };
  readonly 'migrate-continue': {
    readonly arguments: { readonly state: MigrationStatus };
    readonly result: unknown;
  };
  readonly migrate_cancel: { readonly arguments: object; readonly result: unknown };
  readonly cont: { readonly arguments: object; readonly result: unknown };
  readonly stop: { readonly arguments: object; readonly result: unknown };
}

/** The name of a command that the driver uses. */
export type QmpCommand = keyof QmpCommands;

/** Fields without which an answer is of no use. */
export const neededFields: Partial<Record<QmpCommand, Readonly<Record<string, string>>>> = {
  'query-status': { status: 'string', running: 'boolean' },
};
