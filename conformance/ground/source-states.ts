/** Every state of a source host: how a case brings it there, and what it says of itself (chapter 05, table of states). */
import { type TimerName, timers } from '../../spec/registry/timers.ts';
import { cast, epoch, otherMigration } from '../cast.ts';
import type { CaseContext } from '../context.ts';
import type { Capability } from '../manifest.ts';
import { aborted, complete, dryRunReport, giveBack, running } from '../octets/from-destination.ts';
import { order, witnessAnswer } from '../octets/from-others.ts';
import { stateDigest } from '../octets/image.ts';
import {
  accepted,
  afterRounds,
  carrying,
  committed,
  copying,
  finalising,
  freezing,
  ordered,
  swapping,
} from './source-host.ts';
import type { Status } from './status.ts';
import { firingTime } from '../timing.ts';

/** A state of a source host. */
export interface SourceState {
  readonly slug: string;
  /** When a source host is in it. */
  readonly when: string;
  readonly status: Status;
  /** The order that began the migration. */
  readonly order: Uint8Array;
  readonly needs: readonly Capability[];
  readonly timers?: readonly TimerName[];
  /** Whether another migration of the machine may begin. */
  readonly isRest?: true;
  reach(context: CaseContext): Promise<unknown>;
}

type Reach = SourceState['reach'];
type Rest = Partial<Pick<SourceState, 'needs' | 'timers' | 'isRest' | 'order'>>;

const faults = { needs: ['journal-faults'] } as const;
const withWitness = { order: order({ witness: true }) } as const;

function state(slug: string, when: string, status: Status, reach: Reach, rest: Rest = {}): SourceState {
  return { slug, when, status, order: order(), needs: [], ...rest, reach };
}

/** The last thing before a record is written, which takes its time. */
function held(before: Reach, last: (context: CaseContext, said: never) => Promise<unknown>): Reach {
  return async (context) => {
    const said = await before(context);
    await context.ground('a record is being written', async () => {
      await context.fault('journal-held');
      await last(context, said as never);
      await context.expect.silence();
      await context.expect.noOperation();
    });
  };
}

type Said<Ground extends (context: CaseContext) => Promise<unknown>> = Awaited<ReturnType<Ground>>;

const start = {
  copying: ['active', 'pre-copy', 'yes', epoch - 1],
  commit: ['active', 'commit', 'no', epoch - 1],
} as const;
const handedOver = ['committed', 'commit', 'no', epoch] as const;
const ended = ['aborted', 'ended', 'yes', epoch - 1] as const;
const register = { epoch, owner: cast.destination.hid, digest: stateDigest } as const;
const back = { holder: cast.source.hid } as const;
const abortTries = timers.ABORT_RETRY.tries;

/** The rounds go by until the machine is to be stopped, and that is being recorded. */
const recordingFreeze = held(carrying, (context, { manifest }: Said<typeof carrying>) =>
  afterRounds(context, manifest),
);

const committing = held(finalising, (context, { freeze }: Said<typeof finalising>) =>
  context.send(complete(freeze.octets)),
);

async function doubt(context: CaseContext): Promise<void> {
  const { freeze } = await finalising(context);
  await context.ground('neither record can be written', async () => {
    await context.fault('journal-full');
    await context.send(complete(freeze.octets));
  });
}

async function cleaning(context: CaseContext): Promise<void> {
  const { commit } = await committed(context);
  await context.ground('it runs at the destination', () => context.send(running(commit.octets)));
}

async function restarting(context: CaseContext): Promise<void> {
  const { commit } = await committed(context);
  await context.ground('it is given back', () => context.send(giveBack(commit.octets, back)));
}

async function thawing(context: CaseContext): Promise<void> {
  const { freeze } = await finalising(context);
  await context.ground('another state arrived', () =>
    context.send(complete(freeze.octets, new Uint8Array(32))),
  );
}

/** The hypervisor does what it was asked for. */
function done(before: Reach, operation: string, then?: (context: CaseContext) => Promise<unknown>): Reach {
  return async (context) => {
    await before(context);
    await context.ground('the hypervisor has done it', async () => {
      await context.operation(await context.expect.operation(operation), { is: 'done' });
      await then?.(context);
    });
  };
}

const informing = done(thawing, 'thaw', ({ expect }) => expect.message('Abort'));

