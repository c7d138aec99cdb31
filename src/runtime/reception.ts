/**
 * Reception: octets become messages, are judged, and go to whom they are for. What is not authentic, not for this
 * host, or has no place, is dropped (chapters 04 and 08).
 */
import { type MessageName, messages as messageTable } from '../../spec/registry/messages.ts';
import { equalOctets } from '../core/compare.ts';
import { toHex } from '../core/hex.ts';
import { type Message, type MessageJson, type MessageOf, toJson } from '../protocol/index.ts';
import type { Dag } from '../xia/index.ts';
import { errorAnswer } from './error-answer.ts';
import type { Host } from './host.ts';
import type { OpenRequest } from './mailer.ts';
import type { Incoming, Role } from './role.ts';
import type { RoleKeeper } from './role-keeper.ts';

/** Messages that a host answers without having heard of their migration before. */
const opening: ReadonlySet<MessageName> = new Set<MessageName>([
  'Offer',
  'Order',
  'Cancel',
  'StatusQuery',
  'WitnessRead',
  'WitnessSwap',
  'Error',
]);

/** Makes the function that takes payloads; `send` carries the answers that no party gives. */
export function reception(
  host: Host,
  keeper: RoleKeeper,
  send: (to: Dag, payload: Uint8Array) => void,
): (payload: Uint8Array, from: Dag) => void {
  const { functions, identity, mailer, log } = host;

  /** Signatures are the dearest thing here, so strangers get one checked only for what may begin something. */
  const hasPlace = ({ message, request }: Incoming): boolean => {
    if (opening.has(message.type)) return true;
    if (host.attachments?.isExpected(message.type, request.header) === true) return true;
    if (keeper.rolesOf(request.header).length === 0) return false;
    if (messageTable[message.type].answers.length === 0) return true;
    const { migration, sender, exchange } = request.header;
    return mailer.isExpected(migration, sender, message.type, exchange);
  };
  /** Pieces come one behind the other, so the role of the last one is tried first; none has a signature to check. */
  let taker: { readonly header: Message['header']; readonly role: Role } | undefined;
  const takePiece = (piece: MessageOf<'Piece'>): void => {
    const { header } = piece;
    if (taker === undefined || !isSameTransfer(taker.header, header)) {
      const { machine, migration, sender } = headerJson(piece);
      const role = keeper
        .rolesOf({ machine, migration })
        .find((one) => one.takePiece !== undefined && one.peer === sender);
      if (role === undefined) return;
      const copy = (octets: Uint8Array): Uint8Array => octets.slice();
      taker = {
        header: {
          ...header,
          machine: copy(header.machine),
          migration: copy(header.migration),
          sender: copy(header.sender),
        },
        role,
      };
    }
    taker.role.takePiece?.(piece);
  };
  const dispatch = (incoming: Incoming): void => {
    const { header, type } = incoming.request;
    if (host.attachments?.isExpected(type, header) === true) return host.attachments.receive(incoming);
    switch (type) {
      case 'WitnessRead':
      case 'WitnessSwap':
        return keeper.register(header.machine, incoming);
      case 'Order':
        return keeper.order(incoming);
      case 'Offer':
        taker = undefined;
        return keeper.offer(incoming);
      default: {
        const roles = keeper.rolesOf(header);
        if (roles.length === 0) return answerUnknown(incoming.request);
        const isQuestion = type === 'StatusQuery' || type === 'Cancel';
        for (const role of roles) {
          if (isQuestion || role.subject.epoch === header.epoch) role.receive(incoming);
        }
      }
    }
  };
  /** Not to know a migration is an answer, too, and never one that means no. */
  const answerUnknown = (request: OpenRequest): void => {
    if (request.type === 'StatusQuery' && (keeper.has('source-host') || keeper.has('destination-host'))) {
      const epoch = host.epochOf(request.header.machine);
      const status = { outcome: 'unknown', phase: 'none', runsHere: 'unknown', epoch } as const;
      mailer.answer(request, { type: 'StatusAnswer', status });
    }
    if (request.type === 'Cancel' && keeper.has('source-host')) {
      mailer.answer(request, { type: 'CancelAnswer', cancelResult: { outcome: 'unknown' } });
    }
  };
  return (octets, from) => {
    const decoded = functions.decodeMessage(octets);
    if (!decoded.ok) {
      const answer = errorAnswer(octets, decoded.error, identity, functions);
      if (answer !== undefined) send(from, answer);
      return;
    }
    const message = decoded.value;
    if (!equalOctets(message.header.receiver, identity.hid)) return;
    if (message.type === 'Piece') return takePiece(message);
    const incoming = incomingOf(message, octets, from);
    if (!hasPlace(incoming) || !functions.verifyMessage(octets, message).ok) return;
    if (message.type === 'Error') {
      const { code, offset } = message.fault;
      log('info', `${incoming.request.header.sender} could not use a message: ${code} at octet ${offset}`);
    } else dispatch(incoming);
  };
}

function isSameTransfer(one: Message['header'], other: Message['header']): boolean {
  return (
    equalOctets(one.migration, other.migration) &&
    equalOctets(one.machine, other.machine) &&
    equalOctets(one.sender, other.sender)
  );
}

function incomingOf(message: Message, octets: Uint8Array, from: Dag): Incoming {
  let json: MessageJson | undefined;
  return {
    message,
    octets,
    json: () => (json ??= toJson(message)),
    request: { type: message.type, header: headerJson(message), from },
  };
}

function headerJson({ header }: Message): OpenRequest['header'] {
  const { epoch, exchange } = header;
  return {
    machine: toHex(header.machine),
    migration: toHex(header.migration),
    epoch,
    exchange,
    sender: toHex(header.sender),
    receiver: toHex(header.receiver),
  };
}
