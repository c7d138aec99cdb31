/**
 * A source host in one migration: joins the party of chapter 05 to messages, journal and hypervisor.
 */
import type { SourceHostEffect, SourceHostEvent, SourceHostStep } from '../machines/source-host-events.ts';
import type { Resume } from '../machines/records.ts';
import type { HypervisorResult, HypervisorTask } from '../ports/hypervisor.ts';
import type {
  AttachmentJson,
  DelegationJson,
  FreezeBudgetJson,
  PermitJson,
  Round,
  StatementJson,
  TargetJson,
  TicketJson,
  WitnessJson,
} from '../protocol/index.ts';
import { equalOctets } from '../core/compare.ts';
import { toHex } from '../core/hex.ts';
import type { Host } from './host.ts';
import type { Peer, Subject } from './mailer.ts';
import { peerOf } from './mailer.ts';
import { openRequests } from './open-requests.ts';
import { outgoingRounds } from './outgoing-rounds.ts';
import { runParty } from './party-runner.ts';
import type { RoundSituation } from './policy.ts';
import { endStates, type Incoming, pathOf, type Role } from './role.ts';
import { type OrderBody, orderEvent, sourceEvents } from './source-events.ts';
import { sourceMessages } from './source-messages.ts';
import { signedClaims, signedPermit } from './signed-claims.ts';

/** A source host in one migration. */
export interface SourceRole extends Role {
  readonly role: 'source-host';
  /** Takes an order of this very process. */
  order(order: OrderBody): void;
  /** Takes a cancel of this very process. */
  cancel(): void;
  /** The operator wants a doubtful commit tried again. */
  retry(): void;
}

/** What a source host is made of. */
export interface SourceSetup {
  readonly subject: Subject;
  readonly target: TargetJson;
  readonly witness: WitnessJson | undefined;
  /** By what the freeze is measured; absent after a restart, when no freeze comes any more. */
  readonly freezeBudget: FreezeBudgetJson | undefined;
  /** The ticket of the owner; absent after a restart from a record that has none. */
  readonly ticket: TicketJson | undefined;
  /** The machine lets the destination host say where it is. */
  readonly delegation?: DelegationJson | undefined;
  readonly resume?: Resume<SourceHostStep>;
}

/** What a record says of the right to run and of the new place, in the form in which it was signed. */
interface EvidenceRecord {
  readonly step: string;
  readonly permit?: PermitJson;
  readonly statement?: StatementJson;
  readonly attachment?: AttachmentJson;
}

/** The records behind which a restart may have to say where the machine has gone. */
const placeSteps: ReadonlySet<SourceHostStep> = new Set(['frozen', 'committed', 'swapped']);

const noBudget: FreezeBudgetJson = { memory: 0, device: 0, fence: 0, network: 0, rebind: 0 };

