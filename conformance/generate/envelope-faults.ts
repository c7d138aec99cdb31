/** Faults of the header and of the authenticator of a message: the parts that have a fixed place. */
import { limits } from '../../spec/registry/limits.ts';
import { messages, type MessageName } from '../../spec/registry/messages.ts';
import { headerOffsets } from '../../src/protocol/index.ts';
import { concatenated, putTogether, type Frame } from './frame.ts';
import type { Variant } from './variant.ts';

/** Faults of the header. */
export function headerVariants(octets: Uint8Array): readonly Variant[] {
  const at = headerOffsets;
  const set = (offset: number, ...values: readonly number[]): Uint8Array => {
    const copy = octets.slice();
    copy.set(values, offset);
    return copy;
  };
  const length = (value: number): Uint8Array => set(at.length, value >>> 8, value & 0xff);
  const most = octets[at.type] === messages.Piece.code ? limits.pieceMessageOctets : limits.messageOctets;
  const tooLong = concatenated(length(most + 1), new Uint8Array(most + 1)).slice(0, most + 1);
  const whole = octets.length;
  return [
    header('bad-magic', 'another magic', set(at.magic, 0x58, 0x4d), at.magic, 'magic'),
    header('unsupported-version', 'version 0', set(at.version, 0), at.version, 'version'),
    header('unsupported-version', 'version 255', set(at.version, 255), at.version, 'version', '-255'),
    header('unknown-type', 'type 0', set(at.type, 0), at.type, 'type', '-0'),
    header('unknown-type', 'type 255', set(at.type, 255), at.type, 'type'),
    header('length-mismatch', 'a length below that of the header', length(at.size - 1), at.length, 'length'),
    header('too-long', 'one octet more than a message may have', tooLong, at.length, 'length'),
    header(
      'reserved-bits',
      'a reserved octet that is not zero',
      set(at.reserved + 1, 1),
      at.reserved,
      'reserved',
    ),
    header('out-of-range', 'epoch 0', set(at.epoch, 0, 0, 0, 0, 0, 0, 0, 0), at.epoch, 'epoch'),
    header(
      'out-of-range',
      'epoch 2^53',
      set(at.epoch, 0, 0x20, 0, 0, 0, 0, 0, 0),
      at.epoch,
      'epoch',
      '-above',
    ),
    header('truncated', 'the last octet is missing', octets.slice(0, whole - 1), whole - 1, 'length'),
    header(
      'truncated',
      'the octets end in the header',
      octets.slice(0, at.epoch + 3),
      at.epoch + 3,
      'epoch',
      '-header',
    ),
    header(
      'trailing-octets',
      'an octet after the end',
      concatenated(octets, Uint8Array.of(0)),
      whole,
      'length',
    ),
  ];
}

function header(
  code: Variant['code'],
  says: string,
  octets: Uint8Array,
  offset: number,
  field: string,
  mark = '',
): Variant {
  return { id: `header-${field}-${code}${mark}`, says, octets, code, offset, path: `header.${field}` };
}

/** Faults of the authenticator; none for a message without. */
export function authenticatorVariants(
  name: MessageName,
  octets: Uint8Array,
  frame: Frame,
): readonly Variant[] {
  if (!messages[name].authenticated) return [];
  const start = octets.length - frame.authenticator.length;
  const change = (at: number, value: number): Uint8Array => {
    const copy = octets.slice();
    copy[start + at] = value;
    return copy;
  };
  const field = (code: Variant['code'], says: string, at: number, value: number, path: string): Variant => ({
    id: `authenticator-${path}-${code}`,
    says,
    octets: change(at, value),
    code,
    offset: start + at - (path === 'reserved' ? 1 : 0),
    path: `authenticator.${path}`,
  });
  const short = { ...frame, tlvs: [], authenticator: frame.authenticator.slice(1) };
  return [
    field('unknown-code', 'an unknown algorithm', 0, 0xff, 'algorithm'),
    field('unknown-code', 'an unknown hash', 1, 0xff, 'hash'),
    field('reserved-bits', 'a reserved octet that is not zero', 3, 1, 'reserved'),
    {
      id: 'authenticator-no-room',
      says: 'no room for an authenticator',
      octets: putTogether(short),
      code: 'length-mismatch',
      offset: headerOffsets.length,
      path: 'header.length',
    },
  ];
}
