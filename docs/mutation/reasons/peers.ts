/** Why mutants of correspondents, rendezvous and machines that move cannot be caught. */
import type { Reason } from './reason.ts';

const correspondents = /^src\/machines\/correspondent[\w-]*\.ts$/;
const mover = /^src\/machines\/mover\.ts$/;
const rebindings = /^src\/machines\/rebinding[\w-]*\.ts$/;

/** Of correspondents. */
const ofCorrespondents: readonly Reason[] = [
  {
    because: 'what a session tells its application and the log, which the kit does not ask for',
    file: correspondents,
    original: /^('(moved|proved|fallback|timeout|not-opened)'|\{ what: 'not-opened', .*)$/,
  },
  {
    because:
      'that a session is not opened is told to its application alone: on the wire it is silent either way',
    file: /^src\/machines\/correspondent-open\.ts$/,
    original: /^'report'$/,
  },
  {
    because:
      'a session that is over is taken away by its endpoint, which stops the party: its last state says nothing',
    file: correspondents,
    original:
      /^('ended'|'lost'|\{\s+('session\.closed': \{\s+)?target: 'ended', \.\.\.note\('Nobody wants|\{\s+\.\.\.note\('The session is over)/,
  },
  {
    because:
      'no clause says what becomes of a session whose only place was never proved, but that little goes there',
    file: /^src\/machines\/correspondent-place\.ts$/,
    original: /^\{\s+target: 'ended',\s+actions: report\('lost'/,
  },
  {
    because:
      'a nonce on the wire has 16 octets and nodes have 28 or more: a text that is neither fits none that comes',
    file: correspondents,
    original: /^(''|context\.nonce !== '')$/,
  },
  {
    because:
      'the most that may go to a place is limited; who counts less as received, or asks for more, sends less',
    file: correspondents,
    original:
      /^(\{ received: context\.received \+ event\.octets \}|context\.received \+ event\.octets|roomOf\(context\)( \+ earned\(octets\))? >= \w+(\.\w+)?|\(\{ context, event \}(: Rebind)?\) => \(\{ received: context\.received \+ event\.octets \}\))$/,
  },
  {
    because:
      'a SessionOpen or a Rebind that comes from the place buys three times its octets, more than its answer has: no room is left out only where none came',
    file: correspondents,
    original:
      /^(\{\s+actions: \{\s+type: 'keep',\s+params: \(\{ context, event \}\) => \(\{ received: context\.received \+ event\.octets|'keep'$)/,
  },
  {
    because: 'a place that is proved is sent to without asking the party, and the party would say yes',
    file: /^src\/machines\/correspondent-(place|messages)\.ts$/,
    original:
      /^(context\.trial === null|'pass'|\{ type: 'pass', params: countOf \}$|\{\s+actions: \{ type: 'pass', params: countOf \},\s+\.\.\.note\('There is no limit)/,
  },
  {
    because: 'what a SessionOpen says is known to the endpoint, which is asked to send one by its way alone',
    file: /^src\/machines\/correspondent-messages\.ts$/,
    original: /^(\{ type: 'SessionOpen' \}|'SessionOpen')$/,
  },
  {
    because:
      'behind the last try no timer runs, and a correspondent that tests nothing answers as one that is settled',
    file: /^src\/machines\/correspondent-place\.ts$/,
    original: /^'settled'$/,
  },
  {
    because: 'a packet waits when it is not said that it may go',
    file: /^src\/machines\/correspondent-hearing\.ts$/,
    original: /^\{\s+actions: \{ type: 'hold' as const/,
  },
  {
    because: 'by which way a SessionOpen goes is free: its octets and its times are asked for',
    file: /^src\/machines\/correspondent-messages\.ts$/,
    original: /^(context\.hasRendezvous && )?context\.count % 2/,
  },
  {
    because:
      'what goes neither to the opening, a rendezvous nor the sender goes to the place, whatever it is called',
    file: /^src\/machines\/correspondent-messages\.ts$/,
    original: /^'place'$/,
  },
  {
    because: 'the nodes of a message that goes to the sender are not looked at',
    file: /^src\/machines\/correspondent-messages\.ts$/,
    original: /^to === 'place'$/,
    replacement: /^true$/,
  },
  {
    because:
      'only a request whose verdict is a reason is refused: the other side of the question never comes',
    file: /^src\/machines\/(correspondent-messages|rendezvous)\.ts$/,
    original: /^(event\.verdict === 'valid'|'valid'|'attachment')$/,
  },
  {
    because: 'in every state in which it is asked there is a place, under test or proved',
    file: correspondents,
    original: /^(current !== null|\(trial \?\? good\)\?\.nodes|context\.trial\?\.epoch)$/,
  },
  {
    because: 'an action that no state of the correspondent has',
    file: /^src\/machines\/correspondent-setup\.ts$/,
    original: /^\{ count: 0 \}$/,
  },
  {
    because:
      'who opens a session has no place and no numbers of the other end before SessionAccept, and compares none',
    file: /^src\/machines\/correspondent-setup\.ts$/,
    original: /^(\{ epoch: 0, sequence: 0 \}|input\.role === 'accepts')$/,
    replacement: /^(\{\}|true)$/,
  },
  {
    because:
      'what programs ask that drive the machine without the events about octets; endpoints use the events',
    file: /^src\/machines\/correspondent\.ts$/,
    original:
      /^(value === 'settled'|'settled'|isProved\(state\)|(state\.value === )?'(testing|accepting)'|state\.value === 'testing' \|\||mayReceive|Math\.max|\{\s+(return value === 'settled'|if \(isProved))/,
  },
];

/** Of machines that move. */
const ofMovers: readonly Reason[] = [
  {
    because: 'each way to ask sets the count of tries anew, and nothing reads it when no router is asked',
    file: mover,
    original: /^(\{ count: 0 \}|\{ type: 'keep', params: \{ count: 0 \} \}|'keep')$/,
  },
  {
    because: 'each way to ask says which router is asked, and nothing reads it before',
    file: mover,
    original: /^''$/,
  },
  {
    because: 'a statement of another machine, or one that is not active, has the verdict of a bad one',
    file: mover,
    original: /^attachment\.(machine === machine|standing === 'active')$/,
    replacement: /^true$/,
  },
  {
    because:
      'where no place is known the epoch is 0, which no statement has, and no router of the place is asked',
    file: mover,
    original: /^context\.attached\?\.ad$/,
  },
  {
    because: 'a machine that knows no place and no router has nobody to ask, so it is silent in either state',
    file: mover,
    original: /^context\.attached !== null$/,
    replacement: /^true$/,
  },
  {
    because: 'the same epoch at another AD is looked at before',
    file: mover,
    original: /^judged\.ad === context\.attached\?\.ad$/,
    replacement: /^true$/,
  },
  {
    because:
      'which useless answers end a question is free: no clause says more than that it is repeated until a router answers',
    file: mover,
    original:
      /^(isGood\(context, judged\) &&\s+epochOf\(judged\) === epochOf\(context\.attached\)( &&\s+judged\.ad === context\.attached\?\.ad)?|epochOf\(judged\) === epochOf\(context\.attached\)|context\.attached !== null && context\.asked !== context\.attached\.ad|context\.asked !== context\.attached\.ad)$/,
    replacement: /^(true|.*\|\|.*)$/s,
  },
  {
    because: 'whether a router that is being asked is asked once more at its next Beacon is free',
    file: mover,
    original:
      /^(context\.asked === ad|\(\{ context \}, \{ ad \}: \{ ad: string \}\) => context\.asked === ad|\{\s+guard: \{ type: 'isAsked'.*)$/s,
    replacement: /^(false|\(\) => undefined)$/,
  },
  {
    because: 'whether a Beacon of the own router ends the first question to another one is free',
    file: mover,
    original: /^context\.count > 0$/,
    replacement: /^(true|context\.count >= 0)$/,
  },
  {
    because: 'when SILENCE begins at a new place whose router was not heard yet is free, up to one SILENCE',
    file: mover,
    original: /^true$/,
  },
  {
    because: 'what is remembered of timers is given by every endpoint',
    file: /^src\/machines\/(mover|rebinding|registration|correspondent-setup)\.ts$/,
    original: /^input\.timing \?\? \{\}$/,
  },
  {
    because: 'effects have no code of their own: each is taken for what its name says',
    file: /^src\/machines\/(mover|rebinding[\w-]*|registration|rendezvous|correspondent-setup)\.ts$/,
    original: /^\{\s[\s\S]*: requestOnly,?\s\}$/,
  },
];

/** Of those who announce a place. */
const ofAnnouncers: readonly Reason[] = [
  {
    because:
      'what a machine asks for that is neither a report nor an announcement is sent, whatever it is called',
    file: /^src\/machines\/(mover|rebinding|registration)\.ts$/,
    original: /^'send'$/,
  },
  {
    because: 'what ends the announcement of a delegate is looked for before',
    file: /^src\/machines\/announcing\.ts$/,
    original: /^delegation === null$/,
    replacement: /^true$/,
  },
  {
    because:
      'a session or a rendezvous that is no longer used is taken away by its endpoint, which stops the party',
    file: /^src\/machines\/(rebinding|registration)\.ts$/,
    original:
      /^('#(rebinding|registration)\.ended'|\{\s+target: '#(rebinding|registration)\.ended'|\{\s+\.\.\.note\('(The session is over|Nothing is registered))/,
  },
  {
    because: 'what an announcement came to goes into a log, which the kit does not read',
    file: /^src\/machines\/(rebinding|registration)\.ts$/,
    original:
      /^('(bound|superseded)'|\{ what, reason: null \}|\{\s+type: 'report' as const|\{\s+what: 'refused'|\(\{ event \}(: Heard<\w+, 'received\.Refused'>)?\) => \(\{\s*what: 'refused')/,
  },
  {
    because:
      'that Refused ends an announcement is said, but by no clause, and a machine that goes on keeps to each',
    file: /^src\/machines\/(rebinding|registration)\.ts$/,
    original: /^(\{\s+target: '(#rebinding\.)?refused'|'(#rebinding\.)?refused')/,
  },
  {
    because: 'a challenge is looked for before',
    file: /^src\/machines\/rebinding-setup\.ts$/,
    original: /^challenge === null$/,
    replacement: /^true$/,
  },
  {
    because:
      'an announcement that is finished is counted anew by the next one, and when tries begin anew is free',
    file: rebindings,
    original: /^(\{ count: 0 \}|\['countAnew' as const, tell\('bound'\)\])$/,
  },
  {
    because:
      'announcing and proving differ in what a cookie does that comes behind a challenge, which is free',
    file: rebindings,
    original: /^'#rebinding\.proving'$/,
  },
  {
    because: 'the first cookie is to be brought; whether a later one takes its place is free',
    file: rebindings,
    original:
      /^(\{ type: 'keep', params: \(\{ event \}\) => \(\{ cookie: event\.cookie \}\) \}|'keep'|\(\{ event \}\) => \(\{ cookie: event\.cookie \}\)|\{ cookie: event\.cookie \}|\{\s+actions: \{ type: 'keep', params: \(\{ event \}\) => \(\{ cookie: .*|context\.cookie === ''|'isFirstCookie')$/s,
    replacement: /^(\{\}|""|\(\) => undefined|true)$/,
  },
  {
    because: 'each announcement begins without a cookie, and a proof is sent for a challenge',
    file: rebindings,
    original: /^''$/,
  },
  {
    because: 'what does not go by the rendezvous goes to the place, whatever it is called',
    file: rebindings,
    original: /^'place'$/,
  },
  {
    because: 'nothing is sent before a place was announced: the question is for a wrong machine',
    file: /^src\/machines\/(rebinding|registration)\.ts$/,
    original: /^attachment === null$/,
    replacement: /^false$/,
  },
  {
    because: 'a delegate is told one place, which is of the epoch of its delegation',
    file: /^src\/machines\/announcing\.ts$/,
    original:
      /^(delegation !== null|newEpoch === delegation\.epoch( && newEpoch > epoch)?|newEpoch > epoch)$/,
    replacement: /^(true|false|newEpoch >= epoch)$/,
  },
  {
    because:
      'a machine that is told the same place twice does not announce it: the mover finds that out before',
    file: /^src\/machines\/announcing\.ts$/,
    original: /^attachment\?\.nodes !== nodes$/,
    replacement: /^true$/,
  },
  {
    because: 'a delegate has the lowest sequence that there is',
    file: /^src\/machines\/announcing\.ts$/,
    original: /^binding\.sequence >= sequence$/,
    replacement: /^true$/,
  },
];

/** Of rendezvous. */
const ofRendezvous: readonly Reason[] = [
  {
    because: 'what was pending is replaced before it is read again, and is there when it is read',
    file: /^src\/machines\/rendezvous\.ts$/,
    original: /^(\{ pending: null \}|pending === null)$/,
    replacement: /^(\{\}|false)$/,
  },
  {
    because: 'a rendezvous whose journal is silent hears what it heard before, and says nothing by itself',
    file: /^src\/machines\/rendezvous\.ts$/,
    original: /^\{\s+RENDEZVOUS_OPERATION: /,
  },
  {
    because: 'the name of a whole machine, which the model and the documents read, and no party',
    file: /^src\/machines\/rendezvous\.ts$/,
    original: /^'rendezvous'$/,
  },
];

/** Of correspondents, rendezvous and machines that move. */
export const ofPeers: readonly Reason[] = [
  ...ofCorrespondents,
  ...ofMovers,
  ...ofAnnouncers,
  ...ofRendezvous,
];
