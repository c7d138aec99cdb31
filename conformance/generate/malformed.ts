/**
 * The catalogue of malformed messages: from a valid message, every way in which the registry tables say that its
 * octets can be wrong, each with the code, offset and path with which a decoder refuses it.
 */
import { messageRequirements } from '../../spec/registry/decode-requirements.ts';
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import { greaseCodes, limits } from '../../spec/registry/limits.ts';
import { messages, tlvs, type MessageName, type TlvName } from '../../spec/registry/messages.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { encodeMessage, headerOffsets, outlineMessage, type OutlineEntry } from '../../src/protocol/index.ts';
import { fieldFaults, recordEnd } from './field-faults.ts';
import { concatenated, putTogether, takeApart, type Frame, type TlvOctets } from './frame.ts';
import { sampleMessage } from './samples.ts';

/** A malformed message. */
export interface Malformed {
  /** Stable and speaking, such as `offer/missing-ticket`. */
  readonly id: string;
  /** What is wrong, for people. */
  readonly says: string;
  readonly octets: Uint8Array;
  readonly code: DecodeErrorCode;
  readonly offset: number;
  readonly path: string;
  readonly requirement: RequirementId;
}

/** What a variant says of itself; id, path and requirement are completed. */
interface Variant {
  readonly id: string;
  readonly says: string;
  readonly octets: Uint8Array;
  readonly code: keyof typeof messageRequirements;
  readonly offset: number;
  /** The path; one that begins with a dot or is empty stands behind the name of the message. */
  readonly path: string;
  readonly requirement?: RequirementId;
}

/**
 * Every malformed variant of a message.
 *
 * @param base valid octets of that message; without them the sample with all optional TLVs.
 */
export function malformed(name: MessageName, base?: Uint8Array): readonly Malformed[] {
  const octets = base ?? encodeMessage(sampleMessage(name, 'most'));
  const frame = takeApart(name, octets);
  const prefix = name.charAt(0).toLowerCase() + name.slice(1);
  const variants = [
    ...headerVariants(octets),
    ...authenticatorVariants(name, octets, frame),
    ...sequenceVariants(name, frame),
    ...frame.tlvs.flatMap((_, i) => tlvVariants(name, frame, i)),
    ...frame.tlvs.flatMap((_, i) => fieldVariants(frame, i, outlineMessage(octets))),
  ];
  return variants.map(({ id, path, requirement, ...variant }) => ({
    ...variant,
    id: `${prefix}/${id}`,
    path: path === '' || path.startsWith('.') ? prefix + path : path,
    requirement: requirement ?? messageRequirements[variant.code],
  }));
}

