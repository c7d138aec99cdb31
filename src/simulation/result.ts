/** What a simulation gives: figures, a plot and a ladder. The JSON Schema (`result.schema.json`) is made from this. */
import { adaptations, measures } from './scenario.ts';
import {
  choice,
  flag,
  list,
  number,
  object,
  optional,
  required,
  text,
  type Shape,
  type ValueOf,
} from './shape.ts';

const most = Number.MAX_SAFE_INTEGER;
const ms = (doc: string): Shape<number> => number(`${doc} Milliseconds.`, -most, most);
const count = (doc: string): Shape<number> => number(doc, 0, most, true);
const orNull = <T>(shape: Shape<T>): Shape<T | null> => ({
  schema: { anyOf: [shape.schema, { type: 'null' }] },
  read: (json, path, problems) => (json === null ? null : shape.read(json, path, problems)),
});
const name = (doc: string) => required(text(doc));

const move = object('A migration.', {
  machine: name('Which machine.'),
  from: name('The host it was at.'),
  to: name('The host it was to go to.'),
  orderedMs: required(ms('When it was ordered.')),
  frozenMs: required(orNull(ms('When the machine last stopped for it.'))),
  runningMs: required(orNull(ms('When it ran again.'))),
  freezeMs: required(orNull(ms('How long it stood still.'))),
  reason: required(orNull(text('Why it did not take place; null when no reason was given.'))),
  outcome: required(choice('How it ended.', ['moved', 'returned', 'refused', 'unfinished'])),
});

const silence = {
  gapMs: required(ms('The longest silence that the one who asks, or who receives, saw.')),
  gapStartMs: required(ms('When that began.')),
  freezeMs: required(ms('The longest freeze of the two ends.')),
  gapOverFreezeMs: required(ms('How much longer than the freeze the silence was.')),
} as const;

const requests = object('Requests between two ends.', {
  from: name('Who asked.'),
  to: name('Who answered.'),
  sent: required(count('Requests that were sent.')),
  heard: required(count('Requests that arrived.')),
  answered: required(count('Requests whose answer arrived.')),
  lost: required(count('Requests that were never answered.')),
  duplicated: required(count('Requests and answers that arrived a second time.')),
  reordered: required(count('Answers that came after the answer to a later request.')),
  ...silence,
  boundMs: required(
    orNull(
      ms('What the silence may be by the formula of chapter 11; null unless each end moved at most once.'),
    ),
  ),
  roundTripMs: required(
    object('From a request to its answer.', {
      least: required(ms('The shortest.')),
      median: required(ms('The median.')),
      most: required(ms('The longest.')),
    }),
  ),
  stretch: required(
    object('The time that requests took, over the shortest time of flight between the two places.', {
      before: required(number('Median before the first move.', 0, most)),
      after: required(number('Median of the last second.', 0, most)),
      most: required(
        number('The worst of a request that was not held: sent while nobody stood still.', 0, most),
      ),
    }),
  ),
  alive: required(flag('Whether requests of the last second were answered.')),
});

const stream = object('A stream between two ends.', {
  from: name('Who sent.'),
  to: name('Who received.'),
  octets: required(count('Octets that were to be sent.')),
  delivered: required(count('Octets that the application got.')),
  errors: required(count('Octets that were not the ones that came next.')),
  ...silence,
  finishedMs: required(orNull(ms('When the last octet was there.'))),
  alive: required(flag('Whether it finished, or octets still came in the last second.')),
});

const router = object('What a router kept.', {
  name: name('Which router.'),
  rowsMost: required(count('The most rows for machines at a time.')),
  rowsEnd: required(count('Rows for machines at the end.')),
  heldMost: required(count('The most packets held at a time.')),
  dropped: required(count('Packets dropped because too many were held.')),
  tunnelled: required(count('Packets sent on through tunnels.')),
});

const totals = object('Over all flows and moves; for times, the worst.', {
  sent: required(count('Requests sent.')),
  lost: required(count('Requests never answered.')),
  duplicated: required(
    count('Requests or answers that came twice, or octets of streams beyond what was sent.'),
  ),
  reordered: required(count('Answers out of order.')),
  gapMs: required(ms('The longest silence.')),
  gapOverFreezeMs: required(ms('The longest silence beyond the freeze.')),
  gapOverBoundMs: required(
    ms('The longest silence of requests beyond the bound of chapter 11; 0 where there is none.'),
  ),
  freezeMs: required(ms('The longest freeze.')),
  roundTripMs: required(ms('The largest median.')),
  streamErrors: required(count('Octets of streams out of order or wrong.')),
  unfinishedMoves: required(count('Moves after which the machine did not run at its new place.')),
  sessionsLost: required(count('Flows that had died at the end.')),
});

