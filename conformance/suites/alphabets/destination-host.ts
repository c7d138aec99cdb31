/** What the suite of a destination host gives to it: what source, witness, operator and hypervisor may say. */
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

/** Answers every Fetch, those that an answer brings about included; how often a host asks is its own affair. */
async function bring(scene: Scene, chunks: readonly ImageChunk[]): Promise<void> {
  for (let open = [...scene.heard()], turn = 0; open.length > 0 && turn < 50; turn += 1) {
    const fetch = open.shift()!;
    if (fetch.name !== 'Fetch') continue;
    for (const one of piecesOf(fetch, chunks)) {
      await scene.send(one);
      open.push(...scene.heard());
    }
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

const prepareOffered = says('Prepare', (scene) =>
  prepare([scene.sent('Offer'), scene.request('OfferAccept')]),
);

/** What leads to the whole state. */
const toTheState: readonly Stimulus[] = [
  prepareOffered,
  answers('everything is reserved', 'reserve', () => reserved),
  carrying('the first round comes', [manifest()], firstRound),
  answers('the first round is loaded', 'load', () => ({ is: 'loaded', stateDigest: hexOf(firstDigest) })),
  carrying('the last round comes', [manifest(2, lastRound), freeze(2, lastRound)], lastRound),
  answers('the whole state is loaded', 'load', () => ({ is: 'loaded', stateDigest: hexOf(stateDigest) })),
];

/** What may come after the commit, and at any time. */
const toTheEnd: readonly Stimulus[] = [
  answers('the machine runs', 'start', () => ({ is: 'done' })),
  answers('the start fails', 'start', () => ({ is: 'failed', reason: 'hypervisor' })),
  answers('all is released', 'release', () => ({ is: 'done' })),
  says('Running at the source', (scene) => runningAtSource(epoch + 1, exchangeOf(scene.request('GiveBack')))),
  says('Abort', () => abort()),
  says('StatusQuery', () => statusQuery('destination')),
  restart,
  wait,
];

/** A migration without a witness. */
export const destinationHost: Alphabet = {
  name: 'destination-host',
  about: 'A migration without a witness: what source, operator and hypervisor may say.',
  role: 'destination-host',
  needs: ['keep-journal'],
  stimuli: [
    says('Offer', () => offer()),
    says('Offer with a forged ticket', () => offer({ ticket: { signer: 'stranger' } })),
    ...toTheState,
    says('Prepare of another offer', () => prepare([offer({ exchange: 0x0ffe0009 })])),
    answers('the disk votes no', 'reserve', () => ({
      ...reserved,
      votes: { ...reserved.votes, disk: 'no' },
    })),
    answers('the reservation fails', 'reserve', () => ({ is: 'failed', reason: 'no-resources' })),
    says('Commit', () => commit()),
    says('Commit for somebody else', () => commit({ holder: cast.stranger.hid })),
    sourceKnows('StatusAnswer: aborted', 3, 7, 1),
    sourceKnows('StatusAnswer: committed', 2, 5, 0),
    ...toTheEnd,
  ],
};

/** A migration with a witness. */
export const destinationHostWithWitness: Alphabet = {
  name: 'destination-host-witness',
  about: 'A migration with a witness: its statement gives the right to run, and takes it.',
  role: 'destination-host',
  needs: ['witness', 'keep-journal'],
  stimuli: [
    says('Offer', () => offer({ witness: true })),
    ...toTheState,
    says('Commit', () => commit()),
    says('Commit with a statement', () => commit({}, fittingStatement())),
    sourceKnows('StatusAnswer: aborted', 3, 7, 1),
    witnessSays('WitnessAnswer: nothing set', epoch - 1, 'source', 'WitnessRead'),
    witnessSays('WitnessAnswer: set for the destination', epoch, 'destination', 'WitnessRead'),
    witnessSays('WitnessAnswer: set back', epoch + 1, 'source', 'WitnessSwap'),
    ...toTheEnd,
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
    prepareOffered,
    answers('everything is reserved', 'reserve', () => reserved),
    answers('the reservation fails', 'reserve', () => ({ is: 'failed', reason: 'no-resources' })),
    answers('all is released', 'release', () => ({ is: 'done' })),
    says('Abort', () => abort()),
    says('Commit', () => commit()),
    says('StatusQuery', () => statusQuery('destination')),
    wait,
  ],
};
