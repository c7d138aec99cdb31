/** The events of a source host: what a message means to its party, with the verdicts that only an endpoint can give. */
import type { SourceHostEvent } from '../machines/source-host-events.ts';
import type { Verdict } from '../machines/records.ts';
import type { MessageJson, MessageOfJson } from '../protocol/index.ts';
import type { Host } from './host.ts';
import { isNobody, isSignedPermit, isSignedStatement, ticketVerdict } from './judgement.ts';
import type { Peer, Subject } from './mailer.ts';
import type { Incoming } from './role.ts';
import type { SourceMessages } from './source-messages.ts';
import { judgeChoice } from './versions.ts';

/** Whom a source host listens to. */
export interface SourceEars {
  readonly subject: Subject;
  readonly destination: Peer;
  readonly witness: Peer | undefined;
  readonly messages: Pick<SourceMessages, 'offerDigest' | 'accepted'>;
  /** The id of the HID that may cancel besides the owner; undefined when that is not known. */
  readonly canceller: string | undefined;
}

/** Makes the function that turns messages into events; undefined for a message that has no place here. */
export function sourceEvents(
  host: Host,
  ears: SourceEars,
): (incoming: Incoming) => SourceHostEvent | undefined {
  return (incoming) => {
    const json = incoming.json();
    const { sender } = json.header;
    switch (json.type) {
      case 'Order':
        return orderEvent(host, ears.subject, json, sender === ears.subject.machine);
      case 'Cancel':
        return { type: 'received.Cancel', authorised: mayCancel(ears, sender) };
      case 'StatusQuery':
        return { type: 'received.StatusQuery' };
      case 'WitnessAnswer':
        return sender === ears.witness?.hid ? witnessEvent(host, json) : undefined;
      default:
        return sender === ears.destination.hid
          ? destinationEvent(host, ears, json, incoming.octets)
          : undefined;
    }
  };
}

function mayCancel({ subject, canceller }: SourceEars, sender: string): boolean {
  return (
    sender === subject.machine || (canceller !== undefined && !isNobody(canceller) && sender === canceller)
  );
}

/** What is ordered, by message or by a program in the same process. */
export type OrderBody = Omit<MessageOfJson<'Order'>, 'type' | 'header' | 'extensions' | 'authenticator'>;

/** The event of an order; who gave it was looked at before. */
export function orderEvent(
  host: Host,
  subject: Subject,
  order: OrderBody,
  isAuthorised: boolean,
): SourceHostEvent {
  const { purpose, freezeBudget, ticket, target, witness = null } = order;
  const verdict = isAuthorised ? orderVerdict(host, subject, order) : 'not-authorised';
  return { type: 'order.migrate', verdict, purpose, freezeBudget, ticket, target, witness };
}

function orderVerdict(host: Host, subject: Subject, json: OrderBody): Verdict {
  const hosts = { from: host.identity.hidText, to: json.target.host };
  const verdict = ticketVerdict(host, json.ticket, subject, hosts, host.policy.transfer.modes);
  if (verdict !== 'valid') return verdict;
  if (host.epochOf(subject.machine) >= subject.epoch) return 'stale-epoch';
  if (host.isBusy(subject.machine, subject.migration)) return 'busy';
  const machine = host.hypervisor.describe(subject.machine);
  if (machine === undefined) return 'hypervisor';
  const isUnsafe = machine.disks.some(({ mode }) => mode === 'shared-unfenced');
  return isUnsafe && json.ticket.unsafeDisks !== 'yes' ? 'unsafe-disk' : 'valid';
}

function witnessEvent(host: Host, json: MessageOfJson<'WitnessAnswer'>): SourceHostEvent | undefined {
  const { statement, swapResult, header } = json;
  if (!isSignedStatement(host, statement, header.sender)) return undefined;
  return { type: 'received.WitnessAnswer', statement, swapResult };
}

function destinationEvent(
  host: Host,
  { messages, witness }: SourceEars,
  json: MessageJson,
  octets: Uint8Array,
): SourceHostEvent | undefined {
  switch (json.type) {
    case 'OfferAccept': {
      const verdict = acceptVerdict(host, messages.offerDigest(), json);
      if (verdict === 'valid') messages.accepted(octets, json.transfer, json.pieceSize?.octets);
      return { type: 'received.OfferAccept', verdict };
    }
    case 'Refused':
    case 'Aborted':
      return { type: `received.${json.type}`, reason: json.reason };
    case 'Ready':
      return { type: 'received.Ready', votes: json.votes };
    case 'DryRunReport':
      return { type: 'received.DryRunReport', votes: json.votes, estimate: json.estimate };
    case 'Progress':
      return { type: 'received.Progress', progress: json.progress };
    case 'Complete':
      return { type: 'received.Complete', stateDigest: json.stateDigest };
    case 'Running':
      return { type: 'received.Running', running: json.running };
    case 'GiveBack': {
      const { permit, reason, statement } = json;
      if (!isSignedPermit(host, permit, json.header.sender)) return undefined;
      const isWitnessed =
        statement !== undefined && witness !== undefined && isSignedStatement(host, statement, witness.hid);
      return { type: 'received.GiveBack', permit, reason, ...(isWitnessed ? { statement } : {}) };
    }
    default:
      return undefined;
  }
}

function acceptVerdict(
  host: Host,
  offerDigest: string | undefined,
  json: MessageOfJson<'OfferAccept'>,
): Verdict {
  const versions = judgeChoice(json.chosenVersions, host.versions);
  if (versions !== 'valid') return versions;
  if (json.transcript.digest !== offerDigest) return 'downgrade';
  const { modes, chunkSize, window } = host.policy.transfer;
  const chosen = json.transfer;
  const isSubset =
    (!chosen.modes.preCopy || modes.preCopy) &&
    (!chosen.modes.postCopy || modes.postCopy) &&
    (!chosen.modes.diskCopy || modes.diskCopy);
  return isSubset && chosen.chunkSize <= chunkSize && chosen.window <= window ? 'valid' : 'downgrade';
}
