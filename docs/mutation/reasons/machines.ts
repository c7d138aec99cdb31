/** Why mutants of several machines cannot be caught. */
import type { Reason } from './reason.ts';

/** Of several machines. */
export const ofMachines: readonly Reason[] = [
  {
    because: 'the clause that a transition is of, which the documents read, and no party',
    file: /^src\/machines\//,
    original: /^'[A-Z]{3}-\d{3}'$/,
  },
  {
    because: 'a tag or the name of a whole machine, which the model and the documents read, and no party',
    file: /^src\/machines\//,
    original: /^(\['rest'\]|'rest')$/,
  },
  {
    because: 'a tag or the name of a whole machine, which the model and the documents read, and no party',
    // Hosts ask whether a migration has ended, before they take another one of the machine.
    file: /^src\/machines\/(?!source-host|destination-host)/,
    original: /^(\['rest', 'end'\]|'end')$/,
  },
  {
    because: 'effects have no code of their own: each is taken for what its name says',
    file: /^src\/machines\//,
    original: /^\{\s*(\w+: requestOnly,\s*)*\w+: requestOnly,?\s*\}$/,
  },
  {
    because: 'what these machines report goes into a log, which the kit does not read',
    file: /^src\/machines\/(access-router[\w-]*|mover|registration|rebinding|announcing)\.ts$/,
    original:
      /^('report'|\{ type: 'report'.*|\{ what: .*|'(silence|superseded|hold-limit|lease-expired|stalled)')$/,
  },
  {
    because:
      'a witness or a rendezvous whose journal is silent hears what it heard before, and says nothing by itself',
    file: /^src\/machines\/(witness|rendezvous)\.ts$/,
    original: /^(\{\s+(WITNESS|RENDEZVOUS)_OPERATION: [^]*|\{\s+target: 'stalled'[^]*|'stalled'|true)$/,
  },
  {
    because: 'the bound of steps that follow one event by themselves: it ends loops of a wrong machine',
    file: /^src\/machines\//,
    original: /^\{ maxIterations: \d+ \}$/,
  },
];