function headerVariants(octets: Uint8Array): readonly Variant[] {
  const at = headerOffsets;
  const set = (offset: number, ...values: readonly number[]): Uint8Array => {
    const copy = octets.slice();
    copy.set(values, offset);
    return copy;
  };
  const length = (value: number): Uint8Array => set(at.length, value >>> 8, value & 0xff);
  const tooLong = concatenated(
    length(limits.messageOctets + 1),
    new Uint8Array(limits.messageOctets + 1),
  ).slice(0, limits.messageOctets + 1);
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

function authenticatorVariants(name: MessageName, octets: Uint8Array, frame: Frame): readonly Variant[] {
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

/** Faults of the sequence of TLVs. */
function sequenceVariants(name: MessageName, frame: Frame): readonly Variant[] {
  const end = headerOffsets.size + frame.tlvs.reduce((sum, { value }) => sum + 4 + value.length, 0);
  const variants: Variant[] = [
    {
      id: 'tlv-header-cut',
      says: 'the TLVs end within the code and length of one',
      octets: putTogether(frame, Uint8Array.of(0x7a, 0x7a, 0)),
      code: 'truncated',
      offset: end + 3,
      path: '',
    },
    {
      id: 'tlv-beyond-end',
      says: 'a TLV goes on after the TLVs end',
      octets: putTogether(frame, Uint8Array.of(0x7a, 0x7a, 0, 2, 0)),
      code: 'truncated',
      offset: end + 5,
      path: '',
    },
    {
      id: 'tlv-code-zero',
      says: 'a TLV of code 0',
      octets: putTogether({ ...frame, tlvs: [{ tag: 0, value: new Uint8Array() }, ...frame.tlvs] }),
      code: 'not-ascending',
      offset: headerOffsets.size,
      path: '',
    },
    {
      id: 'unknown-critical',
      says: 'a critical TLV that nobody knows',
      octets: putTogether({
        ...frame,
        tlvs: [...frame.tlvs, { tag: limits.criticalBit | greaseCodes[0], value: new Uint8Array() }],
      }),
      code: 'unknown-critical',
      offset: end,
      path: '',
    },
    {
      id: 'extension-twice',
      says: 'an unknown TLV twice',
      octets: putTogether({ ...frame, tlvs: [...frame.tlvs, grease(0), grease(0)] }),
      code: 'not-ascending',
      offset: end + 4,
      path: '',
    },
    {
      id: 'extension-out-of-order',
      says: 'unknown TLVs out of order',
      octets: putTogether({ ...frame, tlvs: [...frame.tlvs, grease(1), grease(0)] }),
      code: 'not-ascending',
      offset: end + 4,
      path: '',
    },
  ];
  const stranger = strangerTo(name);
  const before = frame.tlvs.filter(({ tag }) => (tag & 0x7fff) < tlvs[stranger].code);
  variants.push({
    id: `unexpected-${stranger}`,
    says: `the TLV ${stranger}, which has no place here`,
    octets: putTogether({
      ...frame,
      tlvs: [...before, valueless(stranger), ...frame.tlvs.slice(before.length)],
    }),
    code: 'unexpected-field',
    offset: headerOffsets.size + before.reduce((sum, { value }) => sum + 4 + value.length, 0),
    path: `.${stranger}`,
  });
  return variants;
}

function grease(index: number): TlvOctets {
  return { tag: greaseCodes[index]!, value: new Uint8Array() };
}

function valueless(name: TlvName): TlvOctets {
  return { tag: tlvs[name].code | (tlvs[name].critical ? limits.criticalBit : 0), value: new Uint8Array() };
}

/** A TLV that a message has no place for. */
function strangerTo(name: MessageName): TlvName {
  const listed: readonly string[] = [...messages[name].required, ...messages[name].optional];
  return (Object.keys(tlvs) as TlvName[]).find((tlv) => !listed.includes(tlv))!;
}

/** Faults of one TLV as a whole. */
function tlvVariants(name: MessageName, frame: Frame, index: number): readonly Variant[] {
  const { tag, value } = frame.tlvs[index]!;
  const tlv = tlvNamed(tag);
  if (tlv === undefined) return [];
  const start = tlvStart(frame, index);
  const rest = frame.tlvs.slice(index + 1);
  const replaced = (...instead: readonly TlvOctets[]): Uint8Array =>
    putTogether({ ...frame, tlvs: [...frame.tlvs.slice(0, index), ...instead, ...rest] });
  const end = start + 4 + value.length;
  const variants: Variant[] = [
    {
      id: `${tlv}-twice`,
      says: `the TLV ${tlv} twice`,
      octets: replaced({ tag, value }, { tag, value }),
      code: 'not-ascending',
      offset: end,
      path: '',
    },
    {
      id: `${tlv}-wrong-critical-bit`,
      says: `the TLV ${tlv} with its critical bit changed`,
      octets: replaced({ tag: tag ^ limits.criticalBit, value }),
      code: 'wrong-critical-bit',
      offset: start,
      path: `.${tlv}`,
    },
    {
      id: `${tlv}-goes-on`,
      says: `an octet after the record of the TLV ${tlv}`,
      octets: replaced({ tag, value: concatenated(value, Uint8Array.of(0)) }),
      code: 'length-mismatch',
      offset: end,
      path: `.${tlv}`,
    },
    {
      id: `${tlv}-cut`,
      says: `the last octet of the TLV ${tlv} is missing`,
      octets: replaced({ tag, value: value.slice(0, -1) }),
      code: 'truncated',
      offset: end - 1,
      path: `.${recordEnd(tlv, value)}`,
    },
  ];
  const required: readonly string[] = messages[name].required;
  if (required.includes(tlv)) {
    const without = putTogether({ ...frame, tlvs: [...frame.tlvs.slice(0, index), ...rest] });
    variants.push({
      id: `missing-${tlv}`,
      says: `the TLV ${tlv} is missing`,
      octets: without,
      code: 'missing-field',
      offset: without.length - frame.authenticator.length,
      path: `.${tlv}`,
    });
  }
  const next = frame.tlvs[index + 1];
  if (next !== undefined) {
    variants.push({
      id: `${tlv}-late`,
      says: `the TLV ${tlv} after one of a higher code`,
      octets: putTogether({
        ...frame,
        tlvs: [...frame.tlvs.slice(0, index), next, { tag, value }, ...rest.slice(1)],
      }),
      code: 'not-ascending',
      offset: start + 4 + next.value.length,
      path: '',
    });
  }
  return variants;
}

/** Faults of the fields of one TLV. */
function fieldVariants(frame: Frame, index: number, outline: readonly OutlineEntry[]): readonly Variant[] {
  const { tag, value } = frame.tlvs[index]!;
  const start = tlvStart(frame, index) + 4;
  const end = start + value.length;
  const entries = outline.filter(
    ({ offset, field }) => field !== undefined && offset >= start && offset < end,
  );
  return entries.flatMap((entry) =>
    fieldFaults(entry, value, start).map(({ id, says, code, value: changed, offset }) => {
      const instead = { tag, value: changed };
      const all = [...frame.tlvs.slice(0, index), instead, ...frame.tlvs.slice(index + 1)];
      return {
        id: `${entry.path}-${id}`.replaceAll(/[[\].]+/g, '-'),
        says: `${entry.path}: ${says}`,
        octets: putTogether({ ...frame, tlvs: all }),
        code,
        offset,
        path: `.${entry.path}`,
      };
    }),
  );
}

function tlvStart(frame: Frame, index: number): number {
  return (
    headerOffsets.size + frame.tlvs.slice(0, index).reduce((sum, { value }) => sum + 4 + value.length, 0)
  );
}

function tlvNamed(tag: number): TlvName | undefined {
  return (Object.keys(tlvs) as TlvName[]).find(
    (name) => tlvs[name].code === (tag & (limits.criticalBit - 1)),
  );
}
