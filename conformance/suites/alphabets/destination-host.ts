/** What the suites of a destination host give to it: what source, witness, operator and hypervisor may say. */
import { cast, epoch, type MemberName } from '../../cast.ts';
import { fittingStatement, reserved } from '../../ground/destination-host.ts';
import { exchangeOf } from '../../octets/from-destination.ts';
import { statusAnswer, statusQuery, witnessAnswer } from '../../octets/from-others.ts';
import {
  abort,
  commit,
  freeze,
  manifest,
  offer,
  type OfferParts,
  piece,
  prepare,
  runningAtSource,
} from '../../octets/from-source.ts';
import {
  cidOf,
  firstDigest,
  firstRound,
  type ImageChunk,
  lastRound,
  stateDigest,
} from '../../octets/image.ts';
import { hexOf } from '../../octets/octets.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { type Alphabet, answers, restart, says, type Scene, type Stimulus, wait } from '../stimulus.ts';

/** A message, after which the pieces come that the host asks for. */
function carrying(name: string, messages: readonly Uint8Array[], chunks: readonly ImageChunk[]): Stimulus {
  return {
    name,
    async give(scene) {
      for (const message of messages) {
        await scene.send(message);
        await bring(scene, chunks);
      }
    },
  };
}

/** So many requests for pieces are answered at most. */
const mostFetches = 50;

/** Answers every Fetch once, those that an answer brings about included; how often a host asks is its own affair. */
async function bring(scene: Scene, chunks: readonly ImageChunk[]): Promise<void> {
  const answered = new Set<MessageView>();
  const open = (): MessageView | undefined =>
    scene.heard().find((message) => message.name === 'Fetch' && !answered.has(message));
  for (let fetch = open(); fetch !== undefined && answered.size < mostFetches; fetch = open()) {
    answered.add(fetch);
    for (const one of piecesOf(fetch, chunks)) await scene.send(one);
  }
}

function piecesOf(fetch: MessageView, chunks: readonly ImageChunk[]): readonly Uint8Array[] {
  const wanted = Buffer.from(fetch.tlv('fetch'));
  const count = wanted.readUInt16BE(0);
  return Array.from({ length: count }, (_, at) => 2 + at * 24).flatMap((at) => {
    const cid = wanted.subarray(at, at + 20);
    const chunk = chunks.find((one) => hexOf(cidOf(one)) === hexOf(cid));
    return chunk === undefined ? [] : [piece(chunk, cid, fetch.exchange, wanted.readUInt32BE(at + 20))];
  });
}

function witnessSays(
  name: string,
  under: number,
  owner: MemberName,
  request: 'WitnessRead' | 'WitnessSwap',
): Stimulus {
  const holds = { epoch: under, owner: cast[owner].hid, digest: stateDigest };
  const outcome = request === 'WitnessSwap' ? 1 : 0;
  return says(name, (scene) => witnessAnswer(scene.request(request), 'destination', holds, outcome));
}

function sourceKnows(name: string, outcome: number, phase: number, runsHere: number): Stimulus {
  return says(name, (scene) =>
    statusAnswer(scene.request('StatusQuery'), 'source', 'destination', [
      outcome,
      phase,
      runsHere,
      epoch - 1,
    ]),
  );
}

/** Prepare for an offer, whatever else was offered meanwhile. */
function prepares(parts: OfferParts): Stimulus {
  return says('Prepare', (scene) => prepare([offer(parts), scene.request('OfferAccept')]));
}

/** Stimuli in a row, once and at the beginning; a suite about what comes after them begins so. */
export function begins(name: string, stimuli: readonly Stimulus[]): Stimulus {
  return {
    name,
    async give(scene) {
      if (scene.hasSaid('OfferAccept')) return false;
      for (const stimulus of stimuli) await stimulus.give(scene);
    },
  };
}

const everythingIsReserved = answers('everything is reserved', 'reserve', () => reserved);

/** What leads to Ready, or with an access router to Join. */
export const toReady = (parts: OfferParts): readonly Stimulus[] => [
  says('Offer', () => offer(parts)),
  prepares(parts),
  everythingIsReserved,
];

/** What leads from there to the whole state. */
export const toTheState: readonly Stimulus[] = [
  carrying('the first round comes', [manifest()], firstRound),
  answers('the first round is loaded', 'load', () => ({ is: 'loaded', stateDigest: hexOf(firstDigest) })),
  carrying('the last round comes', [manifest(2, lastRound), freeze(2, lastRound)], lastRound),
  answers('the whole state is loaded', 'load', () => ({ is: 'loaded', stateDigest: hexOf(stateDigest) })),
];

