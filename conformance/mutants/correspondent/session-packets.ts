/** Peers that take packets of sessions as they are not laid out (chapter 16). */
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import { defineMutant, type Mutant } from '../mutant.ts';

interface Wrong {
  readonly id: string;
  readonly says: string;
  readonly caughtBy: string;
}

const breaks: readonly [RequirementId] = ['SES-001'];
const [versionAt, flagsAt] = [2, 20];
const closeKind = 3;
const prefixOctets = 20;

/** A peer that reads a packet that it should drop as if it were another. */
function reading(
  { id, says, caughtBy }: Wrong,
  instead: (octets: Uint8Array, code: string) => Uint8Array | undefined,
): Mutant {
  return defineMutant({
    id: `correspondent/${id}`,
    of: 'correspondent',
    breaks,
    says,
    caughtBy: [`correspondent/${caughtBy}`],
    make: (reference) => ({
      ...reference,
      decodeSessionPacket(octets) {
        const packet = reference.decodeSessionPacket(octets);
        const other = packet.ok ? undefined : instead(octets.slice(), packet.error.code);
        return other === undefined ? packet : reference.decodeSessionPacket(other);
      },
    }),
  });
}

/** Masks flags. */
export const anyFlag = reading(
  {
    id: 'takes-segments-with-reserved-flags',
    says: 'Ignores flags of a segment that it does not know.',
    caughtBy: 'segments-badly-laid-out',
  },
  (octets, code) => {
    if (code !== 'reserved-bits') return undefined;
    octets[flagsAt]! &= 3;
    return octets;
  },
);

/** Reads the future. */
export const anyVersion = reading(
  {
    id: 'takes-session-packets-of-any-version',
    says: 'Does not look at the version of a packet of a session.',
    caughtBy: 'datagrams-badly-laid-out',
  },
  (octets) => {
    if (octets.length <= prefixOctets || octets[versionAt] === 1) return undefined;
    octets[versionAt] = 1;
    return octets;
  },
);

/** Cuts off what it does not expect. */
export const longClose = reading(
  {
    id: 'takes-close-with-more',
    says: 'Closes a session by a close with octets behind it.',
    caughtBy: 'close-badly-laid-out',
  },
  (octets) => (octets[versionAt + 1] === closeKind ? octets.subarray(0, prefixOctets) : undefined),
);
