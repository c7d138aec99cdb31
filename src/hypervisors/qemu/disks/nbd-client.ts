/**
 * The client's side of NBD: greeting, choice of the export, replies. It does no input or output of its own.
 */
import {
  handshakeFlag,
  type NbdFault,
  nbdSize,
  option,
  optionReply,
  transmissionFlag,
} from './nbd-constants.ts';
import {
  decodeExport,
  decodeGreeting,
  decodeInfoExport,
  decodeOptionReply,
  decodeReply,
  encodeGo,
  encodeOption,
  encodeUint32,
  isOptionError,
  type NbdExport,
} from './nbd-octets.ts';
import type { OctetProgram } from './octet-pump.ts';

/** What the client's side needs done. */
export interface NbdClientActions {
  /** Sends octets to the server. */
  send(octets: Uint8Array): void;
  /** The export can be used from now on. */
  opened(of: NbdExport): void;
  /** A request ended; says whether there was one with that handle. */
  reply(handle: bigint, error: number): boolean;
}

/** Talks with a server about one export. It never ends but by a fault. */
export function* nbdClient(name: string, actions: NbdClientActions): OctetProgram<NbdFault> {
  const offeredFlags = decodeGreeting(yield nbdSize.greeting);
  if (offeredFlags === undefined) return 'bad-magic';
  const flags = offeredFlags & (handshakeFlag.NBD_FLAG_FIXED_NEWSTYLE | handshakeFlag.NBD_FLAG_NO_ZEROES);
  actions.send(encodeUint32(flags));
  const fixed = (flags & handshakeFlag.NBD_FLAG_FIXED_NEWSTYLE) !== 0;
  let chosen = fixed ? yield* go(name, actions) : 'unsupported';
  if (chosen === 'unsupported') {
    actions.send(encodeOption(option.NBD_OPT_EXPORT_NAME, new TextEncoder().encode(name)));
    const zeroes = (flags & handshakeFlag.NBD_FLAG_NO_ZEROES) === 0 ? nbdSize.exportZeroes : 0;
    chosen = decodeExport((yield nbdSize.exportAnswer + zeroes).subarray(0, nbdSize.exportAnswer));
  }
  if (typeof chosen === 'string') return chosen;
  if ((chosen.transmissionFlags & transmissionFlag.NBD_FLAG_READ_ONLY) !== 0) return 'refused';
  actions.opened(chosen);
  for (;;) {
    const reply = decodeReply(yield nbdSize.simpleReply);
    if (reply === undefined) return 'bad-magic';
    if (!actions.reply(reply.handle, reply.error)) return 'unexpected-reply';
  }
}

/** Chooses the export in the way that can be refused properly. */
function* go(name: string, { send }: NbdClientActions): OctetProgram<NbdExport | NbdFault | 'unsupported'> {
  send(encodeOption(option.NBD_OPT_GO, encodeGo(name)));
  let found: NbdExport | undefined;
  for (;;) {
    const header = decodeOptionReply(yield nbdSize.optionReplyHeader);
    if (header === undefined) return 'bad-magic';
    if (header.option !== option.NBD_OPT_GO) return 'unexpected-reply';
    if (header.length > nbdSize.optionData) return 'too-long';
    const data = yield header.length;
    if (header.type === optionReply.NBD_REP_ERR_UNSUP) return 'unsupported';
    if (isOptionError(header.type)) return 'refused';
    if (header.type === optionReply.NBD_REP_ACK) return found ?? 'unexpected-reply';
    if (header.type === optionReply.NBD_REP_INFO) found = decodeInfoExport(data) ?? found;
  }
}
