/** What the stamps of an interface count, and since when. */
import { binaryResolution, standardResolution } from './pcapng-layout.ts';

/** How stamps are to be read. */
export interface StampScale {
  /** The octet of the file: a stamp counts 10^-n seconds, or with the highest bit 2^-n. */
  readonly resolution: number;
  /** Seconds that are added to every stamp. */
  readonly offsetSeconds: bigint;
}

/** How they are to be read where an interface does not say. */
export const standardScale: StampScale = { resolution: standardResolution, offsetSeconds: 0n };

const nanosecondsInSecond = 1_000_000_000n;
const mostNanoseconds = (1n << 64n) - 1n;

/** A stamp in nanoseconds since 1970; a finer one is cut off, one out of range is put at its nearest end. */
export function nanosecondsOf(stamp: bigint, { resolution, offsetSeconds }: StampScale): bigint {
  const exponent = BigInt(resolution & ~binaryResolution);
  const unitsInSecond = (resolution & binaryResolution) === 0 ? 10n ** exponent : 1n << exponent;
  const at = (stamp * nanosecondsInSecond) / unitsInSecond + offsetSeconds * nanosecondsInSecond;
  return at < 0n ? 0n : at > mostNanoseconds ? mostNanoseconds : at;
}
