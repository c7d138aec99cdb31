/**
 * A walk on a stage, judged step by step. Two judge it: the oracle, which knows all that the party may be, and a
 * bystander, who hears every packet and judges it as those of a capture.
 */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { Word } from '../suites/mealy.ts';
import type { Stage } from '../suites/stage.ts';
import { type Alphabet, patience } from '../suites/stimulus.ts';
import type { SuiteFile } from '../suites/suite-file.ts';
import { bystanderOf } from './bystander.ts';
import type { Freedom } from './freedom.ts';
import { Oracle } from './oracle.ts';
import { beyond, type Places, usedIn } from './place.ts';

/** An answer that no party gives that follows the specification. */
export interface WrongAnswer {
  /** How many stimuli were given, this one included. */
  readonly length: number;
  readonly expected: string;
  readonly actual: string;
  /** Clauses that decide. */
  readonly clauses: readonly RequirementId[];
}

/** What a bystander expects. */
const unbroken = 'nothing that breaks a clause by itself';

/** A walk. */
export class JudgedWalk {
  private readonly stage: Stage;
  private readonly alphabet: Alphabet;
  private readonly word: Word;
  private readonly oracle: Oracle;
  private readonly bystander: ReturnType<typeof bystanderOf>;
  private places: Places;
  private at = 0;

  /** @param stage one that has begun, or begins before the walk is played. */
  constructor(stage: Stage, file: SuiteFile, alphabet: Alphabet, word: Word) {
    this.stage = stage;
    this.alphabet = alphabet;
    this.word = word;
    this.oracle = new Oracle(file);
    this.bystander = bystanderOf(stage.steps, alphabet.role);
    this.places = this.oracle.begin();
  }

  /** Plays it to the first wrong answer, to its end, or to where the suite cannot say how long time is to pass. */
  async play(): Promise<WrongAnswer | undefined> {
    for (; this.at < this.word.length; this.at += 1) {
      const input = this.word[this.at]!;
      const stimulus = this.alphabet.stimuli[input]!;
      const ms = this.oracle.wait(this.places);
      if (ms === undefined && stimulus.name === patience) return undefined;
      const said = await this.stage.play(stimulus, ms);
      const broken = this.bystander();
      const after = this.oracle.after(this.places, input, said);
      if (after.size === 0) return this.wrong(said ?? 'nothing that this could be an answer to');
      if (broken !== undefined)
        return { ...this.wrong(broken.says), expected: unbroken, clauses: [broken.requirement] };
      this.places = after;
    }
    return undefined;
  }

  /** What was answered instead of what is right where the walk has come. */
  wrong(actual: string): WrongAnswer {
    const { outputs, clauses } = this.oracle.expected(this.places, this.word[this.at]);
    return {
      length: this.at + 1,
      expected: outputs.map((output) => output || 'silence').join(' or ') || 'silence',
      actual: actual || 'silence',
      clauses,
    };
  }

  /** Freedoms of the specification that the party made use of. */
  freedoms(): readonly Freedom[] {
    return usedIn(this.places);
  }

  /** Whether the machine of the suite could say to the end what is right. */
  isFollowed(): boolean {
    return this.at === this.word.length && [...this.places.values()].every(({ state }) => state !== beyond);
  }
}
