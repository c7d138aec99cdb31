/**
 * The specification as oracle of a walk: the set of all that a party may be after what it was given and what it said,
 * silence included. It is the machine of a suite and what the specification leaves free; who said something after which
 * the set is empty was wrong.
 */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { closureOf } from '../judge/state-set.ts';
import type { SuiteFile } from '../suites/suite-file.ts';
import { restart } from '../suites/stimulus.ts';
import { canPutOff, goOn } from './put-off.ts';
import { choices, puttingOff, recordInFlight, type Turn } from './freedoms.ts';
import {
  asChosen,
  beyond,
  nameOfPlace,
  outputOf,
  partsOf,
  type Place,
  placeIn,
  type Places,
  placesOf,
  usingAlso,
} from './place.ts';

/** The stimulus after which records are there that were being written. */
const journalWorks = 'the journal works';

/** A party as its suite and the specification know it. */
export class Oracle {
  private readonly file: SuiteFile;

  constructor(file: SuiteFile) {
    this.file = file;
  }

  /** What it is at first. */
  begin(): Places {
    return placesOf(placeIn(0));
  }

  /** How long time passes when it passes, in milliseconds; undefined when that depends on what the party is. */
  wait(places: Places): number | undefined {
    const waits = new Set([...places.values()].flatMap(({ state }) => this.file.states[state]?.wait ?? []));
    return waits.size === 1 ? [...waits][0] : undefined;
  }

  /**
   * What it is after a stimulus by number, and what it said; undefined when there was nothing to give it to. Empty when
   * no party that follows the specification can have said this.
   */
  after(places: Places, input: number, said: string | undefined): Places {
    const found: Place[] = [];
    for (const place of this.before(places, input).values()) {
      const row = this.file.states[place.state]?.on[input];
      if (place.state === beyond || (row === null && said === undefined)) found.push(place);
      else if (row !== null && row !== undefined && said !== undefined)
        found.push(...this.inSuite(place, input, said), ...this.byChoice(place, input, said));
    }
    return placesOf(...found);
  }

  /** What would have been right, and the clauses that decide. */
  expected(
    places: Places,
    input: number | undefined,
  ): { readonly outputs: readonly string[]; readonly clauses: readonly RequirementId[] } {
    const outputs = new Set<string>();
    const clauses = new Set<RequirementId>();
    for (const place of places.values()) {
      const row = this.file.states[place.state]?.on[input ?? -1];
      if (row === null || row === undefined) continue;
      outputs.add(this.textOf(place, row[0]));
      for (const clause of row[2].split(' ').filter(Boolean)) clauses.add(clause as RequirementId);
    }
    return { outputs: [...outputs], clauses: [...clauses] };
  }

  /** What it may be when a stimulus meets it: a crash comes before a record is there, or after. */
  private before(places: Places, input: number): Places {
    const { inputs, states, party } = this.file;
    const works = inputs.findIndex(({ name }) => name === journalWorks);
    if (works < 0 || inputs[input]!.name !== restart.name || !recordInFlight.parties.includes(party))
      return places;
    const recorded = ({ state, chosen, freely }: Place): readonly Place[] => {
      const row = states[state]?.on[works];
      if (row === null || row === undefined) return [];
      return [{ state: row[1], chosen, putOff: [], freely: usingAlso(freely, recordInFlight) }];
    };
    return closureOf(places, recorded, nameOfPlace);
  }

  private inSuite(place: Place, input: number, said: string): readonly Place[] {
    const { states, inputs } = this.file;
    const [output, state] = states[place.state]!.on[input]!;
    const putOff = inputs[input]!.name === restart.name ? [] : place.putOff;
    const begin = { state, said: this.textOf(place, output) };
    const more = canPutOff(this.file, place.state, input) ? [input] : [];
    return goOn(this.file, begin, putOff, (one) => this.textOf(place, one))
      .filter((gone) => gone.said === said)
      .map((gone) => ({
        state: gone.state,
        chosen: gone.state === 0 ? [] : place.chosen,
        putOff: [...gone.putOff, ...more],
        freely: gone.hasTaken ? usingAlso(place.freely, puttingOff) : place.freely,
      }));
  }

  private byChoice(place: Place, input: number, said: string): readonly Place[] {
    const { party, states, outputs } = this.file;
    const [output, next] = states[place.state]!.on[input]!;
    const expected = this.textOf(place, output);
    if (expected === said) return [];
    const turn: Turn = {
      file: this.file,
      from: place.state,
      next,
      inSuite: partsOf(outputs[output]!),
      expected: partsOf(expected),
      said: partsOf(said),
    };
    const found: Place[] = [];
    for (const freedom of choices.filter(({ parties }) => parties.includes(party))) {
      const leads = freedom.leadsTo(turn);
      if (leads === undefined) continue;
      const before = place.chosen.filter(({ inSuite }) =>
        leads.chosen.every((one) => one.inSuite !== inSuite),
      );
      found.push({
        state: leads.state,
        chosen: [...before, ...leads.chosen],
        putOff: place.putOff,
        freely: usingAlso(place.freely, freedom),
      });
    }
    return found;
  }

  private textOf({ chosen }: Place, output: number): string {
    const text = this.file.outputs[output]!;
    return chosen.length === 0 ? text : outputOf(partsOf(asChosen(text, chosen)));
  }
}
