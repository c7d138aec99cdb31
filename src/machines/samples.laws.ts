/** Events and inputs for the tests of the parties: good ones, and ones that differ in one value. */
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type {
  EstimateJson,
  FreezeBudgetJson,
  RoundJson,
  StatementJson,
  TicketJson,
  VotesJson,
} from '../protocol/generated/record-json.ts';
import type { DestinationHostEvent, DestinationHostInput } from './destination-host-events.ts';
import type { PermitClaims } from './records.ts';
import type { SourceHostEvent, SourceHostInput } from './source-host-events.ts';
import type { WitnessEvent } from './witness-events.ts';

const machine = 'a1'.repeat(20);
const migration = 'b2'.repeat(16);
const source = 'c3'.repeat(20);
const destination = 'd4'.repeat(20);
const stranger = 'f6'.repeat(20);
const digest = '07'.repeat(32);
const proof = {
  algorithm: 'ed25519',
  hash: 'sha256-160',
  key: '0a'.repeat(32),
  signature: '0b'.repeat(64),
} as const;

const ticket: TicketJson = {
  machine,
  serial: '09'.repeat(16),
  fromHost: source,
  toHost: destination,
  epochFirst: 8,
  epochLast: 20,
  notBefore: 0,
  notAfter: 4_102_444_800,
  modes: { preCopy: true, postCopy: false, diskCopy: false },
  unsafeDisks: 'no',
  canceller: '00'.repeat(20),
  ...proof,
};
const freezeBudget: FreezeBudgetJson = { memory: 5, device: 2, fence: 1, network: 1, rebind: 2 };
const estimate: EstimateJson = { ...freezeBudget, gap: 11 };
const ready: VotesJson = { memory: 'yes', disk: 'yes', device: 'yes', network: 'yes' };
const permit: PermitClaims = {
  machine,
  migration,
  epoch: 8,
  holder: destination,
  digest,
  serial: ticket.serial,
};
const returnPermit: PermitClaims = { ...permit, epoch: 9, holder: source };
const handed: StatementJson = {
  machine,
  known: 'yes',
  epoch: 8,
  owner: destination,
  migration,
  digest,
  ...proof,
};
const returned: StatementJson = { ...handed, epoch: 9, owner: source };
const elsewhere: StatementJson = { ...handed, owner: stranger, migration: 'ff'.repeat(16) };
const witness = { host: 'e5'.repeat(20), nodes: '0e'.repeat(28) };

/** A source host that owns the machine under epoch 7. */
export const sourceInput: SourceHostInput = { machine, migration, epoch: 8, self: source, destination };

/** The destination host of the same migration. */
export const destinationInput: DestinationHostInput = {
  machine,
  migration,
  epoch: 8,
  self: destination,
  source,
};

/** A round of pre-copy. */
export function round(number: number): RoundJson {
  return { round: number, chunks: 3, octets: 12_288, digest: '11'.repeat(32) };
}

/** Events of a source host but for those of journal and timers. */
export const sourceEvents: readonly SourceHostEvent[] = [
  ...([null, witness, 'dry-run'] as const).map((one) => ({
    type: 'order.migrate' as const,
    verdict: 'valid' as const,
    purpose: { purpose: one === 'dry-run' ? ('dry-run' as const) : ('migrate' as const) },
    freezeBudget,
    ticket,
    target: { host: destination, nodes: '0c'.repeat(28) },
    witness: one === 'dry-run' ? null : one,
  })),
  { type: 'received.OfferAccept', verdict: 'valid' },
  { type: 'received.OfferAccept', verdict: 'downgrade' },
  { type: 'received.Refused', reason: { reason: 'policy', detail: '' } },
  { type: 'received.Ready', votes: ready },
  { type: 'received.Ready', votes: { ...ready, disk: 'no' } },
  { type: 'received.DryRunReport', votes: ready, estimate },
  { type: 'received.Progress', progress: { round: 1, received: 3, complete: 'yes' } },
  { type: 'received.Progress', progress: { round: 1, received: 1, complete: 'no' } },
  { type: 'received.Complete', stateDigest: { digest } },
  { type: 'received.Complete', stateDigest: { digest: '08'.repeat(32) } },
  ...[handed, returned, elsewhere].map((statement) => ({
    type: 'received.WitnessAnswer' as const,
    statement,
    swapResult: { outcome: 'swapped' as const },
  })),
  { type: 'received.Running', running: { epoch: 8 } },
  { type: 'received.Running', running: { epoch: 9 } },
  { type: 'received.GiveBack', permit: returnPermit, reason: { reason: 'hypervisor', detail: '' } },
  { type: 'received.GiveBack', permit, reason: { reason: 'hypervisor', detail: '' }, statement: returned },
  {
    type: 'received.GiveBack',
    permit: returnPermit,
    reason: { reason: 'hypervisor', detail: '' },
    statement: returned,
  },
  { type: 'received.Aborted', reason: { reason: 'lease-expired', detail: '' } },
  { type: 'received.Cancel', authorised: true },
  { type: 'received.Cancel', authorised: false },
  { type: 'received.StatusQuery' },
  { type: 'decide.nextRound' },
  { type: 'decide.freeze' },
  { type: 'decide.abort', reason: 'no-convergence' },
  { type: 'machine.copied', round: round(1) },
  { type: 'machine.frozen', round: round(2), stateDigest: { digest } },
  { type: 'machine.freezeFailed' },
  { type: 'machine.thawed' },
  { type: 'machine.discarded' },
];

