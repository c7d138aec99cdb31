/** The roles of an endpoint by migration, and the registers of a witness by machine. */
import type { Role } from './role.ts';
import type { Subject } from './mailer.ts';

/** How many migrations that are over and left no record are remembered; the oldest goes first. */
export const forgettableRoles = 256;

/** The roles of an endpoint. */
export interface RoleTable {
  find(role: Role['role'], subject: Pick<Subject, 'machine' | 'migration'>): Role | undefined;
  add(role: Role): void;
  /** Takes note that a migration was refused: nothing stands in the journal about it. */
  refused(role: Role['role'], subject: Subject): void;
  all(): readonly Role[];
}

/** Makes an empty table. */
export function roleTable(): RoleTable {
  const roles = new Map<string, Role>();
  const forgettable = new Set<string>();
  const keyOf = (role: string, { machine, migration }: Pick<Subject, 'machine' | 'migration'>): string =>
    `${role} ${machine} ${migration}`;
  return {
    find: (role, subject) => roles.get(keyOf(role, subject)),
    add(role) {
      roles.set(keyOf(role.role, role.subject), role);
    },
    refused(role, subject) {
      forgettable.add(keyOf(role, subject));
      if (forgettable.size <= forgettableRoles) return;
      const oldest = forgettable.values().next().value!;
      forgettable.delete(oldest);
      roles.get(oldest)?.stop();
      roles.delete(oldest);
    },
    all: () => [...roles.values()],
  };
}
