/**
 * Makes messages of bodies, signs them and hands them to the XIP stack; knows which answers are expected.
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import { fromHex } from '../core/hex.ts';
import type { Log } from '../ports/log.ts';
import type { HeaderJson, MessageOf, Piece } from '../protocol/index.ts';
import { type Dag, decodeDag } from '../xia/index.ts';
import { type ExchangeBook, unasked } from './exchange-book.ts';
import type { ProtocolFunctions } from './functions.ts';
import type { Identity } from './identity.ts';
import type { FetchBody } from './piece-runs.ts';
import { type Envelope, type MessageBody, sealer } from './sealer.ts';

/** What a message is about. Identifiers in hexadecimal. */
export interface Subject {
  readonly machine: string;
  readonly migration: string;
  /** The epoch that the migration is to create. */
  readonly epoch: number;
}

/** Somebody to talk to. */
export interface Peer {
  /** The id of the HID, in hexadecimal. */
  readonly hid: string;
  readonly address: Dag;
}

/** A request that is to be answered. */
export interface OpenRequest {
  readonly type: MessageName;
  readonly header: HeaderJson;
  readonly from: Dag;
}

/** Sends messages of one host. */
export interface Mailer {
  /** Sends a request, or the same one again. Returns its octets; undefined when it cannot be encoded. */
  request(subject: Subject, to: Peer, body: MessageBody): Uint8Array | undefined;
  /** Answers a request. */
  answer(request: OpenRequest, body: MessageBody): Uint8Array | undefined;
  /** Asks for pieces, under a number of its own each time; not through JSON, as there are many. Returns the number. */
  fetch(subject: Subject, to: Peer, body: FetchBody): number;
  /** Makes what answers a Fetch with a piece; not through JSON, as there are many and they are large. */
  answersTo(fetch: MessageOf<'Fetch'>, from: Dag): (piece: Piece) => void;
  /** Sends what nobody asked for. */
  tell(subject: Subject, to: Peer, body: MessageBody): void;
  /** Whether an answer of this type with this exchange may come from this host. */
  isExpected(migration: string, from: string, type: MessageName, exchange: number): boolean;
}

/** Makes a mailer. */
export function mailerOf(
  identity: Identity,
  functions: Pick<ProtocolFunctions, 'sealMessage'>,
  book: ExchangeBook,
  send: (to: Dag, payload: Uint8Array) => void,
  log: Log,
): Mailer {
  const seal = sealer(identity.hidText, identity.signer, functions, log);
  const post = (envelope: Envelope, to: Dag, body: MessageBody): Uint8Array | undefined => {
    const octets = seal(envelope, body);
    if (octets !== undefined) send(to, octets);
    return octets;
  };
  const envelopeTo = (subject: Subject, to: Peer, exchange: number): Envelope => ({
    machine: subject.machine,
    migration: subject.migration,
    epoch: subject.epoch,
    exchange,
    receiver: to.hid,
  });
  return {
    request(subject, to, body) {
      const key = { migration: subject.migration, receiver: to.hid, type: body.type };
      const exchange = book.numberOf(key, `${subject.epoch} ${JSON.stringify(body)}`);
      return post(envelopeTo(subject, to, exchange), to.address, body);
    },
    answer({ header, from }, body) {
      const { migration, sender, exchange } = header;
      book.answered({ migration, receiver: sender, type: body.type }, exchange);
      return post({ ...header, receiver: sender }, from, body);
    },
    fetch({ machine, migration, epoch }, to, body) {
      const exchange = book.fresh();
      const header = {
        machine: fromHex(machine)!,
        migration: fromHex(migration)!,
        epoch,
        exchange,
        sender: identity.hid,
        receiver: fromHex(to.hid)!,
      };
      send(to.address, functions.sealMessage({ type: 'Fetch', header, ...body }, identity.signer));
      return exchange;
    },
    answersTo(fetch, from) {
      const header = { ...fetch.header, sender: identity.hid, receiver: fetch.header.sender };
      return (piece) => send(from, functions.sealMessage({ type: 'Piece', header, piece }, identity.signer));
    },
    tell(subject, to, body) {
      post(envelopeTo(subject, to, unasked), to.address, body);
    },
    isExpected: (migration, from, type, exchange) =>
      book.isExpected({ migration, receiver: from }, type, exchange),
  };
}

/** A peer whose address came in a message; where that is no address, packets go where they came from. */
export function peerOf(hid: string, nodes: string, fallback: Dag): Peer {
  const octets = fromHex(nodes);
  const decoded = octets === undefined ? undefined : decodeDag(octets);
  return { hid, address: decoded?.ok === true ? decoded.value : fallback };
}
