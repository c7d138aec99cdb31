/** Orders migrations by the commands that an operator has: `xlmp ticket new` and `xlmp migrate`. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { mustRun } from './command.ts';
import { now } from './instruments.ts';
import type { GuestParty } from './guest-parties.ts';
import type { Party } from './parties.ts';
import type { Supervisor } from './supervisor.ts';

/** What an order came to. */
export interface OrderResult {
  /** When it left. Milliseconds since 1970. */
  readonly orderedMs: number;
  /** When it was over. */
  readonly endedMs: number;
  /** The exit code of the command: 0 when the machine moved. */
  readonly code: number | null;
  /** What the command said. */
  readonly says: string;
}

/** An order on its way. */
export interface RunningOrder {
  /** The id of the migration in hexadecimal. */
  readonly migration: string;
  readonly result: Promise<OrderResult>;
}

/** Orders moves. */
export interface LabOperator {
  order(guest: GuestParty, from: Party, to: Party, witness: Party): Promise<RunningOrder>;
}

const orderLimit = 240_000;

/**
 * Makes an operator.
 *
 * @param xlmp the words that start the command `xlmp`.
 */
export function makeLabOperator(
  xlmp: readonly string[],
  folder: string,
  supervisor: Supervisor,
): LabOperator {
  let count = 0;
  return {
    async order(guest, from, to, witness) {
      count += 1;
      const number = count;
      const ticket = join(folder, `ticket-${number}.json`);
      const migration = randomBytes(16).toString('hex');
      const owner = guest.key.file;
      const hosts = ['--from', from.contact, '--to', to.contact];
      await mustRun([...xlmp, 'ticket', 'new', '--owner', owner, ...hosts, '--valid', '1h', '--out', ticket]);
      const words = ['migrate', '--source', from.contact, '--to', to.contact, '--witness', witness.contact];
      const command = supervisor.start({
        name: `migrate-${number}`,
        namespace: from.place.namespace,
        words: [
          ...xlmp,
          ...words,
          '--ticket',
          ticket,
          '--key',
          owner,
          '--migration',
          migration,
          '--timeout',
          '60s',
        ],
      });
      let orderedMs = now();
      command.onLine((line) => {
        if (line.startsWith('migration ')) orderedMs = now();
      });
      const timer = setTimeout(() => void command.kill(), orderLimit);
      const result = command.ended.then(({ code }): OrderResult => {
        clearTimeout(timer);
        const lines = command.said().trim().split('\n');
        const says = lines.filter((line) => !/…$|^migration /.test(line)).join(' ');
        return { orderedMs, endedMs: now(), code, says: says || '–' };
      });
      return { migration, result };
    },
  };
}
