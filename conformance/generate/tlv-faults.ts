/** Faults of the TLVs of a message: their sequence, and each as a whole. */
import { greaseCodes, limits } from '../../spec/registry/limits.ts';
import { messages, tlvs, type MessageName, type TlvName } from '../../spec/registry/messages.ts';
import { headerOffsets } from '../../src/protocol/index.ts';
import { recordEnd } from './field-faults.ts';
import { concatenated, putTogether, tlvStart, type Frame, type TlvOctets } from './frame.ts';
import type { Variant } from './variant.ts';

/** Faults of the sequence of TLVs. */
export function sequenceVariants(name: MessageName, frame: Frame): readonly Variant[] {
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

/** Faults of one TLV as a whole; none for an extension. */
export function tlvVariants(name: MessageName, frame: Frame, index: number): readonly Variant[] {
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

function tlvNamed(tag: number): TlvName | undefined {
  return (Object.keys(tlvs) as TlvName[]).find(
    (name) => tlvs[name].code === (tag & (limits.criticalBit - 1)),
  );
}
