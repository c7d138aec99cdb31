/** The messages of a destination host: what its party says, with what only the endpoint knows (chapters 04 and 06). */
import type { MessageName } from '../../spec/registry/messages.ts';
import { equalOctets } from '../core/compare.ts';
import { toHex } from '../core/hex.ts';
import type { DestinationHostMessage } from '../machines/destination-host-events.ts';
import { delayOf } from '../machines/timing.ts';
import type { DiskNeed } from '../ports/hypervisor.ts';
import type { AttachmentJson, ChosenVersionsJson, TransferJson } from '../protocol/index.ts';
import { greaseOf } from './grease.ts';
import type { Host } from './host.ts';
import type { OpenRequest, Peer, Subject } from './mailer.ts';
import type { OpenRequests } from './open-requests.ts';
import { type AskedPiece, fetchesOf } from './piece-runs.ts';
import { atPresent } from './present-status.ts';
import type { MessageBody } from './sealer.ts';
import { signedClaims } from './signed-claims.ts';

/** What an offer led to; remembered while the process lives. */
export interface OfferTerms {
  readonly versions: ChosenVersionsJson;
  readonly transfer: TransferJson;
  /** Octets of a piece, when the offer names them. */
  readonly pieceSize: number | undefined;
  /** For how many pieces the source answers a Fetch with runs; undefined when it takes none. */
  readonly pieceRuns: number | undefined;
  /** Octets. */
  readonly memory: number;
  readonly disks: readonly DiskNeed[];
}

/** What the messages of a destination host are made with. */
export interface DestinationMail {
  readonly subject: Subject;
  readonly source: () => Peer;
  readonly witness: () => Peer | undefined;
  readonly requests: OpenRequests;
  /** The attachment that is prepared, if the host has a network. */
  readonly attachment: () => AttachmentJson | undefined;
  /** Undefined before an offer came, and after a restart. */
  readonly terms: () => Pick<OfferTerms, 'versions' | 'transfer' | 'pieceSize' | 'pieceRuns'> | undefined;
}

/** Sends the messages of a destination host. */
export interface DestinationMessages {
  send(to: 'source' | 'witness', message: DestinationHostMessage): void;
  answerStatus(message: DestinationHostMessage): void;
  /** Asks for pieces, in as few Fetches as hold them. */
  fetch(pieces: readonly AskedPiece[]): void;
  /** When the Fetch of late with this exchange left, in milliseconds of the clock; undefined when there is none. */
  fetchedAt(exchange: number): number | undefined;
  /** Takes note of the request that is handled next; what is said while `handle` runs may refuse it. */
  handling(request: OpenRequest, octets: Uint8Array, handle: () => void): void;
  /** Whether an Offer, or a Prepare, of other octets was taken before. */
  isAnother(type: 'Offer' | 'Prepare', octets: Uint8Array): boolean;
  /** Takes note of the Prepare that was found good. */
  prepared(octets: Uint8Array): void;
  /** The digest of the Offer and the OfferAccept; undefined before both. */
  transcript(): string | undefined;
}

/** Of how many Fetches the pieces are still taken; those of older ones have come or were asked for again. */
const rememberedFetches = 4096;

/** Requests of the source that a Refused can answer. */
const refusable: readonly MessageName[] = ['Offer', 'Prepare', 'Freeze', 'Commit', 'Abort'];

/** Which request each answer belongs to. */
const answered: Partial<Record<DestinationHostMessage['type'], MessageName>> = {
  OfferAccept: 'Offer',
  Ready: 'Prepare',
  DryRunReport: 'Prepare',
  Progress: 'Manifest',
  Complete: 'Freeze',
  Running: 'Commit',
  GiveBack: 'Commit',
  Aborted: 'Abort',
};

/** Makes the messages of one migration. */
export function destinationMessages(host: Host, mail: DestinationMail): DestinationMessages {
  const { mailer, functions, identity, timing } = host;
  const { subject, requests } = mail;
  let refusing: OpenRequest | undefined;
  let offer: Uint8Array | undefined;
  let acceptance: Uint8Array | undefined;
  let prepare: Uint8Array | undefined;
  const fetches = new Map<number, number>();

  const bodyOf = (message: DestinationHostMessage): MessageBody | undefined => {
    const lease = (timer: 'OFFER_LEASE' | 'PREPARE_LEASE') => ({ milliseconds: delayOf(timer, 0, timing) });
    switch (message.type) {
      case 'OfferAccept': {
        const terms = mail.terms();
        if (terms === undefined || offer === undefined) return undefined;
        return {
          type: 'OfferAccept',
          chosenVersions: terms.versions,
          transfer: terms.transfer,
          transcript: { digest: toHex(functions.transcriptDigest(offer)) },
          lease: lease('OFFER_LEASE'),
          ...(terms.pieceSize === undefined ? {} : { pieceSize: { octets: terms.pieceSize } }),
          extensions: [greaseOf(subject.migration)],
        };
      }
      case 'Ready': {
        const attachment = mail.attachment();
        return {
          ...message,
          lease: lease('PREPARE_LEASE'),
          ...(attachment === undefined ? {} : { attachment }),
        };
      }
      case 'GiveBack':
        return signedClaims(identity.signer, message) as MessageBody;
      default:
        return message;
    }
  };
  const sendToSource = (body: MessageBody, type: DestinationHostMessage['type']): void => {
    const kind = answered[type];
    // Outside of a request it is the offer that is refused: nothing else is decided upon later.
    const refused = refusing ?? requests.last('Offer');
    const open = type === 'Refused' ? refused : kind === undefined ? undefined : requests.last(kind);
    if (type === 'Refused' && open !== undefined) requests.remove(open);
    if (open !== undefined) {
      const octets = mailer.answer(open, body);
      if (type === 'OfferAccept') acceptance ??= octets?.slice();
    } else if (type === 'Aborted' || type === 'Running' || type === 'GiveBack') {
      mailer.tell(subject, mail.source(), body);
    } else if (kind === undefined && type !== 'Refused') mailer.request(subject, mail.source(), body);
  };
  return {
    send(to, message) {
      const body = bodyOf(message);
      if (body === undefined) return;
      const witness = mail.witness();
      if (to === 'source') sendToSource(body, message.type);
      else if (witness !== undefined) mailer.request(subject, witness, body);
    },
    answerStatus(message) {
      const body = atPresent(host, subject, message as MessageBody);
      for (const open of requests.of('StatusQuery')) mailer.answer(open, body);
      requests.clear('StatusQuery');
    },
    fetch(pieces) {
      for (const body of fetchesOf(pieces, mail.terms()?.pieceRuns !== undefined)) {
        fetches.set(mailer.fetch(subject, mail.source(), body), host.clock.now());
        if (fetches.size > rememberedFetches) fetches.delete(fetches.keys().next().value!);
      }
    },
    fetchedAt: (exchange) => fetches.get(exchange),
    handling(request, octets, handle) {
      if (request.type === 'Offer') offer ??= octets.slice();
      if (refusable.includes(request.type)) refusing = request;
      handle();
      refusing = undefined;
    },
    isAnother(type, octets) {
      const first = type === 'Offer' ? offer : prepare;
      return first !== undefined && !equalOctets(first, octets);
    },
    prepared(octets) {
      prepare ??= octets.slice();
    },
    transcript: () =>
      offer === undefined || acceptance === undefined
        ? undefined
        : toHex(functions.transcriptDigest(offer, acceptance)),
  };
}
