/** Reads the options at the end of a block of the form pcapng. */
import { err, ok, type Result } from '../core/result.ts';
import type { CaptureFault } from './capture.ts';
import { optionHead, options, paddingAfter } from './pcapng-layout.ts';

/** An option; its value is a view of the file. */
export interface BlockOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** Reads the options between two offsets, up to the one that ends them. @param little the order of octets */
export function readOptions(
  octets: Uint8Array,
  from: number,
  end: number,
  little: boolean,
): Result<readonly BlockOption[], CaptureFault> {
  const view = viewOf(octets);
  const found: BlockOption[] = [];
  for (let at = from; at < end;) {
    if (at + optionHead > end) return err({ code: 'truncated', offset: end, path: 'option' });
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === options.end) break;
    const value = at + optionHead;
    if (value + length + paddingAfter(length) > end)
      return err({ code: 'length-mismatch', offset: at + 2, path: 'option.length' });
    found.push({ code, value: octets.subarray(value, value + length) });
    at = value + length + paddingAfter(length);
  }
  return ok(found);
}

/** The numbers in octets. */
export function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.length);
}

/** The value of the first option of a code. */
export function valueOf(found: readonly BlockOption[], code: number): Uint8Array | undefined {
  return found.find((one) => one.code === code)?.value;
}

/** The text of the first option of a code; empty when there is none. */
export function textIn(found: readonly BlockOption[], code: number): string {
  return new TextDecoder().decode(valueOf(found, code));
}

/** All remarks. */
export function commentsIn(found: readonly BlockOption[]): readonly string[] {
  return found
    .filter(({ code }) => code === options.comment)
    .map(({ value }) => new TextDecoder().decode(value));
}
