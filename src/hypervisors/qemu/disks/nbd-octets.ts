/**
 * The messages of NBD as octets: what both sides write, and the parts of fixed size that both sides read.
 * All numbers are big-endian.
 */
import { handshakeFlag, info, magic, nbdSize, optionReply } from './nbd-constants.ts';

/** A request of the transmission phase, without its payload. */
export interface NbdRequestHeader {
  /** A row of `command`, or a number that is none. */
  readonly type: number;
  readonly flags: number;
  /** Chosen by the client, given back in the reply. */
  readonly handle: bigint;
  readonly offset: bigint;
  readonly length: number;
}

/** What a client learns of an export. */
export interface NbdExport {
  /** Octets. */
  readonly size: bigint;
  readonly transmissionFlags: number;
}

/** The first words of a server. */
export function encodeGreeting(): Uint8Array {
  const { octets, view } = blank(nbdSize.greeting);
  view.setBigUint64(0, magic.NBDMAGIC);
  view.setBigUint64(8, magic.IHAVEOPT);
  view.setUint16(16, handshakeFlag.NBD_FLAG_FIXED_NEWSTYLE | handshakeFlag.NBD_FLAG_NO_ZEROES);
  return octets;
}

/** The handshake flags in a greeting; undefined for octets that are none. */
export function decodeGreeting(octets: Uint8Array): number | undefined {
  const view = over(octets);
  const good = view.getBigUint64(0) === magic.NBDMAGIC && view.getBigUint64(8) === magic.IHAVEOPT;
  return good ? view.getUint16(16) : undefined;
}

/** A number of 32 bits, such as the flags of a client. */
export function encodeUint32(value: number): Uint8Array {
  const { octets, view } = blank(4);
  view.setUint32(0, value);
  return octets;
}

/** Reads a number of 32 bits. */
export function decodeUint32(octets: Uint8Array): number {
  return over(octets).getUint32(0);
}

/** An option of a client, with its data. */
export function encodeOption(option: number, data: Uint8Array): Uint8Array {
  const { octets, view } = blank(nbdSize.optionHeader + data.length);
  view.setBigUint64(0, magic.IHAVEOPT);
  view.setUint32(8, option);
  view.setUint32(12, data.length);
  octets.set(data, nbdSize.optionHeader);
  return octets;
}

/** Which option, and how long its data is; undefined for octets that are no option. */
export function decodeOption(octets: Uint8Array): { option: number; length: number } | undefined {
  const view = over(octets);
  if (view.getBigUint64(0) !== magic.IHAVEOPT) return undefined;
  return { option: view.getUint32(8), length: view.getUint32(12) };
}

/** The data of `NBD_OPT_GO` and `NBD_OPT_INFO` that ask for nothing in particular. */
export function encodeGo(name: string): Uint8Array {
  const text = new TextEncoder().encode(name);
  const { octets, view } = blank(4 + text.length + 2);
  view.setUint32(0, text.length);
  octets.set(text, 4);
  return octets;
}

/** Reads the data of `NBD_OPT_GO` and `NBD_OPT_INFO`; undefined when their lengths do not fit. */
export function decodeGo(octets: Uint8Array): { name: string; requests: number[] } | undefined {
  const view = over(octets);
  if (octets.length < 6) return undefined;
  const nameLength = view.getUint32(0);
  if (nameLength > octets.length - 6 || nameLength > nbdSize.name) return undefined;
  const count = view.getUint16(4 + nameLength);
  const start = 4 + nameLength + 2;
  if (start + 2 * count !== octets.length) return undefined;
  const name = decodeName(octets.subarray(4, 4 + nameLength));
  if (name === undefined) return undefined;
  return { name, requests: Array.from({ length: count }, (_, index) => view.getUint16(start + 2 * index)) };
}

/** A name in UTF-8; undefined for octets that are none. */
export function decodeName(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return undefined;
  }
}

/** An answer to an option, with its data. */
export function encodeOptionReply(
  option: number,
  type: number,
  data: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const { octets, view } = blank(nbdSize.optionReplyHeader + data.length);
  view.setBigUint64(0, magic.OPTION_REPLY);
  view.setUint32(8, option);
  view.setUint32(12, type);
  view.setUint32(16, data.length);
  octets.set(data, nbdSize.optionReplyHeader);
  return octets;
}

