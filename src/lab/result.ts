/** What a run of the lab gives. The JSON Schema (`result.schema.json`) is made from these tables. */
import {
  choice,
  flag,
  list,
  number,
  object,
  optional,
  required,
  type Shape,
  text,
  type ValueOf,
} from '../simulation/shape.ts';
import { ladderShape, signallingShape } from '../simulation/result.ts';
import { guestKinds, wayNames } from './scenario.ts';

const most = Number.MAX_SAFE_INTEGER;
const ms = (doc: string): Shape<number> => number(`${doc} Milliseconds.`, -most, most);
const count = (doc: string): Shape<number> => number(doc, 0, most, true);
const name = (doc: string) => required(text(doc));
const orNull = <T>(shape: Shape<T>): Shape<T | null> => ({
  schema: { anyOf: [shape.schema, { type: 'null' }] },
  read: (json, path, problems) => (json === null ? null : shape.read(json, path, problems)),
});

const part = object('A part of a move.', {
  name: name('What was done.'),
  ms: required(ms('How long it took.')),
});

const silence = object('What the client saw around a move.', {
  gapMs: required(ms('The longest time without an answer.')),
  gapStartMs: required(ms('When that began.')),
  gapOverFreezeMs: required(ms('How much longer it was than the freeze.')),
  sent: required(count('Requests sent around the move.')),
  lost: required(count('Requests of these that were never answered.')),
  late: required(count('Requests of these that were answered more than 10 ms after they were sent.')),
});

const move = object('A migration.', {
  by: required(choice('Who moved it: XLMP, or QEMU alone over TCP.', ['xlmp', 'qemu'])),
  guest: optional(text('Which guest moved.'), 'guest'),
  from: name('The host it was at.'),
  to: name('The host it was to go to.'),
  memoryMiB: required(count('Memory of the guest in MiB.')),
  orderedMs: required(ms('When it was ordered.')),
  endedMs: required(orNull(ms('When the one who ordered it was told that it was over.'))),
  readyMs: optional(orNull(ms('When the QEMU at the destination waited for what is copied.')), null),
  frozenMs: required(orNull(ms('When the guest stopped at the source: STOP of its QEMU.'))),
  runningMs: required(orNull(ms('When it ran again: RESUME of a QEMU.'))),
  totalMs: required(orNull(ms('From the order until the guest ran again.'))),
  freezeMs: required(orNull(ms('From STOP to RESUME.'))),
  parts: required(list('The parts, in order.', part)),
  octets: required(count('Octets that left the source host while it went on, on the link.')),
  packets: required(count('Packets of these.')),
  outcome: required(choice('How it ended.', ['moved', 'returned', 'failed'])),
  says: required(text('How it ended, in words.')),
  killed: optional(text('After which record whose agent was killed.'), undefined),
  runsAt: required(list('Where a QEMU says that the guest runs, afterwards.', text('A host.'))),
  silence: required(orNull(silence)),
});

const requestFields = {
  perSecond: required(number('Requests in a second.', 0, most)),
  sent: required(count('Requests sent.')),
  answered: required(count('Requests answered.')),
  lost: required(count('Requests never answered.')),
  duplicated: required(count('Answers that came twice.')),
  late: required(count('Requests answered more than 10 ms after they were sent.')),
  gapMs: required(ms('The longest time without an answer.')),
  roundTripMs: required(
    object('From a request to its answer.', {
      least: required(ms('The shortest.')),
      median: required(ms('The median.')),
      most: required(ms('The longest.')),
    }),
  ),
} as const;

const requests = object('What a client saw that sends requests all the time.', requestFields);

const requestsBetween = object(
  'What the second guest saw that sends requests to the first, by its own clock, which stands still while it does.',
  requestFields,
);

const program = object('What a program of Debian did with the guest meanwhile.', {
  program: name('Which program.'),
  ok: required(flag('Whether its connection stayed, and every octet was right.')),
  octets: required(count('Octets that it carried.')),
  says: required(text('What it said, or what was wrong.')),
});

const check = object('Something that must hold.', {
  what: name('What must hold.'),
  met: required(flag('Whether it does.')),
  says: required(text('What was found.')),
});

/** The shape of a result. */
export const labResultShape = object('The result of a run of the lab.', {
  format: required(choice('The format.', ['xlmp-lab/1'])),
  scenario: name('The name of the scenario.'),
  title: name('What was run.'),
  way: required(choice('Where the guest went, and came back from.', wayNames)),
  about: required(text('What it shows; empty when the scenario does not say.', /^[^]*$/)),
  began: name('When, as ISO 8601.'),
  machine: required(
    object('Where it ran.', {
      processors: required(count('How many processors.')),
      model: name('Which.'),
      memoryMiB: required(count('Memory in MiB.')),
      kernel: name('The kernel.'),
      node: name('The version of Node.js.'),
      qemu: required(text('The version of QEMU, or none.')),
      accelerator: required(choice('What ran the guest.', ['kvm', 'tcg', 'none'])),
      load: required(number('How busy it was at the start: processes that wanted to run.', 0, most)),
    }),
  ),
  guest: required(
    object('The guest.', {
      kind: required(choice('Which.', guestKinds)),
      memoryMiB: required(count('Memory in MiB.')),
      bootMs: required(orNull(ms('From the start of the agents until the guest was ready.'))),
    }),
  ),
  mtu: required(count('Octets of a packet of IP on the links.')),
  moves: required(list('The migrations.', move)),
  probe: required(orNull(requests)),
  between: optional(orNull(requestsBetween), null),
  programs: required(list('Programs that know nothing of XIA.', program)),
  checks: required(list('What must hold.', check)),
  freezeParts: required(
    list('The parts of the first freeze, in order; none when packets were not written down.', part),
  ),
  signalling: required(signallingShape),
  ladder: required(ladderShape),
  agents: required(
    list(
      'What the agents took.',
      object('An agent.', {
        name: name('Which.'),
        memoryMiB: required(number('Memory at the end.', 0, most)),
        memoryMostMiB: required(number('The most memory.', 0, most)),
        processorMs: required(ms('Time of processors.')),
        files: required(count('Files that it had open at the end.')),
        memoryAfterMiB: required(
          list(
            'Memory before the first move and after each, of the process that ran last.',
            number('MiB.', 0, most),
          ),
        ),
      }),
    ),
  ),
});

/** The result of a run. */
export type LabResult = ValueOf<typeof labResultShape>;
/** A migration in a result. */
export type LabMove = LabResult['moves'][number];
/** Something that must hold. */
export type LabCheckRow = LabResult['checks'][number];
/** What a program did. */
export type ProgramResult = LabResult['programs'][number];

/** The JSON Schema of results. */
export const labResultSchema: Readonly<Record<string, unknown>> = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'XLMP lab result',
  ...labResultShape.schema,
};
