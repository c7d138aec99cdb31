/**
 * The numbers of the NBD protocol that are used here, under the names of its specification
 * (https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md).
 */

/** Magic numbers. */
export const magic = {
  /** The ASCII text `NBDMAGIC`. */
  NBDMAGIC: 0x4e42_444d_4147_4943n,
  /** The ASCII text `IHAVEOPT`. */
  IHAVEOPT: 0x4948_4156_454f_5054n,
  /** Before each answer to an option. */
  OPTION_REPLY: 0x0003_e889_0455_65a9n,
  NBD_REQUEST_MAGIC: 0x2560_9513,
  NBD_SIMPLE_REPLY_MAGIC: 0x6744_6698,
} as const;

/** Flags of the greeting, and of the answer to it. */
export const handshakeFlag = {
  NBD_FLAG_FIXED_NEWSTYLE: 1,
  NBD_FLAG_NO_ZEROES: 2,
} as const;

/** What an export can do. */
export const transmissionFlag = {
  NBD_FLAG_HAS_FLAGS: 1,
  NBD_FLAG_READ_ONLY: 1 << 1,
  NBD_FLAG_SEND_FLUSH: 1 << 2,
  NBD_FLAG_SEND_FUA: 1 << 3,
  NBD_FLAG_SEND_TRIM: 1 << 5,
  NBD_FLAG_SEND_WRITE_ZEROES: 1 << 6,
} as const;

/** What a client asks before it uses an export. */
export const option = {
  NBD_OPT_EXPORT_NAME: 1,
  NBD_OPT_ABORT: 2,
  NBD_OPT_LIST: 3,
  NBD_OPT_INFO: 6,
  NBD_OPT_GO: 7,
} as const;

/** Answers to options; errors have the highest bit. */
export const optionReply = {
  NBD_REP_ACK: 1,
  NBD_REP_SERVER: 2,
  NBD_REP_INFO: 3,
  NBD_REP_ERR_UNSUP: 0x8000_0001,
  NBD_REP_ERR_INVALID: 0x8000_0003,
  NBD_REP_ERR_UNKNOWN: 0x8000_0006,
} as const;

/** What a server tells of an export. */
export const info = {
  NBD_INFO_EXPORT: 0,
  NBD_INFO_BLOCK_SIZE: 3,
} as const;

/** What a client asks of an export. */
export const command = {
  NBD_CMD_READ: 0,
  NBD_CMD_WRITE: 1,
  NBD_CMD_DISC: 2,
  NBD_CMD_FLUSH: 3,
  NBD_CMD_TRIM: 4,
  NBD_CMD_WRITE_ZEROES: 6,
} as const;

/** How a request ended. */
export const nbdError = {
  OK: 0,
  NBD_EPERM: 1,
  NBD_EIO: 5,
  NBD_ENOMEM: 12,
  NBD_EINVAL: 22,
  NBD_ENOSPC: 28,
  NBD_EOVERFLOW: 75,
  NBD_ENOTSUP: 95,
  NBD_ESHUTDOWN: 108,
} as const;

/** Sizes in octets. */
export const nbdSize = {
  greeting: 18,
  clientFlags: 4,
  optionHeader: 16,
  optionReplyHeader: 20,
  request: 28,
  simpleReply: 16,
  /** Of the answer to `NBD_OPT_EXPORT_NAME`, without the zeroes that may follow. */
  exportAnswer: 10,
  exportZeroes: 124,
  /** Of a name, at most. */
  name: 4096,
  /** Of the data of an option or of the answer to one, at most, here. */
  optionData: 65_536,
  preferredBlock: 65_536,
  /** Of the payload of one request, at most: what every client may expect. */
  payload: 33_554_432,
} as const;

/** Why a conversation in NBD cannot go on. */
export type NbdFault =
  /** Octets that should be a magic number are another number. */
  | 'bad-magic'
  /** Flags that nobody offered. */
  | 'bad-flags'
  /** Something is longer than anybody may expect us to take. */
  | 'too-long'
  /** An answer to something that nobody asked. */
  | 'unexpected-reply'
  /** The export is not known, or not for us. */
  | 'refused';

/** The name of an error number. */
export function nbdErrorName(number: number): string {
  return Object.entries(nbdError).find(([, value]) => value === number)?.[0] ?? `error ${number}`;
}
