/**
 * The catalogue of malformed messages: from a valid message, every way in which the registry tables say that its
 * octets can be wrong, each with the code, offset and path with which a decoder refuses it.
 */
import { messageRequirements } from '../../spec/registry/decode-requirements.ts';
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import type { MessageName } from '../../spec/registry/messages.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { encodeMessage, outlineMessage, type OutlineEntry } from '../../src/protocol/index.ts';
import { authenticatorVariants, headerVariants } from './envelope-faults.ts';
import { fieldFaults } from './field-faults.ts';
import { putTogether, takeApart, tlvStart, type Frame } from './frame.ts';
import { sampleMessage } from './samples.ts';
import { sequenceVariants, tlvVariants } from './tlv-faults.ts';
import type { Variant } from './variant.ts';

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