const allIsReleased = answers('all is released', 'release', () => ({ is: 'done' }));

/** What may come at any time. */
const anyTime: readonly Stimulus[] = [
  allIsReleased,
  says('Abort', () => abort()),
  says('StatusQuery', () => statusQuery('destination')),
  restart,
  wait,
];

/** What may come of a start. */
export const starts: readonly Stimulus[] = [
  answers('the machine runs', 'start', () => ({ is: 'done' })),
  answers('the start fails', 'start', () => ({ is: 'failed', reason: 'hypervisor' })),
  says('Running at the source', (scene) => runningAtSource(epoch + 1, exchangeOf(scene.request('GiveBack')))),
];

/** What all suites of migrations have in common. */
export const migrates = { role: 'destination-host', needs: ['keep-journal'] } as const;

/** From nothing to what is reserved. */
export const destinationHostPrepares: Alphabet = {
  ...migrates,
  name: 'destination-host-prepares',
  about:
    'A migration is offered and prepared: the host votes, keeps what it has reserved for a time, or lets it go.',
  stimuli: [
    says('Offer', () => offer()),
    says('Offer with a forged ticket', () => offer({ ticket: { signer: 'stranger' } })),
    prepares({}),
    everythingIsReserved,
    answers('the disk votes no', 'reserve', () => ({
      ...reserved,
      votes: { ...reserved.votes, disk: 'no' },
    })),
    answers('the reservation fails', 'reserve', () => ({ is: 'failed', reason: 'no-resources' })),
    ...anyTime,
  ],
};

/** From what is reserved to the whole state. */
export const destinationHostLoads: Alphabet = {
  ...migrates,
  name: 'destination-host-loads',
  about: 'The memory of a machine comes to a host that is ready, in two rounds, and is loaded.',
  stimuli: [
    begins('a migration up to Ready', toReady({})),
    ...toTheState,
    says('Commit', () => commit()),
    ...anyTime,
  ],
};

/** From the whole state to the end. */
export const destinationHostRuns: Alphabet = {
  ...migrates,
  name: 'destination-host-runs',
  about:
    'A host has the whole state, and no witness: what the source says decides whether the machine runs here.',
  stimuli: [
    begins('a migration up to Complete', [...toReady({}), ...toTheState]),
    says('Commit', () => commit()),
    says('Commit for somebody else', () => commit({ holder: cast.stranger.hid })),
    sourceKnows('StatusAnswer: aborted', 3, 7, 1),
    sourceKnows('StatusAnswer: committed', 2, 5, 0),
    ...starts,
    ...anyTime,
  ],
};

/** The same with a witness. */
export const destinationHostWithWitness: Alphabet = {
  ...migrates,
  name: 'destination-host-witness',
  about:
    'A host has the whole state: the statement of a witness gives the right to run the machine, and takes it.',
  needs: ['witness', 'keep-journal'],
  remembers: ['WitnessRead', 'WitnessSwap', 'GiveBack'],
  stimuli: [
    begins('a migration up to Complete', [...toReady({ witness: true }), ...toTheState]),
    says('Commit', () => commit()),
    says('Commit with a statement', () => commit({}, fittingStatement())),
    witnessSays('WitnessAnswer: nothing set', epoch - 1, 'source', 'WitnessRead'),
    witnessSays('WitnessAnswer: set for the destination', epoch, 'destination', 'WitnessRead'),
    witnessSays('WitnessAnswer: set back', epoch + 1, 'source', 'WitnessSwap'),
    ...starts,
    ...anyTime,
  ],
};

/** A dry run. */
export const destinationHostInDryRun: Alphabet = {
  name: 'destination-host-dry-run',
  about: 'A dry run: everything up to the report, and nothing stays reserved.',
  role: 'destination-host',
  needs: ['dry-run'],
  stimuli: [
    says('Offer', () => offer({ dryRun: true })),
    prepares({ dryRun: true }),
    everythingIsReserved,
    answers('the reservation fails', 'reserve', () => ({ is: 'failed', reason: 'no-resources' })),
    allIsReleased,
    says('Abort', () => abort()),
    says('Commit', () => commit()),
    says('StatusQuery', () => statusQuery('destination')),
    wait,
  ],
};
