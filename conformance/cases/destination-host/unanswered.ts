/** A journal or a hypervisor that never answers a destination host: DESTINATION_OPERATION says what comes of it. */
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { destinationState, frameOf, reach, readAll } from '../../ground/destination-states.ts';
import { letsGo } from '../../ground/letting-go.ts';
import { abort, offer } from '../../octets/from-source.ts';
import { reasonIn } from '../../octets/records.ts';

/** In the state no answer comes until the timer has fired; what is expected then. */
function unanswered(
  slug: string,
  title: string,
  covers: readonly [RequirementId, ...RequirementId[]],
  then: (context: CaseContext) => Promise<void>,
): Case {
  const state = destinationState(slug);
  return defineCase({
    id: `destination-host/unanswered-when-${slug}`,
    title,
    covers,
    role: 'destination-host',
    ...frameOf(state),
    timers: ['DESTINATION_OPERATION'],
    async run(context) {
      await reach(context, state);
      await readAll(context);
      await context.advance('DESTINATION_OPERATION');
      await then(context);
    },
  });
}

/** The acceptance is being recorded. */
export const whenAccepting = unanswered(
  'recording-accept',
  'an acceptance that is not recorded in time is a refusal with journal, and nothing is reserved',
  ['DST-002'],
  async ({ expect, fault, send }) => {
    const answer = await expect.answer('Refused', offer(), { to: 'source' });
    expect.equal(reasonIn(answer.tlv('reason')), 'journal', 'the reason', 'DST-002');
    await fault('journal-ok');
    await expect.silence();
    await expect.noOperation();
    await send(abort());
    await expect.answer('Aborted', abort());
  },
);

/** The hypervisor reserves. */
export const whenReserving = unanswered(
  'reserving',
  'a reservation that is not made in time is let go, and the source is told',
  ['DST-008'],
  async (context) => void (await letsGo(context, 'hypervisor', 'DST-008')),
);

/** The reservation is being recorded. */
export const whenPreparing = unanswered(
  'recording-prepared',
  'a reservation that is not recorded in time is let go with the reason journal',
  ['DST-033'],
  async (context) => {
    await context.fault('journal-ok');
    await letsGo(context, 'journal', 'DST-033');
  },
);

/** That the whole state is here is being recorded. */
export const whenCompleting = unanswered(
  'recording-complete',
  'a whole state that is not recorded in time is let go with the reason journal',
  ['DST-033', 'DST-012'],
  async (context) => {
    await context.fault('journal-ok');
    await letsGo(context, 'journal', 'DST-033');
  },
);

/** The right to run is being recorded. */
export const whenPermitted = unanswered(
  'recording-permit',
  'a machine whose permit is not recorded does not start, however long, and starts when it is',
  ['DST-018'],
  async ({ advance, expect, fault, operation }) => {
    await advance('DESTINATION_OPERATION');
    await expect.silence();
    await expect.noOperation();
    await fault('journal-ok');
    await operation(await expect.operation('start'), { is: 'done' });
    await expect.message('Running', { to: 'source' });
  },
);

/** The machine is being started. */
export const whenStarting = unanswered(
  'starting',
  'a hypervisor that does not start the machine in time is asked again',
  ['DST-032', 'DST-023'],
  async ({ expect, operation }) => {
    const again = await expect.operation('start');
    await expect.silence();
    await operation(again, { is: 'done' });
    await expect.message('Running', { to: 'source' });
  },
);

/** That it runs is being recorded. */
export const whenStarted = unanswered(
  'recording-running',
  'Running waits for the record, however long',
  ['DST-023'],
  async ({ advance, expect, fault }) => {
    await advance('DESTINATION_OPERATION');
    await expect.silence();
    await fault('journal-ok');
    await expect.message('Running', { to: 'source' });
    await expect.noOperation('start');
  },
);

/** The return is being recorded. */
export const whenReturning = unanswered(
  'recording-return',
  'a machine that goes back is given back when that is recorded, however long it takes, and starts no more',
  ['DST-024'],
  async ({ advance, expect, fault, operation }) => {
    await advance('DESTINATION_OPERATION');
    await expect.silence();
    await expect.noOperation();
    await fault('journal-ok');
    const release = expect.maybeOperation();
    if (release !== undefined) await operation(release, { is: 'done' });
    await expect.message('GiveBack', { to: 'source' });
    await expect.noOperation('start');
  },
);

/** The reservation is being let go. */
export const whenReleasing = unanswered(
  'releasing',
  'a hypervisor that does not let the reservation go in time is asked again, and Aborted waits for it',
  ['DST-027'],
  async (context) => {
    await context.expect.silence();
    await letsGo(context, 'cancelled', 'DST-027');
  },
);

/** That nothing is left is being recorded. */
export const whenRecordingRelease = unanswered(
  'recording-release',
  'Aborted is sent when the end is not recorded in time',
  ['DST-027'],
  async ({ expect }) => {
    const answer = await expect.answer('Aborted', abort(), { to: 'source' });
    expect.equal(reasonIn(answer.tlv('reason')), 'cancelled', 'the reason', 'DST-027');
    await expect.silence();
    await expect.noOperation();
  },
);