const plot = object('Requests around the first move, one row for each.', {
  from: name('Who asked.'),
  to: name('Who answered.'),
  rows: required(
    list(
      'Number, when sent, when it arrived or null, when the answer arrived or null.',
      list('A row.', orNull(number('A number or milliseconds.', 0, most)), 4, 4),
    ),
  ),
});

/** The shape of a ladder. */
export const ladderShape = object('Messages of the protocol in the order in which they left.', {
  parties: required(list('Who takes part.', text('A name.'))),
  messages: required(
    list(
      'The messages.',
      object('A message.', {
        sentMs: required(ms('When it left.')),
        arrivedMs: required(orNull(ms('When it arrived; null when it never did.'))),
        from: name('The sender.'),
        to: name('The receiver.'),
        message: name('The name of the message.'),
        octets: required(count('Octets of the packet.')),
      }),
    ),
  ),
  left: required(count('Messages that are not shown.')),
});

/** The shape of counts of messages. */
export const signallingShape = list(
  'Messages of the protocol, each counted once where it left.',
  object('A kind of message.', {
    message: name('The name.'),
    part: required(
      choice('What it belongs to.', ['migration', 'transfer', 'adaptation', 'session', 'original']),
    ),
    count: required(count('How many.')),
    octets: required(count('Octets of their packets.')),
  }),
);

/** The shape of a result. */
export const resultShape = object('The result of a simulation.', {
  format: required(choice('The format.', ['xlmp-simulation/1'])),
  title: name('What was simulated.'),
  about: optional(text('What it shows.'), ''),
  adaptation: required(choice('How machines stayed reachable.', adaptations)),
  seed: required(count('The seed.')),
  durationMs: required(ms('How long it ran.')),
  totals: required(totals),
  expectations: required(
    list(
      'What was expected, and what came.',
      object('An expectation.', {
        measure: required(choice('Which measure.', measures)),
        value: required(number('What came.', -most, most)),
        least: required(orNull(number('The smallest that is right.', -most, most))),
        most: required(orNull(number('The largest that is right.', -most, most))),
        met: required(flag('Whether it is right.')),
        why: required(orNull(text('Where the number comes from.'))),
      }),
    ),
  ),
  machines: required(
    list(
      'Where each machine is at the end.',
      object('A machine.', {
        name: name('Its name.'),
        host: required(orNull(text('Where it runs; null for nowhere.'))),
      }),
    ),
  ),
  violations: required(list('Invariants that did not hold.', text('One, as a sentence.'))),
  moves: required(list('The migrations.', move)),
  requests: required(list('The flows of requests.', requests)),
  streams: required(list('The streams.', stream)),
  signalling: required(signallingShape),
  routers: required(list('The access routers.', router)),
  network: required(
    object('All links together.', {
      packets: required(count('Packets, at each hop.')),
      octets: required(count('Octets, at each hop.')),
      lost: required(count('Packets that were lost.')),
    }),
  ),
  plots: required(list('For the plot.', plot)),
  ladder: required(ladderShape),
});

/** The result of a simulation. */
export type SimulationResult = ValueOf<typeof resultShape>;
/** Tells whether a result is as its scenario expects, and no invariant was broken. */
export function isAsExpected({ expectations, violations }: SimulationResult): boolean {
  return violations.length === 0 && expectations.every(({ met }) => met);
}

/** The measures that can be expected. */
export type Totals = SimulationResult['totals'];
/** A migration in a result. */
export type MoveResult = SimulationResult['moves'][number];
/** A flow of requests in a result. */
export type RequestsResult = SimulationResult['requests'][number];
/** A stream in a result. */
export type StreamResult = SimulationResult['streams'][number];
/** The ladder of a result. */
export type Ladder = SimulationResult['ladder'];

/** The JSON Schema of results. */
export const resultSchema: Readonly<Record<string, unknown>> = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'XLMP simulation result',
  ...resultShape.schema,
};