/** Events of a destination host but for those of journal and timers. */
export const destinationEvents: readonly DestinationHostEvent[] = [
  ...offers({}),
  ...offers({ witness }),
  { type: 'received.Prepare', verdict: 'valid' },
  { type: 'received.Prepare', verdict: 'downgrade' },
  { type: 'received.Manifest', round: round(1) },
  { type: 'received.Manifest', round: round(2) },
  { type: 'received.Freeze', round: round(2), stateDigest: { digest } },
  { type: 'received.Commit', permit },
  { type: 'received.Commit', permit, statement: handed },
  { type: 'received.Commit', permit: { ...permit, holder: stranger }, statement: handed },
  { type: 'received.Running', running: { epoch: 9 } },
  { type: 'received.Abort', reason: { reason: 'cancelled', detail: '' } },
  { type: 'received.StatusQuery' },
  { type: 'received.StatusAnswer', status: { outcome: 'unknown' } },
  { type: 'received.StatusAnswer', status: { outcome: 'aborted' } },
  ...[handed, returned, elsewhere].map((statement) => ({
    type: 'received.WitnessAnswer' as const,
    statement,
    swapResult: { outcome: 'none' as const },
  })),
  { type: 'decide.accept' },
  { type: 'decide.refuse', reason: 'policy' },
  { type: 'machine.reserved', votes: ready, estimate },
  { type: 'machine.reserved', votes: { ...ready, network: 'no' }, estimate },
  { type: 'machine.reserveFailed', reason: 'hypervisor' },
  { type: 'machine.started' },
  { type: 'machine.startFailed', reason: 'hypervisor' },
  { type: 'machine.released' },
  { type: 'transfer.progress', round: 1, received: 1 },
  { type: 'transfer.loaded', round: 1, received: 3 },
  { type: 'transfer.complete', round: 2, digest },
  { type: 'transfer.complete', round: 2, digest: '08'.repeat(32) },
  { type: 'transfer.failed', reason: 'hypervisor' },
];

/** Events of a witness but for those of journal and timers. */
export const witnessEvents: readonly WitnessEvent[] = [
  { type: 'received.WitnessRead', from: source },
  ...[7, 8, 9].flatMap((expected) =>
    [source, destination, stranger].flatMap((from) =>
      [source, destination].map((owner) => ({
        type: 'received.WitnessSwap' as const,
        from,
        migration,
        verdict: from === stranger ? ('ticket-party' as const) : ('valid' as const),
        ticket,
        swap: { expected, epoch: expected + 1, owner, digest },
      })),
    ),
  ),
  {
    type: 'received.WitnessSwap',
    from: source,
    migration,
    verdict: 'valid',
    ticket,
    swap: { expected: 7, epoch: 9, owner: destination, digest },
  },
];

/** What leads a source host from the order to the end: without a witness, with one, and in a dry run. */
export const sourcePaths: readonly (readonly SourceHostEvent[])[] = [0, 1, 2].map((which) => [
  sourceEvents[which]!,
  { type: 'received.OfferAccept', verdict: 'valid' },
  { type: 'received.DryRunReport', votes: ready, estimate },
  { type: 'received.Ready', votes: ready },
  { type: 'machine.copied', round: round(1) },
  { type: 'received.Progress', progress: { round: 1, received: 3, complete: 'yes' } },
  { type: 'decide.freeze' },
  { type: 'machine.frozen', round: round(2), stateDigest: { digest } },
  { type: 'received.Complete', stateDigest: { digest } },
  ...(which !== 1
    ? []
    : [
        {
          type: 'received.WitnessAnswer' as const,
          statement: handed,
          swapResult: { outcome: 'swapped' as const },
        },
      ]),
  { type: 'received.Running', running: { epoch: 8 } },
  { type: 'machine.discarded' },
]);

/** What leads a destination host from the offer to the start, without and with a witness. */
export const destinationPaths: readonly (readonly DestinationHostEvent[])[] = [0, 2].map((which) => [
  destinationEvents[which]!,
  { type: 'decide.accept' },
  { type: 'received.Prepare', verdict: 'valid' },
  { type: 'machine.reserved', votes: ready, estimate },
  { type: 'received.Manifest', round: round(1) },
  { type: 'transfer.loaded', round: 1, received: 3 },
  { type: 'received.Freeze', round: round(2), stateDigest: { digest } },
  { type: 'transfer.complete', round: 2, digest },
  { type: 'received.Commit', permit, statement: handed },
  { type: 'machine.started' },
]);

/** A witness has no long path: a register is set, or not. */
export const witnessPaths: readonly (readonly WitnessEvent[])[] = [[], [witnessEvents[1]!]];

function offers(extra: { readonly witness?: typeof witness }): readonly DestinationHostEvent[] {
  const verdicts: readonly ('valid' | ReasonCode)[] = ['valid', 'stale-epoch'];
  return verdicts.map((verdict) => ({
    type: 'received.Offer',
    verdict,
    purpose: { purpose: 'migrate' },
    ticket,
    address: { nodes: '0d'.repeat(28) },
    ...extra,
  }));
}
