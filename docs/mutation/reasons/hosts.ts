/** Why mutants of source hosts and of the witness cannot be caught. */
import type { Reason } from './reason.ts';

const inWitness = /^src\/machines\/witness\.ts$/;
const inSource = /^src\/machines\/source-host/;
const inSourceSetup = /^src\/machines\/source-host-setup\.ts$/;
const inSourceMessages = /^src\/machines\/source-host-messages\.ts$/;
const inDirecting = /^src\/machines\/directing\.ts$/;
const inTiming = /^src\/machines\/timing\.ts$/;

const ofWitness: readonly Reason[] = [
  {
    because: 'a tag or the name of a whole machine, which the model and the documents read, and no party',
    file: inWitness,
    original: /^'witness'$/,
  },
  {
    because:
      'in the states of the witness that come here a request is pending, so the question always has the answer yes',
    file: inWitness,
    original: /^(context\.pending\?\..*|'')$/,
    replacement: /^(context\.pending\..*|.* && ''|"Stryker was here!")$/,
  },
  {
    because: 'the next request sets anew what is pending, and nothing reads it before',
    file: inWitness,
    original: /^\{ pending: null \}$/,
  },
  {
    because: 'a witness has two effects and one kind of record: what is no answer is taken for that record',
    file: inWitness,
    original: /^'(writeJournal|register)'$/,
  },
  {
    because: 'the one timer of a witness changes nothing that is seen',
    file: inWitness,
    original: /^input\.timing \?\? \{\}$/,
  },
];

/** What is reported of the end of a migration, by the file that does. */
const endings = {
  abort: 'aborted',
  commit: 'doubt',
  outcome: 'done|regained|superseded',
  prepare: 'dry-run',
};

const ofReports: readonly Reason[] = [
  ...Object.entries(endings).map(([file, what]) => ({
    because:
      'how a migration ended is told to a log, and what was carried is forgotten to spare memory: no clause says more',
    file: new RegExp(`^src/machines/source-host-${file}\\.ts$`),
    original: new RegExp(`^'(report|${what})'$`),
  })),
  {
    because: 'a StatusAnswer need not have a reason',
    file: /^src\/machines\/(standing|source-host-hand-over)\.ts$/,
    original: /^(reason === null|\{ reason: (reasonRecord\(reason\)|'superseded') \}|'superseded'|'keep')$/,
    replacement: /^(true|\{\}|"")$/,
  },
  {
    because: 'the answer to a repeated order need not have the votes, unless it is one to a dry run',
    file: /^src\/machines\/source-host-prepare\.ts$/,
    original: /^('keep'|\{ votes: event\.votes \}|\(\{ event \}\) => \(\{ votes: event\.votes \}\))$/,
  },
];

const mayBeTold = 'a destination that has ended the migration itself may be told Abort, too, or need not be';

