/** Why mutants of hosts and of the witness cannot be caught. */
import type { Reason } from './reason.ts';

/** Of hosts and of the witness. */
export const ofHosts: readonly Reason[] = [
  {
    because: 'a tag or the name of a whole machine, which the model and the documents read, and no party',
    file: /^src\/machines\/witness\.ts$/,
    original: /^'witness'$/,
  },
  {
    because:
      'in the states of the witness that come here a request is pending, so the question always has the answer yes',
    file: /^src\/machines\/witness\.ts$/,
    original: /^context\.pending\?\./,
  },
];
