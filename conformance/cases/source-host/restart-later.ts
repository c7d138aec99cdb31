/** A source host restarts when a migration is over, and another under way (chapter 05, sections Status and Restart). */
import { cast, epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { committed, ordered } from '../../ground/source-host.ts';
import { expectStatus } from '../../ground/source-host-ends.ts';
import type { Status } from '../../ground/status.ts';
import { aborted, giveBack } from '../../octets/from-destination.ts';
import { order, statusQuery } from '../../octets/from-others.ts';

const former = { migration: '4d494752000000000000000000000003' } as const;

/** One migration is over, and a later one under way, when the host restarts. */
function formerAfterRestart(
  slug: string,
  what: string,
  status: Status,
  needs: Case['needs'],
  both: (context: CaseContext) => Promise<unknown>,
  query = statusQuery('source', former),
): Case {
  return defineCase({
    id: `source-host/restart-tells-of-${slug}`,
    title: `a restart does nothing for ${what}, and tells of it`,
    covers: ['SRC-027', 'SRC-033', 'JRN-009'],
    role: 'source-host',
    needs: ['keep-journal', ...needs],
    async run(context) {
      const { expect, restart } = context;
      await both(context);
      await restart();
      while ((await expect.maybe(['Abort', 'Commit'])) !== undefined);
      await expectStatus(context, status, query);
      await expect.silence();
    },
  });
}

/** The destination ends the first migration. */
function letGo({ expect, ground, send }: CaseContext): Promise<void> {
  return ground('the first migration is aborted', async () => {
    await send(aborted('lease-expired', 0, former));
    while ((await expect.maybe(['Abort'])) !== undefined);
  });
}

/** Its end is recorded. */
export const recordedEnd = formerAfterRestart(
  'aborted-migration',
  'an aborted migration when the machine has left since',
  ['aborted', 'ended', 'unknown', epoch - 1],
  [],
  async (context) => {
    await ordered(context, former);
    await letGo(context);
    await committed(context);
  },
);
/** Its end could not be recorded. */
export const unrecordedEnd = formerAfterRestart(
  'unrecorded-abort',
  'one whose abort was not recorded, when the machine has left since',
  ['aborted', 'ended', 'unknown', epoch - 1],
  ['journal-faults'],
  async (context) => {
    await ordered(context, former);
    await context.fault('journal-full');
    await letGo(context);
    await context.fault('journal-ok');
    await committed(context);
  },
);
/** The machine came back, and is to leave again. */
export const returned = formerAfterRestart(
  'return',
  'a migration that was given back, when it is migrated again',
  ['given-back', 'ended', 'unknown', epoch + 1],
  [],
  async (context) => {
    const { expect, ground, operation, send } = context;
    const { commit } = await committed(context);
    await ground('the machine is back', async () => {
      await send(giveBack(commit.octets, { holder: cast.source.hid }));
      await operation(await expect.operation('thaw'), { is: 'done' });
      await expect.message('Running');
    });
    await ground('a later migration is ordered', async () => {
      const again = order({ ...former, epoch: epoch + 2 });
      await send(again);
      await expect.answer('OrderAnswer', again);
      await expect.message('Offer', { to: 'destination' });
    });
  },
  statusQuery('source'),
);