/** Makes the role; `start` sets it going. */
export function sourceRole(host: Host, setup: SourceSetup): SourceRole {
  const { subject, target } = setup;
  const { identity, functions, attachments } = host;
  const resumed = setup.resume?.record as EvidenceRecord | undefined;
  const here = identity.address;
  const destination = peerOf(target.host, target.nodes, here);
  const witness: Peer | undefined =
    setup.witness === undefined ? undefined : peerOf(setup.witness.host, setup.witness.nodes, here);
  const rounds = outgoingRounds();
  const requests = openRequests();
  let copied: Pick<RoundSituation, 'dirtyRate' | 'left' | 'pass'> = { dirtyRate: 0 };
  let roundBegan = 0;
  let order: Uint8Array | undefined;
  /** The attachment that the destination has prepared. */
  let prepared = resumed?.attachment;
  let isHeld = resumed?.step === 'frozen';
  let isForwarded = false;
  /** What gives the machine back to this host. */
  let regained: { permit?: PermitJson | undefined; statement?: StatementJson | undefined } = resumed ?? {};

  const perform = (task: HypervisorTask, epoch: number, done: (result: HypervisorResult) => void): void =>
    host.hypervisor.perform({ ...task, machine: subject.machine, migration: subject.migration, epoch }, done);
  const roundJson = (round: Round) => ({ ...round, digest: toHex(round.digest) });
  const { delegation } = setup;
  const messages = sourceMessages(host, { subject, destination, witness, rounds, requests, delegation });
  const toEvent = sourceEvents(host, {
    subject,
    destination,
    witness,
    messages,
    canceller: setup.ticket?.canceller,
  });

  const comeBack = (epoch: number): void => {
    if (attachments === undefined || setup.ticket === undefined) return;
    const { permit, statement } = regained;
    const back = { ...subject, epoch };
    attachments.activate(back, { ticket: setup.ticket, permit, statement });
    attachments.started(back);
  };
  const carryOut = (effect: SourceHostEffect): void => {
    switch (effect.type) {
      case 'send': {
        const { to, message } = effect.params;
        if (message.type === 'Commit' && !isForwarded) {
          // First the network, so that its packets are not behind the permit to run.
          isForwarded = true;
          attachments?.forward(subject, signedPermit(identity.signer, message.permit), prepared);
        }
        messages.send(to, message);
        break;
      }
      case 'answer':
        messages.answer(effect.params.request, effect.params.message);
        break;
      case 'refuse':
        messages.refuse(effect.params.request, effect.params.reason);
        break;
      case 'writeJournal': {
        const { record } = effect.params;
        const { step } = record;
        if (step === 'regained') regained = record as EvidenceRecord;
        const signed = signedClaims(identity.signer, record);
        const values =
          prepared !== undefined && placeSteps.has(step) ? { ...signed, attachment: prepared } : signed;
        host.record(subject, destination.hid, values, (written) =>
          runner.send({ type: written ? 'journal.written' : 'journal.failed', step }),
        );
        break;
      }
      case 'copyRound': {
        const { round } = effect.params;
        perform(
          { operation: 'copyRound', round, chunkSize: messages.chunkSize() },
          subject.epoch - 1,
          (result) => {
            if (result.is !== 'copied') return runner.send({ type: 'machine.copyFailed' });
            // The chunks are for the rounds alone, which forget them.
            const { is: _, chunks, ...standing } = result;
            copied = standing;
            roundBegan = host.clock.now();
            runner.send({ type: 'machine.copied', round: roundJson(rounds.add(round, chunks).round) });
          },
        );
        break;
      }
      case 'freezeMachine': {
        const { round } = effect.params;
        const freeze = (): void =>
          perform(
            { operation: 'freeze', round, chunkSize: messages.chunkSize() },
            subject.epoch - 1,
            (result) => {
              if (result.is !== 'frozen') return runner.send({ type: 'machine.freezeFailed' });
              messages.isLast(round);
              runner.send({
                type: 'machine.frozen',
                round: roundJson(rounds.add(round, result.chunks).round),
                stateDigest: { digest: result.stateDigest },
              });
            },
          );
        isHeld = true;
        if (attachments === undefined) freeze();
        else
          attachments.hold(subject, () => {
            // Given up meanwhile: a freeze now would stop a machine that goes on.
            if (isHeld) freeze();
          });
        break;
      }
      case 'thawMachine': {
        const { epoch } = effect.params;
        const wasHeld = isHeld;
        isHeld = false;
        perform({ operation: 'thaw' }, epoch, (result) => {
          if (result.is !== 'done') return;
          if (epoch > subject.epoch) comeBack(epoch);
          else if (wasHeld) attachments?.resume(subject);
          runner.send({ type: 'machine.thawed' });
        });
        break;
      }
      case 'discardCopy':
        perform({ operation: 'discard' }, subject.epoch, (result) => {
          if (result.is === 'done') runner.send({ type: 'machine.discarded' });
        });
        break;
      case 'askRound': {
        const { round } = effect.params;
        const { dirtyRate, left, pass } = copied;
        runner.send(
          decision(
            host.policy.afterRound({
              ...round,
              elapsedMs: host.clock.now() - roundBegan,
              dirtyRate,
              budget: setup.freezeBudget ?? noBudget,
              ...(left === undefined ? {} : { left }),
              ...(pass === undefined ? {} : { pass }),
            }),
          ),
        );
        break;
      }
      case 'report':
        // Where a migration ends, and where only the right to run is in doubt, the destination asks for nothing more.
        rounds.forget();
        host.report({ ...subject, role: 'source-host', ...effect.params });
        break;
    }
  };
  const input = {
    machine: subject.machine,
    migration: subject.migration,
    epoch: subject.epoch,
    self: identity.hidText,
    destination: destination.hid,
    timing: host.timing,
    ...(setup.resume === undefined ? {} : { resume: setup.resume }),
  };
  const party = functions.sourceHost;
  const runner = runParty(party, input, host.clock, carryOut);
  const ends = endStates(party.describe());

  return {
    role: 'source-host',
    subject,
    peer: destination.hid,
    isOver: () => ends.has(pathOf(runner.state().value)),
    state: () => pathOf(runner.state().value),
    hasHeard: ({ octets }) => order === undefined || equalOctets(order, octets),
    receive(incoming: Incoming) {
      const { message } = incoming;
      if (message.type === 'Order') order ??= incoming.octets.slice();
      if (message.type === 'Fetch') {
        if (incoming.request.header.sender !== destination.hid) return;
        return messages.sendPieces(message, incoming.request.from);
      }
      const event = toEvent(incoming);
      if (event === undefined) return;
      requests.add(incoming.request);
      const json = incoming.json();
      if (json.type === 'Ready') prepared ??= json.attachment;
      if (message.type === 'Progress') messages.acknowledged(incoming.request.header.exchange);
      messages.handling(incoming.request);
      runner.send(event);
    },
    start: () => runner.start(),
    order: (body) => runner.send(orderEvent(host, subject, body, true)),
    cancel: () => runner.send({ type: 'received.Cancel', authorised: true }),
    retry: () => runner.send({ type: 'order.retry' }),
    stop: () => runner.stop(),
  };
}

function decision(decided: ReturnType<Host['policy']['afterRound']>): SourceHostEvent {
  switch (decided) {
    case 'next-round':
      return { type: 'decide.nextRound' };
    case 'freeze':
      return { type: 'decide.freeze' };
    default:
      return { type: 'decide.abort', reason: decided };
  }
}

/** What a role needs of an order. */
export function setupOf(subject: Subject, order: OrderBody): SourceSetup {
  const { target, witness, freezeBudget, ticket, delegation } = order;
  return { subject, target, witness, freezeBudget, ticket, delegation };
}
