/**
 * A destination host in one migration: joins the party of chapter 06 to messages, journal, transfer and hypervisor.
 */
import type {
  DestinationHostEffect,
  DestinationHostEvent,
  DestinationHostStep,
} from '../machines/destination-host-events.ts';
import { codeTables } from '../../spec/registry/codes.ts';
import { fromHex } from '../core/hex.ts';
import type { Resume } from '../machines/records.ts';
import type { HypervisorResult, HypervisorTask, HypervisorVotes } from '../ports/hypervisor.ts';
import type {
  AttachmentJson,
  DelegationJson,
  MessageOf,
  MessageOfJson,
  ReasonCode,
  TicketJson,
  WitnessJson,
} from '../protocol/index.ts';
import type { Dag } from '../xia/index.ts';
import type { RunEvidence } from './attachments.ts';
import { pieceOctets, runsInFetch } from './chunk-records.ts';
import { destinationEvents } from './destination-events.ts';
import { destinationMessages, type OfferTerms } from './destination-messages.ts';
import type { Host } from './host.ts';
import { incomingState } from './incoming-state.ts';
import { type Peer, peerOf, type Subject } from './mailer.ts';
import { openRequests } from './open-requests.ts';
import { runParty } from './party-runner.ts';
import { endStates, type Incoming, pathOf, type Role } from './role.ts';
import { signedClaims } from './signed-claims.ts';

/** What a destination host is made of. */
export interface DestinationSetup {
  readonly subject: Subject;
  /** The id of the HID of the source host. */
  readonly source: string;
  /** Where the first message came from, or this host after a restart. */
  readonly from: Dag;
  readonly resume?: Resume<DestinationHostStep>;
}

/** What a record says of the right to run; the destination has it from others, so it is signed. */
type SignedRight = Pick<RunEvidence, 'permit' | 'statement'>;

