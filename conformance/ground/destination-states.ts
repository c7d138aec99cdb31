/** Every state of a destination host: how a case brings it there, and what it says of itself (chapter 06). */
import { epoch } from '../cast.ts';
import type { CaseConfig } from '../case-config.ts';
import type { CaseContext } from '../context.ts';
import type { Capability } from '../manifest.ts';
import { abort, commit, offer, runningAtSource } from '../octets/from-source.ts';
import { stateDigest } from '../octets/image.ts';
import { hexOf } from '../octets/octets.ts';
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
} from './destination-host.ts';
import { letsGo } from './letting-go.ts';

/** Outcome, phase, whether it runs here, and the epoch; no epoch when the host has never heard of the machine. */
export type Status = readonly [outcome: string, phase: string, runsHere: string, epoch?: number];

interface Ground {
  readonly needs?: readonly Capability[];
  readonly config?: CaseConfig;
  /** Whether another migration of the machine may begin. */
  readonly isRest?: true;
  establish(context: CaseContext): Promise<unknown>;
}

/** A state of a destination host. */
export interface DestinationState extends Ground {
  readonly slug: string;
  /** When a destination host is in it. */
  readonly when: string;
  readonly status: Status;
}

function state(slug: string, when: string, status: Status, ground: Ground): DestinationState {
  return { slug, when, status, ...ground };
}

/** What a case about a state says of what it needs. */
export function frameOf({ needs = [], config }: DestinationState): {
  readonly needs: readonly Capability[];
  readonly config?: CaseConfig;
} {
  return { needs, ...(config === undefined ? {} : { config }) };
}

/** Takes all that was sent before the case begins. */
export async function readAll({ expect }: CaseContext): Promise<void> {
  while ((await expect.maybe()) !== undefined);
}

/** Brings a destination host to a state. */
export function reach(context: CaseContext, { when, establish }: DestinationState): Promise<void> {
  return context.ground(when, async () => void (await establish(context)));
}

/** All that can be told apart from outside. */
export const destinationStates: readonly DestinationState[] = [
  state('unknown', 'nothing was heard of it', ['unknown', 'none', 'unknown'], {
    isRest: true,
    establish: () => Promise.resolve(),
  }),
  state('refused', 'the offer was refused', ['aborted', 'ended', 'no', epoch - 1], {
    isRest: true,
    config: { policy: { admit: 'refuse:policy' } },
    async establish({ send, expect }) {
      const refused = offer();
      await send(refused);
      await expect.answer('Refused', refused);
    },
  }),
  state('recording-accept', 'the acceptance is being recorded', ['active', 'offer', 'no', epoch - 1], {
    needs: ['journal-faults'],
    async establish({ send, fault }) {
      await fault('journal-held');
      await send(offer());
    },
  }),
  state('offered', 'accepted', ['active', 'offer', 'no', epoch - 1], {
    establish: offered,
  }),
  state('reserving', 'reserving', ['active', 'prepare', 'no', epoch - 1], {
    establish: reserving,
  }),
  state('recording-prepared', 'the reservation is being recorded', ['active', 'prepare', 'no', epoch - 1], {
    needs: ['journal-faults'],
    async establish(context) {
      const { reserve } = await reserving(context);
      await context.fault('journal-held');
      await context.operation(reserve, reserved);
    },
  }),
  state('ready', 'reserved', ['active', 'pre-copy', 'no', epoch - 1], {
    establish: prepared,
  }),
  state('copied', 'a round is here', ['active', 'pre-copy', 'no', epoch - 1], {
    establish: copied,
  }),
  state('assembling', 'the last round comes in', ['active', 'freeze', 'no', epoch - 1], {
    establish: assembling,
  }),
  state('recording-complete', 'the record complete is being written', ['active', 'freeze', 'no', epoch - 1], {
    needs: ['journal-faults'],
    async establish(context) {
      const { load } = await loading(context);
      await context.fault('journal-held');
      await context.operation(load, { is: 'loaded', stateDigest: hexOf(stateDigest) });
    },
  }),
  state('complete', 'all is here', ['active', 'commit', 'no', epoch - 1], {
    establish: completed,
  }),
  state('recording-permit', 'the permit is being recorded', ['committed', 'commit', 'no', epoch], {
    needs: ['journal-faults'],
    async establish(context) {
      await completed(context);
      await context.fault('journal-held');
      await context.send(commit());
    },
  }),
  state('starting', 'being started', ['committed', 'commit', 'unknown', epoch], { establish: starting }),
  state('recording-running', 'the record running is being written', ['committed', 'commit', 'yes', epoch], {
    needs: ['journal-faults'],
    async establish(context) {
      const { start } = await starting(context);
      await context.fault('journal-held');
      await context.operation(start, { is: 'done' });
    },
  }),
  state('running', 'it runs', ['done', 'ended', 'yes', epoch], { isRest: true, establish: running }),
  state('recording-return', 'the record given-back is being written', ['committed', 'commit', 'no', epoch], {
    needs: ['journal-faults'],
    async establish(context) {
      const { start } = await starting(context);
      await context.fault('journal-held');
      await context.operation(start, { is: 'failed', reason: 'hypervisor' });
    },
  }),
  state('giving-back', 'it goes back', ['given-back', 'commit', 'no', epoch + 1], { establish: returning }),
  state('reclaiming', 'it goes back and the witness is asked', ['given-back', 'commit', 'no', epoch + 1], {
    needs: ['witness'],
    establish: (context) => returning(context, { witness: true }),
  }),
  state('given-back', 'it runs at the source again', ['given-back', 'ended', 'no', epoch + 1], {
    isRest: true,
    async establish(context) {
      const { sent } = await returning(context);
      await context.send(runningAtSource(epoch + 1, sent.exchange));
    },
  }),
  state('releasing', 'the reservation is being let go', ['aborted', 'ended', 'no', epoch - 1], {
    async establish(context) {
      await prepared(context);
      await context.send(abort());
      await context.expect.operation('release');
    },
  }),
  state('released', 'the reservation was let go', ['aborted', 'ended', 'no', epoch - 1], {
    isRest: true,
    async establish(context) {
      await prepared(context);
      await context.send(abort());
      await letsGo(context, 'cancelled', 'DST-027');
    },
  }),
  state(
    'recording-release',
    'that nothing is left is being recorded',
    ['aborted', 'ended', 'no', epoch - 1],
    {
      needs: ['journal-faults'],
      async establish(context) {
        await prepared(context);
        await context.send(abort());
        await context.fault('journal-held');
        await context.operation(await context.expect.operation('release'), { is: 'done' });
      },
    },
  ),
];

/** The state with a slug. */
export function destinationState(slug: string): DestinationState {
  return destinationStates.find((one) => one.slug === slug)!;
}