const ofEnds: readonly Reason[] = [
  {
    because: mayBeTold,
    file: /^src\/machines\/source-host-abort\.ts$/,
    original:
      /^('keep'|true|\{ informed: true \}|\{ type: 'keep', params: \{ informed: true \} \}|\{\s+actions: \{ type: 'keep', params: \{ informed: true \} \},[^]*)$/,
    replacement: /^(""|\{\}|false)$/,
  },
  {
    because: mayBeTold,
    file: /^src\/machines\/source-host-answers\.ts$/,
    original: /^\{ informed: refusalEnds \}$/,
  },
  {
    because: mayBeTold,
    file: /^src\/machines\/source-host-(prepare|copy|freeze)\.ts$/,
    original: /^(true|false)$/,
  },
  {
    because: 'a source host that gets Ready in a dry run may end it',
    file: inSourceSetup,
    original:
      /^(noVote\(votes\) !== null && context\.order\?\.purpose\.purpose === 'migrate'|context\.order\?\.purpose\.purpose === 'migrate'|noVote\(votes\) !== null)$/,
    replacement: /^(true|.* \|\| .*)$/,
  },
];

const ofRedundance: readonly Reason[] = [
  {
    because:
      'who has neither taken an order nor a journal is asked nothing: the endpoint answers for what it does not know',
    file: /^src\/machines\/(source-host-idle|standing)\.ts$/,
    original: /^'(unknown|none)'$/,
  },
  {
    because: 'the row before has taken what is valid, and what was refused has a reason',
    file: /^src\/machines\/source-host-(idle|prepare)\.ts$/,
    original: /^(event\.verdict === 'valid'|'valid'|'policy'|'downgrade')$/,
    replacement: /^(false|"")$/,
  },
  {
    because: 'the condition of the row has found a vote of no, which has a reason',
    file: /^src\/machines\/source-host-prepare\.ts$/,
    original: /^(noVote\(event\.votes\) \?\? )?'no-resources'$/,
    replacement: /^(""|noVote\(event\.votes\) && 'no-resources')$/,
  },
  {
    because:
      'nothing was repeated before the order is recorded, nor since the machine stood still: the count is nought',
    file: /^src\/machines\/source-host-(prepare|hand-over)\.ts$/,
    original: /^'countAnew'$/,
  },
  {
    because: 'FREEZE_RETRY neither backs off nor ends, so its count says nothing',
    file: /^src\/machines\/source-host-freeze\.ts$/,
    original: /^'count'$/,
  },
  {
    because:
      'the policy of the reference answers at once, so nothing comes and no time passes while it decides',
    file: /^src\/machines\/source-host-copy\.ts$/,
    original: /^(\{\s+(SOURCE_OPERATION: \{\s+)?\.\.\.abortBecause\('no-convergence'\)|'no-convergence')/,
  },
  {
    because:
      'a machine that has left comes back to a host that is its destination then, and a case has one role',
    file: /^src\/machines\/source-host-idle\.ts$/,
    original:
      /^('done'|\['source-done'\]|'source-done'|\{ steps: \['source-done'\] \}|\{\s+guard: \{ type: 'resumesFrom', params: \{ steps: \['source-done'\] \} \},[^]*)$/,
  },
  {
    because: 'what is not for the witness is for the destination',
    file: inSourceMessages,
    original: /^'destination'$/,
  },
  {
    because: 'who acts has an order: the question is for programs that are wrong',
    file: inSource,
    original:
      /^(context\.order === null|context\.order\?\.\w+|'a source host without an order was asked to act')$/,
    replacement: /^(false|context\.order\.\w+|"")$/,
  },
  {
    because:
      'no statement is known when the commit is recorded, so the record of the next step says the same',
    file: inSourceMessages,
    original: /^case 'committed':/,
  },
  {
    because:
      'in doubt the same record is written behind the one of which nothing is heard: the first answer ends both',
    file: /^src\/machines\/source-host-commit\.ts$/,
    original: /^\{\s+(SOURCE_OPERATION: \{ )?target: 'doubt', \.\.\.note/,
  },
  {
    because: 'who ends a migration, or records its end, has a reason',
    file: inSourceMessages,
    original: /^'timeout'$/,
  },
  {
    because: 'the record of a swap has the statement that it is about',
    file: inSourceMessages,
    original: /^context\.statement === null$/,
    replacement: /^false$/,
  },
  {
    because: 'a statement that is not there is written nowhere, whether it has a name or not',
    file: /^src\/machines\/source-host-hand-over\.ts$/,
    original: /^statement === undefined$/,
    replacement: /^false$/,
  },
  {
    because:
      'a journal that fails after it was silent has a first record or not: either answer to the cancel is right',
    file: /^src\/machines\/source-host-(setup|abort)\.ts$/,
    original:
      /^('source-aborted'|step === asked( && !context\.recorded)?|\(\{ context \}, \{ step, asked \}: [^]*!context\.recorded)$/,
    replacement: /^(""|true|false|step !== asked|\(\) => undefined)$/,
  },
  {
    because:
      'a journal that the kit makes fail works again after a restart, so what is begun then is recorded',
    file: inSourceSetup,
    original: /^record !== undefined$/,
    replacement: /^false$/,
  },
  {
    because: 'a journal has all four of these values or none, and where it has none an order brings them',
    file: inSourceSetup,
    original: /^(purpose|freezeBudget|ticket|target) === undefined/,
    replacement: /^(false|.* && .*)$/s,
  },
  {
    because: 'the round before the first one is named to nobody, nor is a state before the freeze',
    file: inSourceSetup,
    original: /^''$/,
  },
];

const ofDirecting: readonly Reason[] = [
  {
    because:
      'what a directing says is no message; but for "resumed" and "forwarding" it ends the wait, and goes into a log',
    file: inDirecting,
    original:
      /^('(report|held|unheld|failed|timeout)'|\{ what, reason \}|\{ what: 'failed', reason: event\.reason \})$/,
  },
  {
    because:
      'a directing whose machine goes on, or has left, is forgotten, and waits for nothing where it is not',
    file: inDirecting,
    original: /^'(resumed|forwarding|idle|forwarded)'$/,
  },
  {
    because: 'who has given its router up waits for nothing more, in whatever state it is',
    file: inDirecting,
    original: /^\{\s+target: 'failed'( as const)?,\s+actions: tell\('failed'/,
  },
  {
    because:
      'there is no permit before the machine is sent on, and afterwards nothing else is said to the router',
    file: inDirecting,
    original: /^(permit !== null|isForward && permit !== null|action === 'forward')$/,
    replacement: /^(true|isForward \|\| permit !== null)$/,
  },
  {
    because: 'a directing whose machine has left is forgotten',
    file: inDirecting,
    original: /^\{\s+\.\.\.note\('The machine has left/,
  },
  {
    because: 'a directing is asked to hold once, and first of all',
    file: inDirecting,
    original: /^(\{ isReady: false, count: 0 \}|false)$/,
    replacement: /^(\{\}|true)$/,
  },
];

const ofTiming: readonly Reason[] = [
  {
    because: 'the kit configures the delay of every timer',
    file: inTiming,
    original: /^timing\.delays\?\.\[timer\]$/,
  },
  {
    because: 'only of a timer with a number of tries is it asked whether there is another one',
    file: inTiming,
    original: /^tries === 0$/,
    replacement: /^false$/,
  },
  {
    because: 'delays that do not grow are for the model, and no party is told to have them',
    file: inTiming,
    original: /^(timing\.flat === true|true)$/,
    replacement: /^false$/,
  },
  {
    because: 'a count that grows where the delay does not any more makes no difference but to the model',
    file: inTiming,
    original: /^(triesOf\(timer, timing\) !== 0|delayOf\(timer, count \+ 1, timing\) > delayOf\(.*)$/,
    replacement: /^(true|delayOf\(timer, count \+ 1, timing\) >= .*)$/,
  },
];

/** Of source hosts and of the witness. */
export const ofHosts: readonly Reason[] = [
  ...ofWitness,
  ...ofReports,
  ...ofEnds,
  ...ofRedundance,
  ...ofDirecting,
  ...ofTiming,
  {
    because: 'words about a reason are for people',
    file: /^src\/machines\/records\.ts$/,
    original: /^''$/,
  },
  {
    because: 'a party goes on from a record, or does not go on: the question is for programs that are wrong',
    file: /^src\/machines\/records\.ts$/,
    original: /^(records\.length === 0|'no record to resume from')$/,
    replacement: /^(false|"")$/,
  },
];
