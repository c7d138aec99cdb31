/**
 * The server's side of NBD for one export that can only be written: greeting, options, requests.
 * It does no input or output of its own.
 */
import {
  command,
  handshakeFlag,
  info,
  nbdError,
  type NbdFault,
  nbdSize,
  option,
  optionReply,
  transmissionFlag,
} from './nbd-constants.ts';
import {
  decodeGo,
  decodeName,
  decodeOption,
  decodeRequest,
  decodeUint32,
  encodeExport,
  encodeGreeting,
  encodeInfoBlockSize,
  encodeInfoExport,
  encodeOptionReply,
  encodeReply,
  encodeServer,
  type NbdExport,
  type NbdRequestHeader,
} from './nbd-octets.ts';
import type { OctetProgram } from './octet-pump.ts';

/** What a client wants written. */
export type NbdOrder =
  | { readonly is: 'write'; readonly offset: number; readonly octets: Uint8Array }
  | { readonly is: 'zero'; readonly offset: number; readonly length: number }
  | { readonly is: 'flush' };

/** What the server's side needs done. */
export interface NbdServerActions {
  /** Sends octets to the client. */
  send(octets: Uint8Array): void;
  /** Does what a good request asks for, and calls `answer` once when that is done. */
  order(order: NbdOrder, answer: () => void): void;
}

/** An export that can be written. */
export interface NbdServed {
  readonly name: string;
  /** Octets. */
  readonly size: number;
}

/** How a conversation ended: as the client wished, or because of a fault. */
export type NbdServerEnd = 'finished' | NbdFault;

const exportFlags =
  transmissionFlag.NBD_FLAG_HAS_FLAGS |
  transmissionFlag.NBD_FLAG_SEND_FLUSH |
  transmissionFlag.NBD_FLAG_SEND_TRIM |
  transmissionFlag.NBD_FLAG_SEND_WRITE_ZEROES;

const none = new Uint8Array(0);

/** Talks with one client, from the greeting to its end. */
export function* nbdServer(served: NbdServed, actions: NbdServerActions): OctetProgram<NbdServerEnd> {
  actions.send(encodeGreeting());
  const clientFlags = decodeUint32(yield nbdSize.clientFlags);
  const known = handshakeFlag.NBD_FLAG_FIXED_NEWSTYLE | handshakeFlag.NBD_FLAG_NO_ZEROES;
  if ((clientFlags & ~known) !== 0) return 'bad-flags';
  const zeroes = (clientFlags & handshakeFlag.NBD_FLAG_NO_ZEROES) === 0;
  const end = yield* haggle(served, zeroes, actions);
  return end ?? (yield* transmit(served, actions));
}

/** Answers options until the client uses the export; gives the end when it never does. */
function* haggle(
  served: NbdServed,
  zeroes: boolean,
  { send }: NbdServerActions,
): OctetProgram<NbdServerEnd | undefined> {
  const offered: NbdExport = { size: BigInt(served.size), transmissionFlags: exportFlags };
  for (;;) {
    const header = decodeOption(yield nbdSize.optionHeader);
    if (header === undefined) return 'bad-magic';
    if (header.length > nbdSize.optionData) return 'too-long';
    const data = yield header.length;
    const reply = (type: number, octets: Uint8Array = none): void =>
      send(encodeOptionReply(header.option, type, octets));
    switch (header.option) {
      case option.NBD_OPT_EXPORT_NAME:
        if (decodeName(data) !== served.name) return 'refused';
        send(encodeExport(offered));
        if (zeroes) send(new Uint8Array(nbdSize.exportZeroes));
        return undefined;
      case option.NBD_OPT_ABORT:
        reply(optionReply.NBD_REP_ACK);
        return 'finished';
      case option.NBD_OPT_LIST:
        if (data.length > 0) {
          reply(optionReply.NBD_REP_ERR_INVALID);
          break;
        }
        reply(optionReply.NBD_REP_SERVER, encodeServer(served.name));
        reply(optionReply.NBD_REP_ACK);
        break;
      case option.NBD_OPT_INFO:
      case option.NBD_OPT_GO: {
        const wish = decodeGo(data);
        if (wish === undefined || wish.name !== served.name) {
          reply(wish === undefined ? optionReply.NBD_REP_ERR_INVALID : optionReply.NBD_REP_ERR_UNKNOWN);
          break;
        }
        reply(optionReply.NBD_REP_INFO, encodeInfoExport(offered));
        if (wish.requests.includes(info.NBD_INFO_BLOCK_SIZE)) {
          reply(optionReply.NBD_REP_INFO, encodeInfoBlockSize());
        }
        reply(optionReply.NBD_REP_ACK);
        if (header.option === option.NBD_OPT_GO) return undefined;
        break;
      }
      default:
        reply(optionReply.NBD_REP_ERR_UNSUP);
    }
  }
}

/** Takes requests until the client goes. */
function* transmit(served: NbdServed, actions: NbdServerActions): OctetProgram<NbdServerEnd> {
  for (;;) {
    const request = decodeRequest(yield nbdSize.request);
    if (request === undefined) return 'bad-magic';
    if (request.type === command.NBD_CMD_DISC) return 'finished';
    const isWrite = request.type === command.NBD_CMD_WRITE;
    if (isWrite && request.length > nbdSize.payload) return 'too-long';
    const octets = isWrite ? yield request.length : none;
    const judged = judge(request, octets, served.size);
    if (typeof judged === 'number') actions.send(encodeReply(request.handle, judged));
    else actions.order(judged, () => actions.send(encodeReply(request.handle, nbdError.OK)));
  }
}

/** What is to be done for a request, or the error it is answered with. */
function judge(request: NbdRequestHeader, octets: Uint8Array, size: number): NbdOrder | number {
  const { type, length } = request;
  const inside = request.offset + BigInt(length) <= BigInt(size);
  const offset = Number(request.offset);
  switch (type) {
    case command.NBD_CMD_WRITE:
      return inside ? { is: 'write', offset, octets } : nbdError.NBD_ENOSPC;
    case command.NBD_CMD_WRITE_ZEROES:
      return inside ? { is: 'zero', offset, length } : nbdError.NBD_ENOSPC;
    case command.NBD_CMD_TRIM:
      // What was trimmed may read as anything; zeroes are what the source most likely reads, and cost nothing.
      return inside ? { is: 'zero', offset, length } : nbdError.NBD_EINVAL;
    case command.NBD_CMD_FLUSH:
      return { is: 'flush' };
    default:
      // Also NBD_CMD_READ: what was written has gone on and is not kept.
      return nbdError.NBD_EINVAL;
  }
}
