/**
 * What the specification leaves to a party: where it may say something else than the machine of its suite, and where it
 * is then. Each entry names the text that leaves it free.
 */
import { codeTables } from '../../spec/registry/codes.ts';
import type { SuiteFile } from '../suites/suite-file.ts';
import type { Freedom } from './freedom.ts';
import { beyond, outputOf, partsOf, type Place } from './place.ts';

/** A stimulus that was answered otherwise. */
export interface Turn {
  readonly file: SuiteFile;
  /** States by number: that in which it was given, and that to which it leads in the suite. */
  readonly from: number;
  readonly next: number;
  /** The parts that the suite has. */
  readonly inSuite: readonly string[];
  /** The same after what the party has chosen before. */
  readonly expected: readonly string[];
  readonly said: readonly string[];
}

/** A choice of what to say. */
export interface Choice extends Freedom {
  /** Where a party is that said this by its choice; undefined when that does not make it right. */
  leadsTo(turn: Turn): Pick<Place, 'state' | 'chosen'> | undefined;
}

const refusalByChoice = /^Refused \((policy|no-resources)\) to /;
const refusal = /^Refused \((\S+)\) to source$/;
const progressOfPart = /^Progress \(round \d+ begun\) to source$/;
const moreRounds = /^hypervisor copyRound$|^Manifest \(round (\d+)\) to destination$/;
const [itsFreeze, itsEnd] = ['hypervisor freeze', 'Abort (no-convergence) to destination'];

/** The round that is the last one in suites of source hosts. */
const lastRoundInSuite = 2;

/** What a party may choose to say. */
export const choices: readonly Choice[] = [
  {
    says: 'a destination host says when it wants to how much of a round has come, as long as some is missing',
    by: ['AMB-007', 'spec/04-messages.md#progress'],
    parties: ['destination-host'],
    leadsTo: ({ next, expected, said }) =>
      // Whose reservation has ended says so, and nothing of rounds.
      expected.every((part) => !part.startsWith('Aborted')) && areSame(whole(expected), whole(said))
        ? { state: next, chosen: [] }
        : undefined,
  },
  {
    says: 'a destination host chooses the reason with which it ends after a status answer with the outcome aborted',
    by: ['AMB-006'],
    parties: ['destination-host'],
    leadsTo({ next, expected, said }) {
      const others = Object.keys(codeTables.reason).map((reason) => ['timeout', reason] as const);
      for (const [inSuite, instead] of [...others, ['timeout; ', ''] as const]) {
        const ending = expected.map((part) => part.replace(`(${inSuite}`, `(${instead}`));
        if (areSame(ending, said))
          return { state: next, chosen: [{ inSuite: `(${inSuite}`, said: `(${instead}` }] };
      }
      return undefined;
    },
  },
  {
    says: 'a destination host refuses any offer with the reason policy or no-resources',
    by: ['DST-004'],
    parties: ['destination-host'],
    leadsTo(turn) {
      const { file, from, next, inSuite, said } = turn;
      const isRefused = file.states[next]!.name === 'refused';
      // Who has refused one offer for a reason of its own may refuse the next one for the reason of the suite.
      if (isRefused && areSame(inSuite, said)) return { state: next, chosen: [] };
      const isOffer = isRefused || (next !== from && inSuite.some((part) => part.startsWith('OfferAccept')));
      const reason = said.flatMap((part) => refusalByChoice.exec(part)?.[1] ?? [])[0];
      if (!isOffer || reason === undefined || said.some((part) => !/^(Refused|Aborted) /.test(part)))
        return undefined;
      return refusedLikeAnother(turn, reason);
    },
  },
  {
    says: 'an access router refuses to prepare with the reason policy or no-resources',
    by: ['spec/12-access-router.md#joining'],
    parties: ['access-router'],
    leadsTo({ from, inSuite, said }) {
      const isPrepared = inSuite.some((part) => part.startsWith('Joined (prepared'));
      return isPrepared && said.length === 1 && refusalByChoice.test(said[0]!)
        ? { state: from, chosen: [] }
        : undefined;
    },
  },
  {
    says: 'a source host decides after each round whether another one follows, the freeze, or the end',
    by: ['spec/05-source-host.md#pre-copy'],
    parties: ['source-host'],
    leadsTo({ next, inSuite, said }) {
      if (!areSame(inSuite, [itsFreeze])) return undefined;
      const more = said.filter((part) => moreRounds.test(part));
      const rounds = more
        .flatMap((part) => moreRounds.exec(part)![1] ?? [])
        .map(Number)
        .sort((one, other) => one - other);
      if (rounds.some((round, at) => round !== lastRoundInSuite + at)) return undefined;
      const rest = said.filter((part) => !more.includes(part));
      if (areSame(rest, [itsEnd]) || (rest.length === 0 && more.length > 0))
        return { state: beyond, chosen: [] };
      if (!areSame(rest, [itsFreeze])) return undefined;
      const last = `round ${lastRoundInSuite + rounds.length}`;
      return { state: next, chosen: [{ inSuite: `round ${lastRoundInSuite}`, said: last }] };
    },
  },
];

/** What comes while a record is being written may be taken when it is there. */
export const puttingOff: Freedom = {
  says: 'what comes while a record is being written is taken later, or dropped',
  by: ['spec/07-witness.md', 'spec/15-rendezvous.md#registration'],
  parties: ['witness', 'rendezvous'],
};

/** Nobody knows what is left of a record that was being written when a party crashed. */
export const recordInFlight: Freedom = {
  says: 'a record that was being written during a crash is there afterwards, or not',
  by: ['spec/08-errors-and-timers.md#the-journal'],
  parties: ['witness', 'rendezvous'],
};

/** Every freedom. */
export const freedoms: readonly Freedom[] = [...choices, puttingOff, recordInFlight];

function areSame(a: readonly string[], b: readonly string[]): boolean {
  return outputOf(a) === outputOf(b);
}

function whole(parts: readonly string[]): readonly string[] {
  return parts.filter((part) => !progressOfPart.test(part));
}

/** Where an offer leads that is refused for another reason than the one that the suite has in the same state. */
function refusedLikeAnother({ file, from }: Turn, reason: string): Pick<Place, 'state' | 'chosen'> {
  for (const row of file.states[from]!.on) {
    const other = refusal.exec(outputOf(partsOf(file.outputs[row?.[0] ?? 0]!)))?.[1];
    if (row !== null && other !== undefined && file.states[row[1]]!.name === 'refused')
      return { state: row[1], chosen: [{ inSuite: `(${other}`, said: `(${reason}` }] };
  }
  return { state: beyond, chosen: [] };
}
