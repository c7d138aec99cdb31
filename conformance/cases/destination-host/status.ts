/** A destination host says how it stands, in every state (chapter 06, section Status and the table of states). */
import { codeTables } from '../../../spec/registry/codes.ts';
import { type Case, defineCase } from '../../case.ts';
import { epoch } from '../../cast.ts';
import type { CaseConfig } from '../../case-config.ts';
import type { CaseContext } from '../../context.ts';
import {
  assembling,
  completed,
  copied,
  loading,
  offered,
  prepared,
  reserved,
  reserving,
  returning,
  running,
  starting,
} from '../../ground/destination-host.ts';
import { letsGo } from '../../ground/letting-go.ts';
import type { Capability } from '../../manifest.ts';
import { statusQuery } from '../../octets/from-others.ts';
import { abort, commit, offer, runningAtSource } from '../../octets/from-source.ts';
import { stateDigest } from '../../octets/image.ts';
import { hexOf } from '../../octets/octets.ts';
import { codeName } from '../../octets/records.ts';

/** Outcome, phase, whether it runs here, and the epoch; no epoch when the host has never heard of the machine. */
type Status = readonly [outcome: string, phase: string, runsHere: string, epoch?: number];

interface Ground {
  readonly needs?: readonly Capability[];
  readonly config?: CaseConfig;
  establish(context: CaseContext): Promise<unknown>;
}

function statusWhen(slug: string, when: string, expected: Status, ground: Ground): Case {
  return defineCase({
    id: `destination-host/status-when-${slug}`,
    title: `when ${when}, a question for the status is answered by ${expected.join(', ')}`,
    covers: ['DST-029'],
    role: 'destination-host',
    needs: ground.needs ?? [],
    ...(ground.config === undefined ? {} : { config: ground.config }),
    async run(context) {
      const { send, expect } = context;
      await context.ground(when, async () => {
        await ground.establish(context);
      });
      const query = statusQuery('destination');
      await send(query);
      const said = await expect.answer('StatusAnswer', query, { to: 'operator' });
      const value = said.tlv('status');
      const [outcome, phase, answer] = [value[0]!, value[1]!, value[2]!];
      const status = [
        codeName(codeTables.outcome, outcome),
        codeName(codeTables.phase, phase),
        codeName(codeTables.answer, answer),
        ...(expected.length < 4 ? [] : [Number(Buffer.from(value).readBigUInt64BE(3))]),
      ];
      expect.equal(status, [...expected], 'the status', 'DST-029');
    },
  });
}

