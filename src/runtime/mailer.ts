/**
 * Makes messages of bodies, signs them and hands them to the XIP stack; knows which answers are expected.
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import { fromHex } from '../core/hex.ts';
import type { Log } from '../ports/log.ts';
import { fromJson, type HeaderJson, type MessageJson, type Piece } from '../protocol/index.ts';
import { type Dag, decodeDag } from '../xia/index.ts';
import { type ExchangeBook, unasked } from './exchange-book.ts';
import type { ProtocolFunctions } from './functions.ts';
import type { Identity } from './identity.ts';

type BodyOf<M> = M extends MessageJson ? Omit<M, 'header' | 'authenticator'> : never;

/** A message without header and authenticator. */
export type MessageBody = BodyOf<MessageJson>;

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
  /** Answers a Fetch; pieces are many and large, so they do not go through JSON. */
  answerPiece(request: OpenRequest, piece: Piece): void;
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
  const post = (header: HeaderJson, to: Dag, body: MessageBody): Uint8Array | undefined => {
    const message = fromJson({ ...body, header });
    if (!message.ok) throw new TypeError(`${body.type}: ${message.error.path} ${message.error.text}`);
    let octets: Uint8Array;
    try {
      octets = functions.sealMessage(message.value, identity.signer);
    } catch (error) {
      // Addresses that others chose can make a message too long; to them it is as if it were lost.
      if (!(error instanceof RangeError)) throw error;
      log('warn', `${body.type} of migration ${header.migration} is not sent: ${error.message}`);
      return undefined;
    }
    send(to, octets);
    return octets;
  };
  const headerTo = (subject: Subject, to: Peer, exchange: number): HeaderJson => ({
    machine: subject.machine,
    migration: subject.migration,
    epoch: subject.epoch,
    exchange,
    sender: identity.hidText,
    receiver: to.hid,
  });
  return {
    request(subject, to, body) {
      const key = { migration: subject.migration, receiver: to.hid, type: body.type };
      const exchange = book.numberOf(key, `${subject.epoch} ${JSON.stringify(body)}`);
      return post(headerTo(subject, to, exchange), to.address, body);
    },
    answer({ header, from }, body) {
      const { migration, sender, exchange } = header;
      book.answered({ migration, receiver: sender, type: body.type }, exchange);
      return post({ ...header, sender: identity.hidText, receiver: header.sender }, from, body);
    },
    answerPiece({ header, from }, piece) {
      const octets = (text: string): Uint8Array => fromHex(text)!;
      const { epoch, exchange } = header;
      const machine = octets(header.machine);
      const migration = octets(header.migration);
      const receiver = octets(header.sender);
      send(
        from,
        functions.sealMessage(
          {
            type: 'Piece',
            header: { machine, migration, epoch, exchange, sender: identity.hid, receiver },
            piece,
          },
          identity.signer,
        ),
      );
    },
    tell(subject, to, body) {
      post(headerTo(subject, to, unasked), to.address, body);
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
