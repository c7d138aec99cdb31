/**
 * The codec of messages: framing by hand, everything behind it generated from the registry (chapter 04).
 * Decoding any octets gives a message or one typed error; a message has one encoding.
 */
import { limits } from '../../spec/registry/limits.ts';
import { messages } from '../../spec/registry/messages.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { err, ok, type Result } from '../core/result.ts';
import { asDecodeError } from './decode-errors.ts';
import { isAuthenticated, readMessage } from './generated/decode-messages.ts';
import { writeMessage } from './generated/encode-messages.ts';
import { headerFields, headerOffsets, recordSizes } from './generated/layout.ts';
import type { Message } from './generated/messages.ts';
import { readAuthenticator, readHeader } from './generated/read-records.ts';
import { Defect, lacks, type Source } from './source.ts';

/** Messages are written one behind the other into slabs of this size; a buffer each would cost more than the encoding. */
const slabOctets = 65_536;
/** Octets of a message that goes into a slab at most: of a long one much of the slab would be left. */
const shortMessage = slabOctets / 8;
/** Octets before the value of a TLV, and before octets with length. */
const tlvOctets = 4;
const lengthOctets = 2;

let slab = new Uint8Array(slabOctets);
let used = 0;

/**
 * Reads a message. Its signature is not looked at.
 *
 * @returns the message, whose octets are views of the input, or the first thing that is wrong with it.
 * @see MSG-001 to MSG-021
 */
export function decodeMessage(octets: Uint8Array): Result<Message, DecodeError> {
  try {
    return ok(read({ octets, buffer: octets.buffer, base: octets.byteOffset }));
  } catch (thrown) {
    return err(asDecodeError(thrown));
  }
}

/**
 * Writes a message.
 *
 * @returns fresh octets, owned by the caller; their buffer may be shared with other messages.
 * @throws RangeError or TypeError for a value that the wire cannot hold, or a message that lacks its authenticator.
 */
export function encodeMessage(message: Message): Uint8Array {
  const room = roomFor(message);
  if (message.type === 'Piece' && room > shortMessage) return written(new Uint8Array(room), 0, message);
  if (slabOctets - used < room) {
    slab = new Uint8Array(slabOctets);
    used = 0;
  }
  const octets = written(slab, used, message);
  used += octets.length;
  return octets;
}

function written(target: Uint8Array, start: number, message: Message): Uint8Array {
  const end = writeMessage(target, start, message);
  const length = end - start;
  const most = message.type === 'Piece' ? limits.pieceMessageOctets : limits.messageOctets;
  if (length > most) throw new RangeError(`${message.type} has ${length} octets, allowed: at most ${most}`);
  target[start + headerOffsets.length] = length >>> 8;
  target[start + headerOffsets.length + 1] = length;
  return target.subarray(start, end);
}

/** Octets that have to be left in the slab; what is longer than its type may be is written for nothing. */
function roomFor(message: Message): number {
  if (message.type !== 'Piece') return limits.messageOctets;
  const { piece, extensions = [] } = message;
  const own = headerOffsets.size + tlvOctets + recordSizes.pieceRecord + lengthOctets + piece.data.length;
  return extensions.reduce((sum, { value }) => sum + tlvOctets + value.length, own);
}

function read(source: Source): Message {
  const type = checkFraming(source.octets);
  const length = source.octets.length;
  const header = readHeader(source, 0);
  let end = length;
  let authenticator;
  if (isAuthenticated(type) === true) {
    end -= recordSizes.authenticator;
    if (end < headerOffsets.size) throw new Defect('length-mismatch', headerOffsets.length, 'header.length');
    authenticator = readAuthenticator(source, end, length, 'authenticator');
  }
  const message = readMessage(source, type, header, headerOffsets.size, end, authenticator);
  if (message === undefined) throw new Defect('unknown-type', headerOffsets.type, 'header.type');
  return message;
}

/** Checks magic, version, type, length and reserved octets; gives the type octet. */
function checkFraming(octets: Uint8Array): number {
  const present = octets.length;
  if (present < headerOffsets.size) throw lacks(0, present, 'header', headerFields);
  const magic = (octets[0]! << 8) | octets[1]!;
  if (magic !== limits.magic) throw new Defect('bad-magic', headerOffsets.magic, 'header.magic');
  if (octets[headerOffsets.version] !== limits.controlVersion) {
    throw new Defect('unsupported-version', headerOffsets.version, 'header.version');
  }
  const type = octets[headerOffsets.type]!;
  if (isAuthenticated(type) === undefined)
    throw new Defect('unknown-type', headerOffsets.type, 'header.type');
  const length = (octets[headerOffsets.length]! << 8) | octets[headerOffsets.length + 1]!;
  const most = type === messages.Piece.code ? limits.pieceMessageOctets : limits.messageOctets;
  if (length > most) throw new Defect('too-long', headerOffsets.length, 'header.length');
  if (length < headerOffsets.size) throw new Defect('length-mismatch', headerOffsets.length, 'header.length');
  if (length > present) throw new Defect('truncated', present, 'header.length');
  if (length < present) throw new Defect('trailing-octets', length, 'header.length');
  if ((octets[headerOffsets.reserved]! | octets[headerOffsets.reserved + 1]!) !== 0) {
    throw new Defect('reserved-bits', headerOffsets.reserved, 'header.reserved');
  }
  return type;
}
