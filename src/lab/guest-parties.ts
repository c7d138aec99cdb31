/** The guests of a run: who they are, and between which hosts each of them goes there and back. */
import { join } from 'node:path';
import { type LabKey, makeKey } from './keys.ts';
import { type LabScenario, ways } from './scenario.ts';
import { type GuestLink, guestLinks } from './topology.ts';

/** Names of the places of every scenario; `opposite` is there when a second guest begins at it. */
export const placeNames = {
  first: 'h1',
  beside: 'h2',
  other: 'h3',
  opposite: 'h4',
  client: 'p',
  witness: 'w',
} as const;

/** Where a guest goes, and how it is reached. */
export interface GuestTrack {
  readonly name: string;
  /** Names of the host where it begins, and of the one where it goes. */
  readonly home: string;
  readonly away: string;
  readonly link: GuestLink;
}

/** A guest of a run. */
export interface GuestParty extends GuestTrack {
  readonly key: LabKey;
}

/** Where the guests of a scenario go, the first one first. No host is for two of them: there is one tap on each. */
export function tracksOf({ way, bothEnds }: Pick<LabScenario, 'way' | 'bothEnds'>): readonly GuestTrack[] {
  const { first, opposite } = placeNames;
  const { to, secondTo } = ways[way];
  const [link, secondLink] = guestLinks;
  return [
    { name: 'guest', home: first, away: placeNames[to], link },
    ...(bothEnds
      ? [{ name: 'second guest', home: opposite, away: placeNames[secondTo], link: secondLink }]
      : []),
  ];
}

/** Makes the keys of the guests, in a folder. */
export function makeGuests(folder: string, scenario: LabScenario): readonly GuestParty[] {
  return tracksOf(scenario).map((track) => ({
    ...track,
    key: makeKey(join(folder, `${track.name.replace(' ', '-')}.pem`)),
  }));
}
