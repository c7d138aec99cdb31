/** Makes one suite: explores the machine of a party, makes it minimal, and walks it until no single fault could hide. */
import { explore, type Explored } from '../../conformance/suites/explore.ts';
import { joined } from '../../conformance/suites/join.ts';
import { accessWords, type Mealy, minimal, respond } from '../../conformance/suites/mealy.ts';
import type { Alphabet } from '../../conformance/suites/stimulus.ts';
import { statesOf, type SuiteFile } from '../../conformance/suites/suite-file.ts';

/** Makes the file of a suite. */
export async function makeSuite(
  alphabet: Alphabet,
  onState: (done: number, known: number) => void,
): Promise<SuiteFile> {
  const explored = await explore(alphabet, onState);
  const machine = minimal(explored.machine);
  return {
    schema: '../schema/suite.schema.json',
    formatVersion: 1,
    about: alphabet.about,
    party: alphabet.role,
    needs: alphabet.needs,
    bound: machine.states.length,
    inputs: machine.inputs.map((name, input) => {
      const { given, of } = explored.samples[input] ?? { given: [], of: [] };
      return { name, sample: given, of };
    }),
    outputs: machine.outputs,
    states: statesOf(machine, explored, originals(machine, explored)),
    tests: joined(machine),
  };
}

/** By state of a minimal machine: the state of the explored one to which the same shortest way leads. */
function originals(machine: Mealy, explored: Explored): readonly number[] {
  return accessWords(machine).map((word) => respond(explored.machine, word!).state);
}
