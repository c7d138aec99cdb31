/** Makes one suite: learns the machine of a party, and walks it until no single fault could hide. */
import { benchOf } from '../../conformance/suites/bench.ts';
import { learn, type Learned, type Progress } from '../../conformance/suites/learn.ts';
import type { Alphabet } from '../../conformance/suites/stimulus.ts';
import { statesOf, type SuiteFile } from '../../conformance/suites/suite-file.ts';

/** Makes the file of a suite. */
export async function makeSuite(
  alphabet: Alphabet,
  onProgress: (progress: Progress) => void,
): Promise<SuiteFile> {
  return fileOf(alphabet, await learn(await benchOf(alphabet), alphabet, onProgress));
}

/** The file of a suite whose machine is known. */
export function fileOf(alphabet: Alphabet, { machine, explored, originals, tests }: Learned): SuiteFile {
  return {
    schema: '../schema/suite.schema.json',
    formatVersion: 1,
    about: alphabet.about,
    party: alphabet.role,
    needs: alphabet.needs,
    ...(alphabet.config === undefined ? {} : { config: alphabet.config }),
    bound: machine.states.length,
    inputs: machine.inputs.map((name, input) => {
      const { given, of } = explored.samples[input] ?? { given: [], of: [] };
      return { name, sample: given, of };
    }),
    outputs: machine.outputs,
    states: statesOf(machine, explored, originals),
    tests,
  };
}
