/** The events of a destination host: what a message means to its party, with the verdicts of the endpoint. */
import type { DestinationHostEvent } from '../machines/destination-host-events.ts';
import type { Verdict } from '../machines/records.ts';
import type { MessageJson, MessageOfJson } from '../protocol/index.ts';
import { pieceOctets } from './chunk-records.ts';
import type { DestinationMessages, OfferTerms } from './destination-messages.ts';
import type { Host } from './host.ts';
import { isSignedPermit, isSignedStatement, ticketVerdict } from './judgement.ts';
import type { Subject } from './mailer.ts';
import type { Incoming } from './role.ts';
import { chooseVersions } from './versions.ts';

/** Whom a destination host listens to, and what it remembers of the offer. */
export interface DestinationEars {
  readonly subject: Subject;
  /** The id of the HID of the source host. */
  readonly source: string;
  /** The id of the HID of the witness that the offer named. */
  readonly witness: () => string | undefined;
  readonly messages: Pick<DestinationMessages, 'transcript' | 'isAnother' | 'prepared'>;
  /** Takes note of what an offer that was found good says. */
  agreed(offer: MessageOfJson<'Offer'>, terms: OfferTerms): void;
}

/** Makes the function that turns messages into events; undefined for a message that has no place here. */
export function destinationEvents(
  host: Host,
  ears: DestinationEars,
): (incoming: Incoming) => DestinationHostEvent | undefined {
  return (incoming) => {
    const json = incoming.json();
    const { sender } = json.header;
    if (json.type === 'StatusQuery') return { type: 'received.StatusQuery' };
    if (json.type === 'WitnessAnswer') {
      const { statement, swapResult } = json;
      if (sender !== ears.witness() || !isSignedStatement(host, statement, sender)) return undefined;
      return { type: 'received.WitnessAnswer', statement, swapResult };
    }
    return sender === ears.source ? sourceEvent(host, ears, json, incoming.octets) : undefined;
  };
}

function sourceEvent(
  host: Host,
  ears: DestinationEars,
  json: MessageJson,
  octets: Uint8Array,
): DestinationHostEvent | undefined {
  const { messages } = ears;
  switch (json.type) {
    case 'Offer': {
      const { purpose, ticket, address, witness } = json;
      const isAnother = messages.isAnother('Offer', octets);
      const verdict = isAnother ? 'unexpected-message' : offerVerdict(host, ears, json);
      return {
        type: 'received.Offer',
        verdict,
        purpose,
        ticket,
        address,
        ...(witness === undefined ? {} : { witness }),
      };
    }
    case 'Prepare': {
      if (messages.isAnother('Prepare', octets)) {
        return { type: 'received.Prepare', verdict: 'unexpected-message' };
      }
      if (json.transcript.digest !== messages.transcript()) {
        return { type: 'received.Prepare', verdict: 'downgrade' };
      }
      messages.prepared(octets);
      return { type: 'received.Prepare', verdict: 'valid' };
    }
    case 'Manifest':
      return { type: 'received.Manifest', round: json.round };
    case 'Freeze':
      return { type: 'received.Freeze', round: json.round, stateDigest: json.stateDigest };
    case 'Commit': {
      const { permit, statement } = json;
      if (!isSignedPermit(host, permit, ears.source)) return undefined;
      const witness = ears.witness();
      const isWitnessed =
        statement !== undefined && witness !== undefined && isSignedStatement(host, statement, witness);
      return { type: 'received.Commit', permit, ...(isWitnessed ? { statement } : {}) };
    }
    case 'Running':
      return { type: 'received.Running', running: json.running };
    case 'Abort':
      return { type: 'received.Abort', reason: json.reason };
    case 'StatusAnswer':
      return { type: 'received.StatusAnswer', status: json.status };
    default:
      return undefined;
  }
}

/** Versions, ticket, epoch, other migrations, disks: the first that is not good. */
function offerVerdict(host: Host, ears: DestinationEars, offer: MessageOfJson<'Offer'>): Verdict {
  const { subject, source } = ears;
  const versions = chooseVersions(offer.versions, host.versions);
  if (typeof versions === 'string') return versions;
  const hosts = { from: source, to: host.identity.hidText };
  const ticket = ticketVerdict(host, offer.ticket, subject, hosts, offer.transfer.modes);
  if (ticket !== 'valid') return ticket;
  if (host.epochOf(subject.machine) >= subject.epoch) return 'stale-epoch';
  if (host.isBusy(subject.machine, subject.migration)) return 'busy';
  const { disks } = offer.disks;
  if (disks.some(({ mode }) => mode === 'shared-unfenced') && offer.ticket.unsafeDisks !== 'yes') {
    return 'unsafe-disk';
  }
  const own = host.policy.transfer;
  const { modes, chunkSize, window } = offer.transfer;
  ears.agreed(offer, {
    versions,
    transfer: {
      modes: {
        preCopy: modes.preCopy && own.modes.preCopy,
        postCopy: modes.postCopy && own.modes.postCopy,
        diskCopy: modes.diskCopy && own.modes.diskCopy,
      },
      chunkSize: Math.min(chunkSize, own.chunkSize),
      window: Math.min(window, own.window),
    },
    pieceSize: offer.pieceSize && Math.min(offer.pieceSize.octets, host.policy.pieceSize ?? pieceOctets),
    pieceRuns: offer.pieceRuns?.pieces,
    memory: offer.profile.memory,
    disks,
  });
  return 'valid';
}
