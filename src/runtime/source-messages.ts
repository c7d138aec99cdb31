/** The messages of a source host: what its party says, with what only the endpoint knows (chapters 04 and 05). */
import type { SourceHostMessage } from '../machines/source-host-events.ts';
import { delayOf } from '../machines/timing.ts';
import { toHex } from '../core/hex.ts';
import type { DelegationJson, MessageOf, ReasonCode, TransferJson } from '../protocol/index.ts';
import type { Dag } from '../xia/index.ts';
import { pieceOctets, piecesInRuns } from './chunk-records.ts';
import { greaseOf } from './grease.ts';
import type { Host } from './host.ts';
import { manifestSender, partJson } from './manifest-sender.ts';
import type { OpenRequest, Peer, Subject } from './mailer.ts';
import type { OpenRequests } from './open-requests.ts';
import type { OutgoingRounds } from './outgoing-rounds.ts';
import { atPresent } from './present-status.ts';
import type { MessageBody } from './sealer.ts';
import { signedClaims } from './signed-claims.ts';

/** What the messages of a source host are made with. */
export interface SourceMail {
  readonly subject: Subject;
  readonly destination: Peer;
  readonly witness: Peer | undefined;
  readonly rounds: OutgoingRounds;
  readonly requests: OpenRequests;
  /** Goes with the offer. */
  readonly delegation: DelegationJson | undefined;
}

/** Sends the messages of a source host. */
export interface SourceMessages {
  send(to: 'destination' | 'witness', message: SourceHostMessage): void;
  answer(request: 'Order' | 'Cancel' | 'StatusQuery', message: SourceHostMessage): void;
  refuse(request: 'Order' | 'Cancel', reason: ReasonCode): void;
  /** Sends the pieces that a Fetch asks for, as far as they are known. */
  sendPieces(fetch: MessageOf<'Fetch'>, from: Dag): void;
  /** Takes note that the part of a manifest with this exchange has arrived. */
  acknowledged(exchange: number): void;
  /** Says that no Progress comes for this round: the destination answers when all is there. */
  isLast(round: number): void;
  /** Takes note of the request that is handled next. */
  handling(request: OpenRequest): void;
  /** The digest of the Offer that was sent; undefined before. */
  offerDigest(): string | undefined;
  /** Takes note of a good acceptance: its octets, the transfer that it chose, and the octets of a piece if it says so. */
  accepted(octets: Uint8Array, transfer: TransferJson, pieceSize: number | undefined): void;
  /** Octets of a chunk: what was agreed upon, or what this host would offer. */
  chunkSize(): number;
}

/** Makes the messages of one migration. */
export function sourceMessages(host: Host, mail: SourceMail): SourceMessages {
  const { mailer, identity, functions, timing, policy } = host;
  const { subject, destination, witness, rounds, requests } = mail;
  let offer: Uint8Array | undefined;
  let acceptance: { readonly octets: Uint8Array; readonly transfer: TransferJson } | undefined;
  let current: OpenRequest | undefined;
  let pieceSize: number = pieceOctets;

  const toDestination = (body: MessageBody): Uint8Array | undefined =>
    mailer.request(subject, destination, body);
  const manifests = manifestSender((round, part) =>
    toDestination({ type: 'Manifest', round, part: partJson(part) }),
  );
  const sendOffer = (message: Extract<SourceHostMessage, { type: 'Offer' }>): void => {
    const machine = host.hypervisor.describe(subject.machine);
    if (machine === undefined)
      return host.log('warn', `machine ${subject.machine} is gone; no offer is sent`);
    offer =
      toDestination({
        ...message,
        versions: host.versions,
        profile: machine.profile,
        disks: { disks: machine.disks as never },
        transfer: policy.transfer,
        address: { nodes: toHex(identity.nodes) },
        ...(policy.pieceSize === undefined ? {} : { pieceSize: { octets: policy.pieceSize } }),
        pieceRuns: { pieces: piecesInRuns },
        ...(mail.delegation === undefined ? {} : { delegation: mail.delegation }),
        extensions: [greaseOf(subject.migration)],
      }) ?? offer;
  };
  const sendPrepare = (): void => {
    if (offer === undefined || acceptance === undefined) return;
    const digest = toHex(functions.transcriptDigest(offer, acceptance.octets));
    const lease = { milliseconds: delayOf('PREPARE_LEASE', 0, timing) };
    toDestination({ type: 'Prepare', transcript: { digest }, lease });
  };
  const sendTo = (peer: Peer | undefined, message: SourceHostMessage): void => {
    switch (message.type) {
      case 'Offer':
        return sendOffer(message);
      case 'Prepare':
        return sendPrepare();
      case 'Manifest':
        return manifests.send(message.round, rounds.find(message.round.round)?.parts ?? []);
      case 'Running': {
        const asked = requests.last('GiveBack');
        if (asked === undefined) mailer.tell(subject, destination, message);
        else mailer.answer(asked, message);
        return;
      }
      case 'Commit':
        toDestination(signedClaims(identity.signer, message) as MessageBody);
        return;
      default:
        if (peer !== undefined) mailer.request(subject, peer, message);
    }
  };
  return {
    send: (to, message) => sendTo(to === 'witness' ? witness : destination, message),
    answer(request, message) {
      const body = atPresent(host, subject, message as MessageBody);
      for (const open of requests.of(request)) mailer.answer(open, body);
      // An order is answered more than once: when it is taken, and when a dry run has its result.
      if (request !== 'Order') requests.clear(request);
    },
    refuse(request, reason) {
      if (current?.type !== request) return;
      mailer.answer(current, { type: 'Refused', reason: { reason, detail: '' } });
      requests.remove(current);
    },
    sendPieces(fetch, from) {
      const answer = mailer.answersTo(fetch, from);
      let left = piecesInRuns;
      fetch.fetch.pieces.forEach(({ cid, offset: first }, n) => {
        const length = Math.min(left, fetch.runs?.lengths[n]?.pieces ?? 1);
        for (let offset = first; offset < first + length * pieceSize; offset += pieceSize) {
          const data = rounds.piece(cid, offset, pieceSize);
          if (data === undefined) return;
          answer({ cid, offset, data });
          left -= 1;
        }
      });
    },
    acknowledged: (exchange) => manifests.acknowledged(exchange),
    isLast: (round) => manifests.isLast(round),
    handling(request) {
      current = request;
    },
    offerDigest: () => (offer === undefined ? undefined : toHex(functions.transcriptDigest(offer))),
    accepted(octets, transfer, agreed) {
      if (acceptance !== undefined) return;
      acceptance = { octets: octets.slice(), transfer };
      if (policy.pieceSize !== undefined && agreed !== undefined) {
        pieceSize = Math.min(agreed, policy.pieceSize);
      }
    },
    chunkSize: () => acceptance?.transfer.chunkSize ?? policy.transfer.chunkSize,
  };
}
