/**
 * Watches that a peer sends the data of a session elsewhere only after an authentic announcement with a higher number, or
 * back to the last good place when the new one did not prove itself in time (P4).
 */
import { type AnnouncedPlaces, isUsedUp } from './announced-places.ts';
import type { PlaceKey } from './session-packets.ts';

/** The watch over where one end sends. */
export interface PlaceWatch {
  /**
   * The end sends data of a session to a place.
   *
   * @returns `fell-back` when it uses the last good place again; `unfounded` when nothing allows what it does.
   */
  sends(session: string, to: PlaceKey, known: AnnouncedPlaces | undefined, nowMs: number): PlaceJudgement;
}

/** What a packet shows of the place that its sender uses. */
export type PlaceJudgement = 'as-before' | 'announced' | 'fell-back' | 'unfounded';

/** Starts a watch. */
export function watchPlaces(): PlaceWatch {
  const used = new Map<string, PlaceKey>();
  return {
    sends(session, to, known, nowMs) {
      if (used.get(session) === to) {
        // The announcement may not have been taken, or its place has failed: both leave the place as it was.
        return 'as-before';
      }
      used.set(session, to);
      if (known === undefined) return 'unfounded';
      const { good, earlier, trial } = known;
      if (to === (trial ?? good)?.key) return 'announced';
      const isLastGood = to === good?.key || to === earlier;
      const hasFailed = trial === undefined ? to === earlier : isUsedUp(trial, nowMs);
      return isLastGood && hasFailed ? 'fell-back' : 'unfounded';
    },
  };
}