/** All that can be told apart from outside. */
export const sourceStates: readonly SourceState[] = [
  state(
    'refused',
    'the order was refused',
    ended,
    (context) =>
      context.ground('an order is refused', async () => {
        await context.send(order({ ticket: { epochFirst: epoch + 1 } }));
        await context.expect.message('Refused');
      }),
    { isRest: true },
  ),
  state(
    'ordering',
    'the order is being recorded',
    ['active', 'offer', 'yes', epoch - 1],
    held(
      () => Promise.resolve(),
      (context) => context.send(order()),
    ),
    faults,
  ),
  state('offering', 'Offer is out', ['active', 'offer', 'yes', epoch - 1], ordered),
  state('preparing', 'Prepare is out', ['active', 'prepare', 'yes', epoch - 1], accepted),
  state(
    'recording-dry-run',
    'the end of a dry run is being recorded',
    ['active', 'prepare', 'yes', epoch - 1],
    held(
      (context) => accepted(context, { dryRun: true }),
      (context, { prepare }: Said<typeof accepted>) => context.send(dryRunReport(prepare.octets)),
    ),
    { ...faults, order: order({ dryRun: true }) },
  ),
  state('reading', 'a round is being read', start.copying, copying),
  state('carrying', 'a round is being carried', start.copying, carrying),
  state(
    'recording-freeze',
    'the freeze is being recorded',
    ['active', 'freeze', 'yes', epoch - 1],
    recordingFreeze,
    faults,
  ),
  state('stopping', 'the machine is being stopped', ['active', 'freeze', 'unknown', epoch - 1], freezing),
  state('finalising', 'Freeze is out', ['active', 'freeze', 'no', epoch - 1], finalising),
  state('committing', 'the commit is being recorded', start.commit, committing, faults),
  state(
    'withdrawing',
    'the commit is being taken back',
    start.commit,
    async (context) => {
      await committing(context);
      await context.advance('SOURCE_OPERATION');
    },
    { ...faults, timers: ['SOURCE_OPERATION'] },
  ),
  state('doubt', 'neither record could be written', start.commit, doubt, faults),
  state('swapping', 'the witness is asked', handedOver, swapping, { ...withWitness, needs: ['witness'] }),
  state(
    'recording-swap',
    'what the witness said is being recorded',
    handedOver,
    held(swapping, (context, { swap }: Said<typeof swapping>) =>
      context.send(witnessAnswer(swap.octets, 'source', register, 1)),
    ),
    { ...withWitness, needs: ['witness', 'journal-faults'] },
  ),
  state('permitting', 'Commit is out', handedOver, committed),
  state(
    'superseded',
    'the machine went another way',
    ['committed', 'ended', 'no', epoch],
    async (context) => {
      const { swap } = await swapping(context);
      const other = { ...register, migration: otherMigration, owner: cast.stranger.hid };
      await context.ground('the register says so', () =>
        context.send(witnessAnswer(swap.octets, 'source', other, 2)),
      );
    },
    { ...withWitness, needs: ['witness'], isRest: true },
  ),
  state(
    'recording-done',
    'its end is being recorded',
    ['committed', 'clean', 'no', epoch],
    held(committed, (context, { commit }: Said<typeof committed>) => context.send(running(commit.octets))),
    faults,
  ),
  state('cleaning', 'the copy is being destroyed', ['committed', 'clean', 'no', epoch], cleaning),
  state('done', 'nothing is left here', ['done', 'ended', 'no', epoch], done(cleaning, 'discard'), {
    isRest: true,
  }),
  state(
    'recording-return',
    'its return is being recorded',
    ['given-back', 'commit', 'no', epoch + 1],
    held(committed, (context, { commit }: Said<typeof committed>) =>
      context.send(giveBack(commit.octets, back)),
    ),
    faults,
  ),
  state(
    'restarting',
    'it came back and is let run',
    ['given-back', 'commit', 'unknown', epoch + 1],
    restarting,
  ),
  state(
    'regained',
    'it came back and runs',
    ['given-back', 'ended', 'yes', epoch + 1],
    done(restarting, 'thaw', ({ expect }) => expect.message('Running')),
    { isRest: true },
  ),
  state(
    'recording-abort',
    'the abort is being recorded',
    ['active', 'ended', 'unknown', epoch - 1],
    held(carrying, (context) => context.send(aborted('lease-expired', 0))),
    faults,
  ),
  state('thawing', 'it is let run again', ['aborted', 'ended', 'unknown', epoch - 1], thawing),
  state('informing', 'Abort is out', ended, informing),
  state(
    'given-up',
    'nobody has answered Abort',
    ended,
    async (context) => {
      await informing(context);
      await context.ground('the tries of Abort are used up', async () => {
        const delay = context.delay('ABORT_RETRY');
        await context.advance(firingTime('ABORT_RETRY', delay, abortTries) + delay);
        while ((await context.expect.maybe(['Abort'])) !== undefined);
      });
    },
    { timers: ['ABORT_RETRY'], isRest: true },
  ),
  state(
    'aborted',
    'the destination knows of the abort',
    ended,
    done(thawing, 'thaw', async ({ expect, send }) => {
      const abort = await expect.message('Abort');
      await send(aborted('transfer-integrity', abort.exchange));
    }),
    { isRest: true },
  ),
];

/** The state with this slug. */
export function stateOf(slug: string): SourceState {
  const found = sourceStates.find((one) => one.slug === slug);
  if (found === undefined) throw new RangeError(`no state of a source host is called ${slug}`);
  return found;
}
