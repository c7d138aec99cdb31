/**
 * Designs that are in use, or that come to mind, and do not hold. The explorer must convict each of them: what it cannot
 * see in them it would not see in ours. What the known systems do is in the sources named in docs/guide/model.md.
 */
import type { AnyStateMachine } from 'xstate';
import { destinationHostMachine } from '../machines/destination-host.ts';
import { giveBack } from '../machines/destination-host-messages.ts';
import { mutatedMachine, type Overrides, type Patch } from '../machines/mutable.ts';
import type { Resume } from '../machines/index.ts';
import { commit, swap } from '../machines/source-host-messages.ts';
import { sourceHostMachine } from '../machines/source-host.ts';
import { witnessMachine } from '../machines/witness.ts';
import type { Configuration, Machines } from './configurations.ts';
import type { PropertyName } from './properties.ts';

/** A wrong design. */
export interface UnsafeDesign {
  readonly text: string;
  /** The property that it breaks. */
  readonly breaks: PropertyName;
  readonly configuration: Configuration;
  readonly machines: Machines;
}

const direct = (faults: Configuration['faults'] = {}): Configuration => ({
  text: 'two hosts',
  hasWitness: false,
  faults,
});
const witnessed = (faults: Configuration['faults'] = {}): Configuration => ({
  text: 'two hosts and a witness',
  hasWitness: true,
  faults,
});
const source = (overrides: Overrides): AnyStateMachine => mutatedMachine(sourceHostMachine, overrides);
const destination = (overrides: Overrides): AnyStateMachine =>
  mutatedMachine(destinationHostMachine, overrides);
const witness = (overrides: Overrides): AnyStateMachine => mutatedMachine(witnessMachine, overrides);
const inStates = (states: Patch): Overrides => ({ patch: { states } });
const inPermitting = (patch: Patch): Overrides =>
  inStates({ handingOver: { states: { permitting: patch } } });

