/**
 * Reception of a peer: octets become messages and go to whom they are for. What has no place is dropped before a
 * signature is looked at, and what is not authentic in silence (chapters 08 and 14).
 */
import { equalOctets } from '../core/compare.ts';
import { fromHex, toHex } from '../core/hex.ts';
import { carriesAuthenticator, type Message, type MessageJson, toJson } from '../protocol/index.ts';
import { errorAnswer } from '../runtime/error-answer.ts';
import { encodeDag } from '../xia/index.ts';
import type { Heard } from './correspondence-options.ts';
import type { Notice } from './notice.ts';
import type { PeerCore } from './peer-core.ts';
import type { DrivenSession } from './peer-session.ts';
import type { Arrived } from './peer-stack.ts';
import type { Registrar } from './registrar.ts';

/** Who gets the messages of a peer. */
export interface PeerMailboxes {
  readonly notice: Notice;
  readonly registrar: Registrar | undefined;
  /** The session with an id in hexadecimal. */
  session(id: string): DrivenSession | undefined;
  sessions(): Iterable<DrivenSession>;
  /** Takes a SessionOpen that was verified. */
  accept(heard: Heard): void;
  /** Takes a SessionAccept that was verified, for the session that is being opened. */
  accepted(session: DrivenSession, heard: Heard): void;
}

const everybody = new Uint8Array(20).fill(0xff);
const noKey = new Uint8Array(0);

/** What takes a message after its authenticator was found good. */
type Taker = (heard: Heard) => void;

/** Makes the function that takes messages. */
export function peerReception(core: PeerCore, boxes: PeerMailboxes): (arrived: Arrived) => void {
  const { functions, identity, log } = core;

  const first = <T>(found: (session: DrivenSession) => T | undefined): T | undefined => {
    for (const session of boxes.sessions()) {
      const taker = found(session);
      if (taker !== undefined) return taker;
    }
    return undefined;
  };
  const rebindTaker = (json: MessageJson, arrived: Arrived): Taker | undefined => {
    if (json.type !== 'Rebind') return undefined;
    const session = boxes.session(json.session.session);
    if (session === undefined || !session.place.isExpected('Rebind', json.header)) return undefined;
    if (core.gauge.isLoaded()) {
      const cookie = fromHex(json.cookie?.cookie ?? '') ?? noKey;
      const claim = { sender: json.header.sender, nodes: toHex(encodeDag(arrived.source)) };
      if (!core.jar.isGood(cookie, claim)) {
        session.place.leaveUnchecked({ json, arrived, key: noKey });
        return undefined;
      }
    }
    return (heard) => session.place.receive(heard);
  };
  const takerOf = (json: MessageJson, arrived: Arrived): Taker | undefined => {
    const { header, type } = json;
    const { sender, exchange } = header;
    switch (json.type) {
      case 'Moved':
      case 'Joined':
      case 'Beacon':
        return boxes.notice.isExpected(type, header) ? (heard) => boxes.notice.receive(heard) : undefined;
      case 'SessionOpen':
        return header.machine === sender ? (heard) => boxes.accept(heard) : undefined;
      case 'SessionAccept':
        return first((session) =>
          session.place.isExpected(type, header)
            ? (heard: Heard) => boxes.accepted(session, heard)
            : undefined,
        );
      case 'Rebind':
        return rebindTaker(json, arrived);
      case 'RebindProof': {
        const session = boxes.session(json.session.session);
        if (session?.place.isExpected(type, header) !== true) return undefined;
        return (heard) => session.place.receive(heard);
      }
      case 'RebindAnswer': {
        const session = boxes.session(json.session.session);
        const told = session?.announcer();
        if (session === undefined || told?.isExpected(type, sender, exchange) !== true) return undefined;
        return (heard) => {
          // Who names the session knows its id, as one does who sends a packet of it: the proof has somewhere to go.
          session.place.heardData(heard.arrived);
          told.receive(heard.json);
        };
      }
      case 'RebindCookie':
        return first((session) => announcerTaker(session, json));
      case 'RegisterAnswer':
        return registrarTaker(json);
      case 'Refused':
        if (boxes.notice.isExpected(type, header)) return (heard) => boxes.notice.receive(heard);
        return (
          registrarTaker(json) ??
          first((session) => {
            if (session.app.state === 'opening' && session.place.isExpected(type, header))
              return (heard: Heard) => session.place.receive(heard);
            return announcerTaker(session, json);
          })
        );
      case 'Error':
        return ({ json: error }) => error.type === 'Error' && noteError(error);
      default:
        return undefined;
    }
  };
  const announcerTaker = (session: DrivenSession, { type, header }: MessageJson): Taker | undefined => {
    const told = session.announcer();
    if (told?.isExpected(type, header.sender, header.exchange) !== true) return undefined;
    return ({ json }) => told.receive(json);
  };
  const registrarTaker = ({ type, header }: MessageJson): Taker | undefined => {
    const { registrar } = boxes;
    if (registrar?.isExpected(type, header.sender, header.exchange) !== true) return undefined;
    return ({ json }) => registrar.receive(json);
  };
  const noteError = ({ header, fault }: Extract<MessageJson, { type: 'Error' }>): void =>
    log('info', `${header.sender} could not use a message: ${fault.code} at octet ${fault.offset}`);
  const isForUs = ({ type, header }: Message): boolean =>
    equalOctets(header.receiver, identity.hid.id) ||
    (type === 'Beacon' && equalOctets(header.receiver, everybody));

  return (arrived) => {
    const { payload, source } = arrived;
    const decoded = functions.decodeMessage(payload);
    if (!decoded.ok) {
      const self = { hid: identity.hid.id, signer: identity.signer };
      const answer = errorAnswer(payload, decoded.error, self, functions);
      if (answer !== undefined) core.stack.put(core.stack.message(source, answer));
      return;
    }
    const message = decoded.value;
    if (!isForUs(message)) return;
    const json = toJson(message);
    const take = takerOf(json, arrived);
    if (take === undefined || !functions.verifyMessage(payload, message).ok) return;
    const key = carriesAuthenticator(message) ? message.authenticator!.key : noKey;
    take({ json, arrived, key });
  };
}
