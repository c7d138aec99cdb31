/** Why mutants of access routers and of hosts that attach machines cannot be caught. */
import type { Reason } from './reason.ts';

const inRouter = /^src\/machines\/access-router/;
const inAttaching = /^src\/machines\/attaching\.ts$/;
const inParty = /^src\/machines\/party\.ts$/;

/** Of access routers and of hosts that attach machines. */
export const ofRouters: readonly Reason[] = [
  {
    because: 'something is pending whenever a record is written: what stands for nothing is never read',
    file: inRouter,
    original: /^(''|\{ attached: nobody, place: null \}|(context\.)?pending\?\..*|pending === null)$/,
    replacement: /^("Stryker was here!"|\{\}|(context\.)?pending(\?)?\..*|false)$/,
  },
  {
    because:
      'the next record sets anew what is pending, and only an answer of the journal to that record reads it',
    file: /^src\/machines\/access-router(-setup)?\.ts$/,
    original: /^(\{ pending: null \}|'forget'|\['forget' as const, \{ type: 'report'.*\])$/,
  },
  {
    because:
      'a reason of the router itself: a verdict that is bad is never valid, and the kit has no list of guests',
    file: /^src\/machines\/access-router-requests\.ts$/,
    original: /^('valid'|'policy'|'attachment'|event\.(verdict|right) === '(valid|policy)')$/,
  },
  {
    because: 'a forward without a place was taken for one inside the AD before',
    file: /^src\/machines\/access-router-requests\.ts$/,
    original: /^place\?\.epoch( \?\? 0)?$/,
  },
  {
    because:
      'no packet goes to the host of a row without one: it is for the upper tester, and no clause says which',
    file: /^src\/machines\/access-router-(messages|arriving)\.ts$/,
    original: /^(state === '(prepared|absent)'|'prepared'|'absent'|next\?\.host( \?\? '')?|'')$/,
  },
  {
    because: 'packets up to the latest epoch never wait where the lease of a prepared host runs',
    file: /^src\/machines\/access-router-messages\.ts$/,
    original: /^context\.attached\.epoch \+ 1$/,
  },
  {
    because:
      'whose hold is over is among the spent ones, or is the holder that the next hold makes spent: either refuses',
    file: /^src\/machines\/access-router-(messages|setup|leaving|requests)\.ts$/,
    original:
      /^(holder === migration|\(\{ context \}: Args\) => holdOver\(context, context\.holder\)|'endHold'|\['endHold', \{ type: 'report'.*\])$/,
  },
  {
    because: 'what is not one of the states asked for is taken for absent, and that state sets it right',
    file: /^src\/machines\/access-router\.ts$/,
    original: /^('absent'|'detached'|resume\.step === 'detached'|\[\])$/,
    replacement: /^(""|false|\["Stryker was here"\])$/,
  },
  {
    because:
      'the journal answers in the order in which it was asked, and the record that is pending tells which it was',
    file: /^src\/machines\/access-router-setup\.ts$/,
    original: /^(step === asked( && .*)?|\(asked === 'forwarding'\) === .*)$/,
    replacement: /^(true|step === asked \|\| .*)$/,
  },
  {
    because: 'where nobody is prepared nobody is overtaken',
    file: /^src\/machines\/access-router-requests\.ts$/,
    original: /^(known === 'nobody'|'nobody')$/,
    replacement: /^(false|"")$/,
  },
  {
    because: 'more than sixteen migrations may be remembered, and what was first is forgotten first',
    file: /^src\/machines\/access-router-messages\.ts$/,
    original: /^(\[\.\.\.others, migration\]\.slice\(-rememberedHolds\)|\[\])$/,
  },
  {
    because:
      'who begins by order of the operator may wait for packets of a place before, though there was none',
    file: /^src\/machines\/access-router-messages\.ts$/,
    original: /^from !== ''$/,
  },
  {
    because:
      'the row that forwards keeps nothing back: whether a mark is awaited is asked when the machine is attached',
    file: /^src\/machines\/access-router-messages\.ts$/,
    original: /^place === null( && from !== '')?$/,
    replacement: /^(true|place === null \|\| from !== '')$/,
  },
  {
    because:
      'who held and where the machine went is set anew by the next record, and before it nobody may hold',
    file: /^src\/machines\/access-router-(leaving|messages)\.ts$/,
    original: /^(''|\{ place: null, holder: '' \})$/,
  },
  {
    because: 'why a transition is there: words and a clause for the documents',
    file: inRouter,
    original: /^('Enough was sent on\.'|'It was long enough\.')$/,
  },
  {
    because:
      'who may ask that is known: any word but attached says the same, for nobody is overtaken by nobody',
    file: /^src\/machines\/access-router-(arriving|leaving)\.ts$/,
    original: /^'(nobody|prepared)'$/,
  },
  {
    because: 'who lets an attachment go stops the party, too: nothing hears of the state that it ends in',
    file: inAttaching,
    original:
      /^('#attaching\.ended'|\{\s+'order\.release': \{|\{\s+target: '#attaching\.ended'|\{\s+\.\.\.note\('The machine is (not )?attached here|releases$)/,
  },
  {
    because:
      'anything but prepared is a vote of no, and the rest of what is reported goes into a log that the kit does not read',
    file: inAttaching,
    original:
      /^('unprepared'|'refused'|'timeout'|\{ \.\.\.failed\(|\{ return \{ what, attachment: null, reason: null \}; \}|\{\s+return \{ what, attachment: null|\{ what, attachment: null, reason: null \})/,
  },
  {
    because: 'a statement that is not good may be a no at once, or be waited out until JOIN_RETRY is used up',
    file: inAttaching,
    original:
      /^(\{\s+target: 'ended',\s+actions: \{ type: 'report', params: \{ \.\.\.failed\('unprepared'\)|'attachment'$)/,
  },
  {
    because: 'what is not sent is reported: there is no third effect',
    file: inAttaching,
    original: /^'report'$/,
  },
  {
    because: 'a network that votes no ends the migration: nothing but the release comes after it',
    file: inAttaching,
    original: /^'ended'$/,
  },
  {
    because: 'who is told is told apart by the message: Join goes to the router, Moved to the machine',
    file: inAttaching,
    original: /^'(router|machine)'$/,
  },
  {
    because: 'ADA-006 is advice: a host that does not tell the machine of its place does all that it must',
    file: inAttaching,
    original: /^(\{\s+\.\.\.note\('The machine is being told\.'|\{ type: 'send', params: moved \}|'send')/,
  },
  {
    because:
      'when the tries are used up, no timer runs in the state of before either, and both hear the same',
    file: inAttaching,
    original: /^(\{ target: 'attached', \.\.\.note\('It was told|'attached'$)/,
  },
  {
    because: 'JOIN_RENEW has no back-off, and the order to activate counts anew, too: each alone is enough',
    file: inAttaching,
    original: /^('countAnew'|\{ count: 0 \})$/,
  },
  {
    because: 'the standard delays are those of virtual time',
    file: inAttaching,
    original: /^input\.timing \?\? \{\}$/,
  },
  {
    because: 'a machine is told of a place only when there is one: an error of programmers',
    file: inAttaching,
    original: /^attachment === null$/,
  },
  {
    because:
      'no clause says what a statement with the other standing is worth: ADA-001 asks for machine, epoch and host',
    file: inAttaching,
    original: /^attachment\.standing === standing$/,
  },
  {
    because: 'a party whose state another process has left: only the programs of a deployment go on with one',
    file: inParty,
    original:
      /^(\{ value, context \}|\{ state, outputs: timersOf|\{\s+const state = \(machine|\{\s+const \{ after \}|typeof delayOf|'function'|`\$\{timer\} has no delay`|\(\[timer, delay\]\)|\{\s+const delayOf|\{ type: 'arm', timer, name: timerName\(timer\), delayMs: delayOf|\(\{ delay, eventType \}\)|\[\.\.\.delayed\]|'arm'|\[eventType, String\(delay\)\]|`\$\{machine\.id\})/,
  },
  {
    because: 'asked by programs and by the model, and not by the parties that the kit judges',
    file: inParty,
    original:
      /^('(end|rest)'|\{ return \(state as AnyMachineSnapshot\)|\{\s+return \(state as AnyMachineSnapshot\))/,
  },
  {
    because: 'no machine is ever done, and none acts on the outside but by requests: an error of programmers',
    file: inParty,
    original:
      /^(state\.status !== 'active'|'active'|\[\]|\{ state, outputs: \[\] \}|action\.type\.startsWith\('xstate\.'\)|'xstate\.'|`machine uses .*|\{\s+throw new TypeError\(`machine uses)/,
  },
  {
    because:
      'a timer that is not forgotten means nothing in another state, and the state arms it anew when it comes back',
    file: inParty,
    original: /^\[\{ type: 'disarm'/,
  },
  {
    because: 'the name of a timer is for whoever watches: its id and its delay are what runs',
    file: inParty,
    original: /^(\{ return id\.split|\{\s+return id\.split|'\.')/,
  },
  {
    because: 'what xstate asks for and no pure machine uses',
    file: inParty,
    original: /^(''|delay === undefined)$/,
  },
];