/** What an answer to an option begins with; undefined for octets that are none. */
export function decodeOptionReply(
  octets: Uint8Array,
): { option: number; type: number; length: number } | undefined {
  const view = over(octets);
  if (view.getBigUint64(0) !== magic.OPTION_REPLY) return undefined;
  return { option: view.getUint32(8), type: view.getUint32(12), length: view.getUint32(16) };
}

/** Whether an answer to an option is an error. */
export function isOptionError(type: number): boolean {
  return type >= optionReply.NBD_REP_ERR_UNSUP;
}

/** The data of `NBD_REP_SERVER`. */
export function encodeServer(name: string): Uint8Array {
  const text = new TextEncoder().encode(name);
  const { octets, view } = blank(4 + text.length);
  view.setUint32(0, text.length);
  octets.set(text, 4);
  return octets;
}

/** The data of `NBD_REP_INFO` with `NBD_INFO_EXPORT`. */
export function encodeInfoExport(of: NbdExport): Uint8Array {
  const { octets, view } = blank(2 + nbdSize.exportAnswer);
  view.setUint16(0, info.NBD_INFO_EXPORT);
  octets.set(encodeExport(of), 2);
  return octets;
}

/** The data of `NBD_REP_INFO` with `NBD_INFO_BLOCK_SIZE`: any place and length, payloads up to what we take. */
export function encodeInfoBlockSize(): Uint8Array {
  const { octets, view } = blank(14);
  view.setUint16(0, info.NBD_INFO_BLOCK_SIZE);
  view.setUint32(2, 1);
  view.setUint32(6, nbdSize.preferredBlock);
  view.setUint32(10, nbdSize.payload);
  return octets;
}

/** Reads the data of `NBD_REP_INFO`; undefined for any other information than `NBD_INFO_EXPORT`. */
export function decodeInfoExport(octets: Uint8Array): NbdExport | undefined {
  if (octets.length !== 2 + nbdSize.exportAnswer) return undefined;
  return over(octets).getUint16(0) === info.NBD_INFO_EXPORT ? decodeExport(octets.subarray(2)) : undefined;
}

/** The answer to `NBD_OPT_EXPORT_NAME`, without zeroes behind it. */
export function encodeExport(of: NbdExport): Uint8Array {
  const { octets, view } = blank(nbdSize.exportAnswer);
  view.setBigUint64(0, of.size);
  view.setUint16(8, of.transmissionFlags);
  return octets;
}

/** Reads the answer to `NBD_OPT_EXPORT_NAME`. */
export function decodeExport(octets: Uint8Array): NbdExport {
  const view = over(octets);
  return { size: view.getBigUint64(0), transmissionFlags: view.getUint16(8) };
}

/** A request, without its payload. */
export function encodeRequest(request: NbdRequestHeader): Uint8Array {
  const { octets, view } = blank(nbdSize.request);
  view.setUint32(0, magic.NBD_REQUEST_MAGIC);
  view.setUint16(4, request.flags);
  view.setUint16(6, request.type);
  view.setBigUint64(8, request.handle);
  view.setBigUint64(16, request.offset);
  view.setUint32(24, request.length);
  return octets;
}

/** Reads a request; undefined for octets that are none. */
export function decodeRequest(octets: Uint8Array): NbdRequestHeader | undefined {
  const view = over(octets);
  if (view.getUint32(0) !== magic.NBD_REQUEST_MAGIC) return undefined;
  return {
    flags: view.getUint16(4),
    type: view.getUint16(6),
    handle: view.getBigUint64(8),
    offset: view.getBigUint64(16),
    length: view.getUint32(24),
  };
}

/** A reply, without octets that were read. */
export function encodeReply(handle: bigint, error: number): Uint8Array {
  const { octets, view } = blank(nbdSize.simpleReply);
  view.setUint32(0, magic.NBD_SIMPLE_REPLY_MAGIC);
  view.setUint32(4, error);
  view.setBigUint64(8, handle);
  return octets;
}

/** Reads a reply; undefined for octets that are none. */
export function decodeReply(octets: Uint8Array): { error: number; handle: bigint } | undefined {
  const view = over(octets);
  if (view.getUint32(0) !== magic.NBD_SIMPLE_REPLY_MAGIC) return undefined;
  return { error: view.getUint32(4), handle: view.getBigUint64(8) };
}

function blank(length: number): { octets: Uint8Array; view: DataView } {
  const octets = new Uint8Array(length);
  return { octets, view: over(octets) };
}

function over(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}
