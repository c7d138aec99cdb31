/** Watches one end of conversations by its packets (P4, P5). */
import type { Clock } from '../../ports/clock.ts';
import { readEnd } from './announced-places.ts';
import { excessOf } from './amplification-watch.ts';
import { watchPlaces } from './place-watch.ts';
import { readSessionPacket } from './session-packets.ts';

/** The watch over one end. */
export interface EndWatch {
  /** A packet has come; to be called before the end gets it. */
  came(packet: Uint8Array): void;
  /** The end sends a packet. */
  went(packet: Uint8Array): void;
}

/**
 * Starts a watch.
 *
 * @param name of the end, for what is found.
 * @param self the id of its HID, in hexadecimal.
 * @param clocks `own` is that of the end, by which its tests of places end; `world` says when something was found.
 * @param found gets what must not be, as a sentence that begins with the invariant.
 */
export function watchEnd(
  name: string,
  self: string,
  clocks: { readonly own: Pick<Clock, 'now'>; readonly world: Pick<Clock, 'now'> },
  found: (violation: string) => void,
): EndWatch {
  const now = (): number => clocks.own.now();
  const end = readEnd(self);
  const places = watchPlaces();
  const exceeded = new Set<string>();
  const at = (): string => `at ${clocks.world.now().toFixed(1)} ms`;
  return {
    came(octets) {
      const packet = readSessionPacket(octets);
      if (packet !== undefined) end.came(packet, now());
    },
    went(octets) {
      const packet = readSessionPacket(octets);
      if (packet === undefined) return;
      end.went(packet, now());
      const { session, to, message } = packet;
      if (message === undefined) {
        const judgement = places.sends(session, to, end.of(session), now());
        if (judgement === 'fell-back') end.fellBack(session);
        else if (judgement === 'unfounded')
          found(`P4: ${name} sends session ${session} elsewhere although nobody announced it, ${at()}`);
      }
      const excess = excessOf(end.of(session));
      if (excess === undefined || exceeded.has(session)) return;
      exceeded.add(session);
      found(`P5: ${excess}, from ${name} in session ${session}, ${at()}`);
    },
  };
}
