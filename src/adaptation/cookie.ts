/**
 * Cookies: before a correspondent under load checks a signature, the other one shows that it gets what is sent to the
 * address that it claims (chapter 14). Nothing is kept for it but one secret.
 */
import type { Clock } from '../ports/clock.ts';
import { equalSecrets, keyedHash } from '../protocol/keyed-hash.ts';

/** When a correspondent asks for a cookie. */
export type CookiePolicy = 'always' | 'never' | { readonly perSecond: number };

/** How long one cookie is made; it is taken for at most twice as long. Milliseconds. */
export const cookieSlotMs = 10_000;

const cookieOctets = 16;
const encoder = new TextEncoder();

/** What a cookie is for. */
export interface CookieClaim {
  /** The id of the HID of who asks, in hexadecimal. */
  readonly sender: string;
  /** The nodes of the place that it claims, in hexadecimal. */
  readonly nodes: string;
}

/** Makes cookies and knows its own. */
export interface CookieJar {
  /** A cookie for a claim, 16 octets. */
  bake(claim: CookieClaim): Uint8Array;
  /** Whether this one is from here, for this claim, and not too old. Takes the same time whatever is wrong. */
  isGood(cookie: Uint8Array, claim: CookieClaim): boolean;
}

/** Makes a jar. @param secret 32 octets that nobody else knows. */
export function cookieJar(secret: Uint8Array, clock: Pick<Clock, 'now'>): CookieJar {
  const slotNow = (): number => Math.floor(clock.now() / cookieSlotMs);
  const bakeAt = ({ sender, nodes }: CookieClaim, slot: number): Uint8Array =>
    keyedHash(secret, encoder.encode(`${slot} ${sender} ${nodes}`)).subarray(0, cookieOctets);
  return {
    bake: (claim) => bakeAt(claim, slotNow()),
    isGood(cookie, claim) {
      const slot = slotNow();
      const [fresh, older] = [
        equalSecrets(cookie, bakeAt(claim, slot)),
        equalSecrets(cookie, bakeAt(claim, slot - 1)),
      ];
      return fresh || older;
    },
  };
}

/** Counts what needs a signature checked. */
export interface LoadGauge {
  /** Takes note of one more; tells whether it has to bring a cookie. */
  isLoaded(): boolean;
}

/** Makes a gauge for a policy: with a number, that many in each second need no cookie. */
export function loadGauge(policy: CookiePolicy, clock: Pick<Clock, 'now'>): LoadGauge {
  let second = -1;
  let count = 0;
  return {
    isLoaded() {
      if (typeof policy === 'string') return policy === 'always';
      const current = Math.floor(clock.now() / 1000);
      if (current !== second) count = 0;
      second = current;
      count += 1;
      return count > policy.perSecond;
    },
  };
}