/** Makes the role; `start` sets it going. */
export function destinationRole(host: Host, setup: DestinationSetup): Role {
  const { subject, resume } = setup;
  const { identity, functions, policy, attachments } = host;
  const requests = openRequests();
  const resumed = resume?.record;
  let source: Peer =
    resumed?.address === undefined
      ? { hid: setup.source, address: setup.from }
      : peerOf(setup.source, resumed.address.nodes, setup.from);
  let witness: WitnessJson | undefined = resumed?.witness;
  let terms: OfferTerms | undefined;
  let attachment: AttachmentJson | undefined;
  let ticket: TicketJson | undefined = resumed?.ticket;
  let delegation: DelegationJson | undefined;
  /** What shows that the machine may run here. */
  let right = resumed as SignedRight | undefined;

  const messages = destinationMessages(host, {
    subject,
    source: () => source,
    witness: () =>
      witness === undefined ? undefined : peerOf(witness.host, witness.nodes, identity.address),
    requests,
    attachment: () => attachment,
    terms: () => terms,
  });
  const perform = (task: HypervisorTask, done: (result: HypervisorResult) => void): void =>
    host.hypervisor.perform(
      { ...task, machine: subject.machine, migration: subject.migration, epoch: subject.epoch },
      done,
    );
  const state = incomingState({
    fetch: (pieces) => messages.fetch(pieces),
    load: (round, chunks, done) => perform({ operation: 'load', round, chunks }, done),
    emit: (event) => runner.send(event),
    clock: host.clock,
    path: host.pathFrom(setup.source),
    terms: () => ({
      ...(terms?.transfer ?? policy.transfer),
      pieceSize: terms?.pieceSize ?? pieceOctets,
      pieces: terms?.pieceRuns ?? runsInFetch,
    }),
    limit: () => (terms === undefined ? 0 : imageLimit(host.hypervisor, terms)),
  });
  const toEvent = destinationEvents(host, {
    subject,
    source: setup.source,
    witness: () => witness?.host,
    messages,
    agreed(offer, agreed) {
      if (terms !== undefined) return;
      terms = agreed;
      witness = offer.witness;
      ticket = offer.ticket;
      delegation = offer.delegation;
      source = peerOf(setup.source, offer.address.nodes, setup.from);
    },
  });

  const withNetwork = (votes: HypervisorVotes, done: (votes: HypervisorVotes) => void): void => {
    if (attachments === undefined || ticket === undefined) return done(votes);
    attachments.prepare(subject, ticket, (prepared) => {
      attachment = prepared;
      done(prepared === undefined ? { ...votes, network: 'no' } : votes);
    });
  };
  const attach = (): void => {
    if (ticket === undefined || right === undefined) return;
    const { permit, statement } = right;
    attachments?.activate(subject, { ticket, permit, statement, delegation });
  };
  const carryOut = (effect: DestinationHostEffect): void => {
    switch (effect.type) {
      case 'send':
        return messages.send(effect.params.to, effect.params.message);
      case 'answer':
        return messages.answerStatus(effect.params.message);
      case 'writeJournal': {
        const { record } = effect.params;
        const { step } = record;
        if (step === 'permitted') right = record as unknown as SignedRight;
        return host.record(subject, setup.source, signedClaims(identity.signer, record), (written) =>
          runner.send({ type: written ? 'journal.written' : 'journal.failed', step }),
        );
      }
      case 'askAdmission':
        return runner.send(
          admission(
            policy.admit({
              machine: subject.machine,
              purpose: effect.params.purpose.purpose,
              source: setup.source,
              memory: terms?.memory,
            }),
          ),
        );
      case 'reserve':
        return perform(
          { operation: 'reserve', memory: terms?.memory ?? 0, disks: terms?.disks ?? [] },
          (result) => {
            if (result.is === 'reserved') {
              const { votes, estimate } = result;
              withNetwork(votes, (all) => runner.send({ type: 'machine.reserved', votes: all, estimate }));
            } else runner.send({ type: 'machine.reserveFailed', reason: reasonOf(result) });
          },
        );
      case 'loadRound':
        return state.load(roundOf(effect.params.round), effect.params.last === 'yes');
      case 'startMachine':
        attach();
        return perform({ operation: 'start' }, (result) => {
          if (result.is === 'done') {
            attachments?.started(subject);
            state.stop();
            runner.send({ type: 'machine.started' });
          } else {
            attachments?.release(subject);
            runner.send({ type: 'machine.startFailed', reason: reasonOf(result) });
          }
        });
      case 'releaseCopy':
        state.stop();
        attachments?.release(subject);
        return perform({ operation: 'release' }, (result) => {
          if (result.is === 'done') runner.send({ type: 'machine.released' });
        });
      case 'report':
        return host.report({ ...subject, role: 'destination-host', ...effect.params });
    }
  };
  const party = functions.destinationHost;
  const runner = runParty(
    party,
    {
      machine: subject.machine,
      migration: subject.migration,
      epoch: subject.epoch,
      self: identity.hidText,
      source: setup.source,
      timing: host.timing,
      ...(resume === undefined ? {} : { resume }),
    },
    host.clock,
    carryOut,
  );
  const ends = endStates(party.describe());

  return {
    role: 'destination-host',
    subject,
    peer: setup.source,
    isOver: () => ends.has(pathOf(runner.state().value)),
    state: () => pathOf(runner.state().value),
    hasHeard: ({ octets }) => !messages.isAnother('Offer', octets),
    receive(incoming: Incoming) {
      const { message, request, octets } = incoming;
      const event: DestinationHostEvent | undefined = toEvent(incoming);
      if (event === undefined) return;
      requests.add(request);
      messages.handling(request, octets, () => {
        if (message.type === 'Manifest') state.addPart(...manifestOf(message));
        runner.send(event);
      });
    },
    takePiece({ header, piece }) {
      const askedAt = messages.fetchedAt(header.exchange);
      if (header.epoch !== subject.epoch || askedAt === undefined) return;
      state.addPiece(piece.cid, piece.offset, piece.data, askedAt);
    },
    start() {
      runner.start();
      if (resumed?.step !== 'running' || resume?.latest !== true) return;
      // The router may not have heard of it before the restart.
      attach();
      attachments?.started(subject);
    },
    stop() {
      state.stop();
      runner.stop();
    },
  };
}

/** Octets arrive as views of a packet; what is kept must outlive it. */
function manifestOf({
  round,
  part,
}: MessageOf<'Manifest'>): Parameters<ReturnType<typeof incomingState>['addPart']> {
  return [
    { ...round, digest: round.digest.slice() },
    { ...part, chunks: part.chunks.map((chunk) => ({ ...chunk, cid: chunk.cid.slice() })) },
  ];
}

function roundOf(json: MessageOfJson<'Freeze'>['round']): MessageOf<'Freeze'>['round'] {
  return { ...json, digest: fromHex(json.digest)! };
}

function imageLimit(hypervisor: Host['hypervisor'], { memory, disks }: OfferTerms): number {
  return (
    hypervisor.imageLimit?.(memory, disks) ??
    disks.reduce((sum, disk) => sum + (disk.mode === 'copied' ? disk.size : 0), memory)
  );
}

function admission(decided: 'accept' | ReasonCode): DestinationHostEvent {
  return decided === 'accept' ? { type: 'decide.accept' } : { type: 'decide.refuse', reason: decided };
}

function reasonOf(result: HypervisorResult): ReasonCode {
  const reason = result.is === 'failed' ? result.reason : 'hypervisor';
  return reason in codeTables.reason ? (reason as ReasonCode) : 'hypervisor';
}