/** Every wrong design by name. */
export const unsafeDesigns: Readonly<Record<string, UnsafeDesign>> = {
  'libvirt-v3': {
    text: 'As in the third migration protocol of libvirt: no answer to Finish, so the source runs on.',
    breaks: 'P1',
    configuration: direct(),
    machines: {
      source: source(inPermitting({ after: { COMMIT_RETRY: { target: '#sourceHost.thawing' } } })),
    },
  },
  'cloud-hypervisor': {
    text: 'As in Cloud Hypervisor: the destination runs when the state is complete, the source runs on at an error.',
    breaks: 'P1',
    configuration: direct(),
    machines: {
      destination: destination(
        inStates({ recordingComplete: { on: { 'journal.written': { target: 'recordingPermit' } } } }),
      ),
    },
  },
  'xen-without-permit': {
    text: 'As in Xen, but without its permission to go: after the stream the destination runs by itself.',
    breaks: 'P1',
    configuration: direct(),
    machines: {
      destination: destination(
        inStates({ awaitingCommit: { after: { DOUBT_RETRY: [{ target: 'recordingPermit' }] } } }),
      ),
    },
  },
  'message-before-journal': {
    text: 'The permit goes out while the commit record is still being written.',
    breaks: 'P1',
    configuration: direct({ crash: 1 }),
    machines: {
      source: source(
        inStates({
          freezing: {
            states: {
              finalising: {
                on: {
                  'received.Complete': [
                    { target: '#sourceHost.committing', actions: [{ type: 'send', params: commit }] },
                  ],
                },
              },
            },
          },
        }),
      ),
    },
  },
  'commit-forgotten': {
    text: 'A restarted source takes a commit record for one of the freeze, and aborts.',
    breaks: 'P1',
    configuration: direct({ crash: 1 }),
    machines: { source: source({ guards: { resumesFrom: forgetsCommit } }) },
  },
  'cancel-after-commit': {
    text: 'A cancel is obeyed whenever it comes.',
    breaks: 'P1',
    configuration: direct({ cancel: 1 }),
    machines: {
      source: source(
        inStates({ handingOver: { on: { 'received.Cancel': [{ target: '#sourceHost.recordingAbort' }] } } }),
      ),
    },
  },
  'lease-in-doubt': {
    text: 'A destination that has the whole state lets it go when it hears nothing.',
    breaks: 'P3',
    configuration: direct(),
    machines: {
      destination: destination(
        inStates({ awaitingCommit: { after: { DOUBT_RETRY: [{ target: 'releasing' }] } } }),
      ),
    },
  },
  'unknown-is-no': {
    text: 'Every answer but "committed" counts as "aborted".',
    breaks: 'P3',
    configuration: direct({ crash: 1 }),
    machines: { destination: destination({ guards: { isAborted: isNotCommitted } }) },
  },
  'start-after-give-back': {
    text: 'A destination that gave the machine back keeps its copy, and a late permit starts it.',
    breaks: 'P1',
    configuration: direct({ startFailure: 1 }),
    machines: {
      destination: destination(
        inStates({
          recordingReturn: { on: { 'journal.written': { actions: [] } } },
          givingBack: {
            states: {
              returning: {
                on: { 'received.Commit': { target: '#destinationHost.recordingPermit', actions: [] } },
              },
            },
          },
        }),
      ),
    },
  },
  'give-back-before-journal': {
    text: 'The machine is given back while the record of that is still being written.',
    breaks: 'P1',
    configuration: direct({ startFailure: 1, crash: 1 }),
    machines: {
      destination: destination(
        inStates({
          starting: {
            on: {
              'machine.startFailed': {
                target: 'recordingReturn',
                actions: [{ type: 'send', params: giveBack }],
              },
            },
          },
        }),
      ),
    },
  },
  'discard-at-commit': {
    text: 'The source destroys its copy when it has committed, before the machine runs anywhere.',
    breaks: 'P2',
    configuration: direct({ crash: 1 }),
    machines: { source: source(inStates({ handingOver: { entry: { type: 'discardCopy', params: {} } } })) },
  },
  'said-once': {
    text: 'The permit is sent once.',
    breaks: 'P3',
    configuration: direct({ loss: 1 }),
    machines: { source: source(inPermitting({ after: { COMMIT_RETRY: { actions: [] } } })) },
  },
  'promise-without-record': {
    text: 'A cancel is answered "done" although no record of the migration is durable.',
    breaks: 'P7',
    configuration: direct({ cancel: 1, crash: 1, stall: 1 }),
    machines: {
      source: source({ guards: { isUnrecorded: never, isOfUnrecorded: never } }),
    },
  },
  'witness-any-epoch': {
    text: 'The witness sets what it is asked to, whatever it holds.',
    breaks: 'P8',
    configuration: witnessed({ startFailure: 1 }),
    machines: { witness: witness({ guards: { isUnexpected: never, isStranger: never } }) },
  },
  'witness-mistaken-record': {
    text: 'The witness gives up on a slow journal, and takes the late answer for one on the next record.',
    breaks: 'P8',
    configuration: witnessed({ startFailure: 1, stall: 1 }),
    machines: {
      witness: witness(
        inStates({ recording: { after: { WITNESS_OPERATION: { target: 'serving', actions: 'forget' } } } }),
      ),
    },
  },
  'witness-before-journal': {
    text: 'The source hands the machine over at the witness before its own commit record.',
    breaks: 'P1',
    configuration: witnessed({ crash: 1 }),
    machines: {
      source: source(
        inStates({
          freezing: {
            states: {
              finalising: {
                on: {
                  'received.Complete': [
                    { target: '#sourceHost.committing', actions: [{ type: 'send', params: swap }] },
                  ],
                },
              },
            },
          },
        }),
      ),
    },
  },
};

function never(): boolean {
  return false;
}

/** Takes a commit record for one of the freeze. */
function forgetsCommit(
  { context }: { context: { resume: Resume<string> | null } },
  { steps, latest }: { steps: readonly string[]; latest?: boolean },
): boolean {
  const step = context.resume?.record.step;
  const read = step === 'committed' || step === 'swapped' ? 'frozen' : step;
  return read !== undefined && steps.includes(read) && latest !== false;
}

function isNotCommitted(_: unknown, { outcome }: { outcome: string }): boolean {
  return outcome !== 'committed' && outcome !== 'done' && outcome !== 'given-back';
}
