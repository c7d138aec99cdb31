/** Why mutants of destination hosts cannot be caught. */
import type { Reason } from './reason.ts';

const inNotPrepare = /^src\/machines\/destination-host-(?!prepare)\w+\.ts$/;
const inSetup = /^src\/machines\/destination-host-setup\.ts$/;
const inMessages = /^src\/machines\/destination-host-messages\.ts$/;
const inPrepare = /^src\/machines\/destination-host-prepare\.ts$/;
const inIdle = /^src\/machines\/destination-host-idle\.ts$/;

/** Of destination hosts. */
export const ofDestination: readonly Reason[] = [
  {
    because: 'how a migration ended goes into a log, which the kit does not read',
    file: inNotPrepare,
    original:
      /^('report'|\{ type: 'report'.*|\{ what, reason: context\.reason \}|\{\s*return \(\{ context \}\) => \(\{ what, reason|'refused')$/,
  },
  {
    because: 'how a migration ended goes into a log, which the kit does not read',
    file: /^src\/machines\/destination-host-(commit|return|release)\.ts$/,
    original: /^'(running|released|given-back)'$/,
  },
  {
    because: 'how a migration ended goes into a log, which the kit does not read',
    file: inMessages,
    original: /^(\{\s*return \(\{ context \}\) => \(\{ what, reason|\(\{ context \}\) => \(\{ what, reason)/,
  },
  {
    because: 'a policy answers at once: no message and no timer comes while it decides',
    file: inPrepare,
    original:
      /^('(active|offer|no|policy|refused|because)'|\{ reason: 'policy' \}|\[\{ type: 'because', params: \{ reason: 'policy' \} \}\]|\{ type: 'because', params: \{ reason: 'policy' \} \}|\{\s+(DESTINATION_OPERATION: \{\s+)?target: 'refused',\s+actions: \[\{ type: 'because', params: \{ reason: 'policy' \} \}\])/,
  },
  {
    because: 'DST-004 lets a host refuse with policy whatever its policy says',
    file: inPrepare,
    original:
      /^(\[\{ type: 'because', params: \(\{ event \}\) => \(\{ reason: event\.reason \}\) \}\]|'because'|\(\{ event \}\) => \(\{ reason: event\.reason \}\)|\{ reason: event\.reason \})$/,
  },
  {
    because: 'the reason is known by then: what stands for none is never said',
    file: inMessages,
    original: /^('policy'|'hypervisor')$/,
  },
  {
    because:
      'no clause says which reason is left by a start that failed, or by a source whose status says aborted',
    file: /^src\/machines\/destination-host-commit\.ts$/,
    original:
      /^('because'|'timeout'|\{ reason: event\.reason\?\.|event\.reason\?\.|\(\{ event \}\) => \(\{ reason: event\.reason|\[\s+\{ type: 'because', params: \(\{ event \}\) => \(\{ reason: event\.reason \}\) \},\s+\{ type: 'keep')/,
  },
  {
    because: 'no clause says which reason is left by a start that failed',
    file: inMessages,
    original: /^context\.reason \?\? 'hypervisor'$/,
    replacement: /'hypervisor'$/,
  },
  {
    because: 'votes are told only when there are some: an error of programmers',
    file: inMessages,
    original:
      /^(votes === null( \|\| estimate === null)?|estimate === null|'no votes to tell'|context\.offer === null|'a destination host without)/,
  },
  {
    because: 'whatever does not go to the source goes to the witness, and to nobody where there is none',
    file: /^src\/machines\/destination-host-(messages|commit|setup)\.ts$/,
    original: /^('witness'|'hasWitness'|context\.offer\?\.witness != null)$/,
  },
  {
    because: 'the offer is known in every state in which this is asked',
    file: inSetup,
    original: /^context\.(offer\?\.(purpose|witness|ticket)|lastRound\?\.round)/,
  },
  {
    because:
      'a journal answers in the order in which it was asked, and a silent one answers for all at once: no answer comes while another one is awaited',
    file: /^src\/machines\/destination-host-(answers|setup)\.ts$/,
    original:
      /^(\{\s+step: event\.step,\s+asked: step,?\s+\}|step === asked|\{\s+return \{\s+type: 'isOf' as const)/,
  },
  {
    because: 'a verdict that is not good is never valid',
    file: inIdle,
    original: /^(event\.verdict === 'valid'|'valid'|'policy')$/,
  },
  {
    because: 'what is at rest, and a state that is left at once, have no timer: a mark for the model',
    file: inIdle,
    original: /^(\['rest'\]|'rest')$/,
  },
  {
    because:
      'a host takes no other migration of a machine that it may run: no journal has a later one behind the record permitted',
    file: inIdle,
    original: /^(\['permitted'\]|'permitted'|'running')$/,
  },
  {
    because: 'when the copy of a machine that goes back is destroyed is up to the host',
    file: /^src\/machines\/destination-host-(idle|return)\.ts$/,
    original: /^('releaseCopy'|\{ type: 'releaseCopy', params: \{\} \})$/,
  },
  {
    because:
      'whether the same Commit is answered by GiveBack at once, or by the next repetition, is left open',
    file: /^src\/machines\/destination-host-return\.ts$/,
    original:
      /^(\{\s+'received\.Commit': \{|\{\s+actions: \{ type: 'send', params: giveBack \}|\{ type: 'send', params: giveBack \}|'send')/,
  },
  {
    because: 'the standard delays are those of virtual time',
    file: inSetup,
    original: /^input\.timing \?\? \{\}$/,
  },
  {
    because:
      'after a restart right and digest are asked for only where the record has them: a start, a return, the doubt',
    file: inSetup,
    original:
      /^(purpose === undefined.*|ticket === undefined|address === undefined|''|record\?\.(permit|statement) \?\? null|isReturned.*|record\?\.step === 'given-back'|'given-back')$/,
  },
  {
    because: 'a register that is not known has the epoch 0, which is above no epoch of a migration',
    file: inSetup,
    original: /^statement\.known === 'yes'$/,
    replacement: /^true$/,
  },
  {
    because: 'how often progress is told before a round is complete is up to the host',
    file: /^src\/machines\/destination-host-transfer\.ts$/,
    original: /^('send'|'no')$/,
  },
  {
    because:
      'of a migration that nobody has heard of there is no party: the endpoint answers that it is unknown',
    file: inIdle,
    original: /^'(unknown|none)'$/,
  },
  {
    because: 'the epoch under which a machine starts is that of its migration, which the endpoint knows',
    file: /^src\/machines\/destination-host-commit\.ts$/,
    original: /^(\(\{ context \}\) => \(\{ epoch: context\.epoch \}\)|\{ epoch: context\.epoch \})$/,
  },
  {
    because: 'the statement of a return is that of its swap, and the record of the return has none',
    file: /^src\/machines\/destination-host-commit\.ts$/,
    original: /^('keep'|\{ statement: null \}|\{ type: 'keep', params: \{ statement: null \} \})$/,
  },
  {
    because: 'votes that are not ready have one that is no',
    file: inPrepare,
    original: /^'no-resources'$/,
  },
  {
    because: 'nothing was counted before the whole state was here',
    file: /^src\/machines\/destination-host-transfer\.ts$/,
    original: /^'countAnew'$/,
  },
  {
    because: 'rounds count from 1: there is no round 0 that could be complete',
    file: inSetup,
    original: /^(round > 0|round === context\.loaded && round > 0)$/,
    replacement: /^(true|round >= 0|round === context\.loaded \|\| round > 0)$/,
  },
  {
    because: 'a round that was the last one stays it when it is asked for again',
    file: /^src\/machines\/destination-host-transfer\.ts$/,
    original: /^'yes'$/,
  },
  {
    because: 'a manifest that is taken says at once how far its round is, and that arms the lease as well',
    file: /^src\/machines\/destination-host-transfer\.ts$/,
    original: /^('ready'|'assembling'|true)$/,
  },
];