/** Never heard of it. */
export const atFirst = statusWhen('unknown', 'nothing was heard of it', ['unknown', 'none', 'unknown'], {
  establish: () => Promise.resolve(),
});
/** Declined. */
export const whenRefused = statusWhen(
  'refused',
  'the offer was refused',
  ['aborted', 'ended', 'no', epoch - 1],
  {
    config: { policy: { admit: 'refuse:policy' } },
    async establish({ send, expect }) {
      const refused = offer();
      await send(refused);
      await expect.answer('Refused', refused);
    },
  },
);
/** The acceptance is being recorded. */
export const whenAccepting = statusWhen(
  'recording-accept',
  'the acceptance is being recorded',
  ['active', 'offer', 'no', epoch - 1],
  {
    needs: ['journal-faults'],
    async establish({ send, fault }) {
      await fault('journal-held');
      await send(offer());
    },
  },
);
/** Accepted. */
export const whenOffered = statusWhen('offered', 'accepted', ['active', 'offer', 'no', epoch - 1], {
  establish: offered,
});
/** The hypervisor is at it. */
export const whenReserving = statusWhen('reserving', 'reserving', ['active', 'prepare', 'no', epoch - 1], {
  establish: reserving,
});
/** The reservation is being recorded. */
export const whenPreparing = statusWhen(
  'recording-prepared',
  'the reservation is being recorded',
  ['active', 'prepare', 'no', epoch - 1],
  {
    needs: ['journal-faults'],
    async establish(context) {
      const { reserve } = await reserving(context);
      await context.fault('journal-held');
      await context.operation(reserve, reserved);
    },
  },
);
/** Before the first round. */
export const whenReady = statusWhen('ready', 'reserved', ['active', 'pre-copy', 'no', epoch - 1], {
  establish: prepared,
});
/** After the first round. */
export const whenCopied = statusWhen('copied', 'a round is here', ['active', 'pre-copy', 'no', epoch - 1], {
  establish: copied,
});
/** The last round is on its way. */
export const whenAssembling = statusWhen(
  'assembling',
  'the last round comes in',
  ['active', 'freeze', 'no', epoch - 1],
  { establish: assembling },
);
/** That all is here is being recorded. */
export const whenCompleting = statusWhen(
  'recording-complete',
  'the record complete is being written',
  ['active', 'freeze', 'no', epoch - 1],
  {
    needs: ['journal-faults'],
    async establish(context) {
      const { load } = await loading(context);
      await context.fault('journal-held');
      await context.operation(load, { is: 'loaded', stateDigest: hexOf(stateDigest) });
    },
  },
);
/** In doubt. */
export const whenComplete = statusWhen('complete', 'all is here', ['active', 'commit', 'no', epoch - 1], {
  establish: completed,
});
/** The right to run is being recorded. */
export const whenPermitted = statusWhen(
  'recording-permit',
  'the permit is being recorded',
  ['committed', 'commit', 'no', epoch],
  {
    needs: ['journal-faults'],
    async establish(context) {
      await completed(context);
      await context.fault('journal-held');
      await context.send(commit());
    },
  },
);
/** Nobody knows whether it runs. */
export const whenStarting = statusWhen(
  'starting',
  'being started',
  ['committed', 'commit', 'unknown', epoch],
  { establish: starting },
);
/** It runs, and that is being recorded. */
export const whenStarted = statusWhen(
  'recording-running',
  'the record running is being written',
  ['committed', 'commit', 'yes', epoch],
  {
    needs: ['journal-faults'],
    async establish(context) {
      const { start } = await starting(context);
      await context.fault('journal-held');
      await context.operation(start, { is: 'done' });
    },
  },
);
/** It runs. */
export const whenRunning = statusWhen('running', 'it runs', ['done', 'ended', 'yes', epoch], {
  establish: running,
});
/** The return is being recorded. */
export const whenFailed = statusWhen(
  'recording-return',
  'the record given-back is being written',
  ['committed', 'commit', 'no', epoch],
  {
    needs: ['journal-faults'],
    async establish(context) {
      const { start } = await starting(context);
      await context.fault('journal-held');
      await context.operation(start, { is: 'failed', reason: 'hypervisor' });
    },
  },
);
/** It goes back. */
export const whenReturning = statusWhen(
  'giving-back',
  'it goes back',
  ['given-back', 'commit', 'no', epoch + 1],
  { establish: returning },
);
/** It goes back, and the witness is asked first. */
export const whenReclaiming = statusWhen(
  'reclaiming',
  'it goes back and the witness is asked',
  ['given-back', 'commit', 'no', epoch + 1],
  { needs: ['witness'], establish: (context) => returning(context, { witness: true }) },
);
/** It went back. */
export const whenGivenBack = statusWhen(
  'given-back',
  'it runs at the source again',
  ['given-back', 'ended', 'no', epoch + 1],
  {
    async establish(context) {
      const { sent } = await returning(context);
      await context.send(runningAtSource(epoch + 1, sent.exchange));
    },
  },
);
/** It is being let go. */
export const whenReleasing = statusWhen(
  'releasing',
  'the reservation is being let go',
  ['aborted', 'ended', 'no', epoch - 1],
  {
    async establish(context) {
      await prepared(context);
      await context.send(abort());
      await context.expect.operation('release');
    },
  },
);
/** It was let go. */
export const whenReleased = statusWhen(
  'released',
  'the reservation was let go',
  ['aborted', 'ended', 'no', epoch - 1],
  {
    async establish(context) {
      await prepared(context);
      await context.send(abort());
      await letsGo(context, 'cancelled', 'DST-027');
    },
  },
);
