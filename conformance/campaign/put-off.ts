/**
 * Stimuli that a party may have put off while it was writing a record: when the record is there it takes each of them, in
 * their order, or has dropped it.
 */
import { setOf } from '../judge/state-set.ts';
import type { SuiteFile } from '../suites/suite-file.ts';
import { puttingOff } from './freedoms.ts';
import { outputOf, partsOf } from './place.ts';

/** How a party may go on with what it has put off. */
export interface GoneOn {
  /** The number of a state. */
  readonly state: number;
  /** All that it says meanwhile. */
  readonly said: string;
  /** What is put off still. */
  readonly putOff: readonly number[];
  /** Whether anything was taken. */
  readonly hasTaken: boolean;
}

/** All ways to go on from a state in which something was said. @param textOf gives an output by number as the party says it. */
export function goOn(
  file: SuiteFile,
  begin: Pick<GoneOn, 'state' | 'said'>,
  putOff: readonly number[],
  textOf: (output: number) => string,
): readonly GoneOn[] {
  let open: readonly GoneOn[] = [{ ...begin, putOff: [], hasTaken: false }];
  for (const input of putOff)
    open = [
      ...setOf(
        open.flatMap((one) => takeOrDrop(file, one, input, textOf)),
        nameOf,
      ).values(),
    ];
  return open;
}

/** Whether a party may put off a stimulus that it meets in a state. */
export function canPutOff(file: SuiteFile, state: number, input: number): boolean {
  const { party, states, inputs, outputs } = file;
  const [output, next] = states[state]!.on[input]!;
  const isMessage = inputs[input]!.sample.some(({ packet }) => packet !== undefined);
  const isSilent = outputs[output] === '' && next === state;
  return puttingOff.parties.includes(party) && isRecording(file, state) && isMessage && isSilent;
}

function takeOrDrop(
  file: SuiteFile,
  one: GoneOn,
  input: number,
  textOf: (output: number) => string,
): readonly GoneOn[] {
  if (isRecording(file, one.state)) return [{ ...one, putOff: [...one.putOff, input] }];
  const row = file.states[one.state]!.on[input];
  if (row === null || row === undefined) return [one];
  const said = outputOf([...partsOf(one.said), ...partsOf(textOf(row[0]))]);
  // Where both come to the same nothing was made use of, so what is dropped comes last.
  return [{ state: row[1], said, putOff: one.putOff, hasTaken: true }, one];
}

function isRecording({ states }: SuiteFile, state: number): boolean {
  return /\b(recording|stalled)\b/.test(states[state]!.name);
}

function nameOf({ state, said, putOff }: GoneOn): string {
  return `${state} ${putOff.join()} ${said}`;
}
