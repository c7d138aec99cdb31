/** Implementations that are wrong about session packets. */
import type { Implementation } from '../../../src/agent/index.ts';
import { defineMutant } from '../mutant.ts';

type Decode = Implementation['decodeSessionPacket'];

const flagsAt = 20;
const rangesAt = 21;

/** Decodes something else than what came, when what came is refused. */
function instead(
  reference: Implementation,
  change: (octets: Uint8Array, code: string) => Uint8Array | undefined,
): Implementation {
  const decodeSessionPacket: Decode = (octets) => {
    const packet = reference.decodeSessionPacket(octets);
    const other = packet.ok ? undefined : change(octets.slice(), packet.error.code);
    return other === undefined ? packet : reference.decodeSessionPacket(other);
  };
  return { ...reference, decodeSessionPacket };
}

/** Masks flags. */
export const anyFlag = defineMutant({
  id: 'codec/session-with-any-flag',
  of: 'codec',
  breaks: ['SES-001'],
  says: 'Ignores reserved flags of a segment.',
  caughtBy: ['codec/session/reserved-flag', 'codec/session/highest-flag'],
  make: (reference) =>
    instead(reference, (octets, code) => {
      if (code !== 'reserved-bits') return undefined;
      octets[flagsAt]! &= 3;
      return octets;
    }),
});

/** Has no limit on ranges. */
export const someRanges = defineMutant({
  id: 'codec/session-with-four-ranges',
  of: 'codec',
  breaks: ['SES-001'],
  says: 'Reads the first three of more ranges, and takes the others for data.',
  caughtBy: ['codec/session/four-ranges'],
  make: (reference) =>
    instead(reference, (octets, code) => {
      if (code !== 'too-many') return undefined;
      octets[rangesAt] = 3;
      return octets;
    }),
});

/** Cuts off what it does not expect. */
export const longClose = defineMutant({
  id: 'codec/session-close-with-more',
  of: 'codec',
  breaks: ['SES-001'],
  says: 'Takes a close with octets behind it.',
  caughtBy: ['codec/session/long-close'],
  make: (reference) =>
    instead(reference, (octets, code) =>
      code === 'trailing-octets' ? octets.subarray(0, octets.length - 1) : undefined,
    ),
});

/** Never asks for anything. */
export const mute = defineMutant({
  id: 'codec/session-without-ask',
  of: 'codec',
  breaks: ['SES-001'],
  says: 'Writes segments without the flag that asks.',
  caughtBy: ['codec/session/segment-ask/written', 'codec/session/segment-everything/written'],
  make: (reference) => ({
    ...reference,
    encodeSessionPacket: (packet) =>
      reference.encodeSessionPacket(packet.kind === 'segment' ? { ...packet, ask: false } : packet),
  }),
});
