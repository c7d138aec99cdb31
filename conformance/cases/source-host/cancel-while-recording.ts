/** A cancel that comes while the journal is busy with a record (chapter 05, section Abort and cancel). */
import { epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { carrying, finalising } from '../../ground/source-host.ts';
import {
  expectAbort,
  expectCancel,
  expectCancelAnswer,
  expectStatus,
} from '../../ground/source-host-ends.ts';
import { stateOf } from '../../ground/source-states.ts';
import { cancel } from '../../octets/from-others.ts';

/** The commit is there: the answer does not depend on the record that is being written. */
function tooLate(slug: string): Case {
  const { needs, when, reach } = stateOf(slug);
  return defineCase({
    id: `source-host/cancel-when-${slug}`,
    title: `when ${when}, a cancel is answered too-late, and nothing runs`,
    covers: ['SRC-025', 'SRC-017', 'INV-007'],
    role: 'source-host',
    needs,
    async run(context) {
      await reach(context);
      await expectCancel(context, 'too-late', 'SRC-025');
      await context.expect.silence();
      await context.expect.noOperation();
    },
  });
}

/** States in which the commit is durable, and something else may not be. */
export const tooLateWhileRecording = [
  'recording-swap',
  'superseded',
  'recording-done',
  'recording-return',
].map(tooLate);

/** Nothing is committed: the answer comes with the record at the latest. */
function done(slug: string, then: (context: CaseContext) => Promise<unknown>): Case {
  const { needs, timers, when, reach } = stateOf(slug);
  return defineCase({
    id: `source-host/cancel-when-${slug}`,
    title: `when ${when}, a cancel is answered done, when that is sure`,
    covers: ['SRC-024', 'INV-007'],
    role: 'source-host',
    needs,
    ...(timers === undefined ? {} : { timers }),
    async run(context) {
      const { expect, fault, send } = context;
      await reach(context);
      const request = cancel();
      await send(request);
      await fault('journal-ok');
      await expectCancelAnswer(context, request, 'done', 'SRC-024');
      await then(context);
      await expect.silence();
      await expect.noOperation();
      await expectStatus(context, ['aborted', 'ended', 'yes', epoch - 1]);
    },
  });
}

/** The dry run is over. */
export const whenDryRunEnds = done('recording-dry-run', ({ expect }) =>
  expect.message('OrderAnswer', { to: 'owner' }),
);
/** The machine is not stopped yet. */
export const whenRecordingFreeze = done('recording-freeze', (context) =>
  expectAbort(context, 'cancelled', 'SRC-024'),
);
/** The destination has ended the migration. */
export const whenRecordingAbort = done('recording-abort', ({ expect }) => expect.maybe(['Abort']));
/** The journal hung over the commit record. */
export const whenWithdrawing = done('withdrawing', (context) =>
  expectAbort(context, 'journal', 'SRC-028', true),
);

function unrecorded(
  slug: string,
  title: string,
  fault: 'journal-full' | 'journal-held',
  reach: (context: CaseContext) => Promise<unknown>,
  stoodStill: boolean,
): Case {
  const isSilent = fault === 'journal-held';
  return defineCase({
    id: `source-host/cancel-${slug}`,
    title,
    covers: ['SRC-024', 'SRC-023', 'INV-007'],
    role: 'source-host',
    needs: ['journal-faults'],
    ...(isSilent ? { timers: ['SOURCE_OPERATION'] } : {}),
    async run(context) {
      await reach(context);
      await context.fault(fault);
      const request = cancel();
      await context.send(request);
      if (isSilent) await context.advance('SOURCE_OPERATION');
      await expectCancelAnswer(context, request, 'done', 'SRC-024');
      await expectAbort(context, 'cancelled', 'SRC-023', stoodStill);
      await context.expect.silence();
    },
  });
}

/** The journal is full while memory is carried. */
export const notRecorded = unrecorded(
  'with-full-journal',
  'a cancel whose record cannot be written is done all the same: a restart would abort',
  'journal-full',
  carrying,
  false,
);
/** The journal is silent while memory is carried. */
export const neverRecorded = unrecorded(
  'with-silent-journal',
  'a cancel whose record is not written in time is done all the same: a restart would abort',
  'journal-held',
  carrying,
  false,
);
/** The journal is full in the freeze. */
export const notRecordedInFreeze = unrecorded(
  'in-freeze-with-full-journal',
  'a cancel in the freeze whose record cannot be written lets the machine run',
  'journal-full',
  finalising,
  true,
);
