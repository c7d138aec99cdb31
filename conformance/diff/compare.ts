/** Holds two dialogues about one case against each other, turn by turn, and says where they part. */
import { nameOf } from '../cast.ts';
import type { DialogueRecord, Turn } from '../evidence/dialogue-record.ts';
import { octets } from '../octets/octets.ts';
import { aligned } from './align.ts';
import { type Event, eventsOf, packetEvent, plainEvent } from './events.ts';
import { Freedom } from './freedom.ts';

/** One thing that the sides did otherwise. */
export interface Difference {
  /** The number of the turn in the dialogue, from 0. */
  readonly turn: number;
  /** What was asked, in a few words without numbers. */
  readonly stimulus: string;
  /** What it is about, the same each time that it comes: a field of a message, or who did something alone. */
  readonly subject: string;
  /** What each side did, in a few words; `nothing` when it did nothing there. */
  readonly a: string;
  readonly b: string;
}

/** What a comparison came to. */
export interface Comparison {
  /** In the order in which they were seen; those that follow from an earlier one are among them. */
  readonly differences: readonly Difference[];
  /** Turns that both were asked alike, and that were compared. */
  readonly turns: number;
  /** Whether the comparison ended because the sides were asked different things, or one of them no more. */
  readonly isCut: boolean;
}

const nothing = 'nothing';

/** A dialogue of many turns differs in many ways; more than these are not kept. */
const mostDifferences = 50;

/** Compares two dialogues. */
export function compare(a: DialogueRecord, b: DialogueRecord): Comparison {
  const freedom = new Freedom();
  const differences: Difference[] = [];
  const [left, right] = [turnsOf(a), turnsOf(b)];
  const isTimed = !a.realTime && !b.realTime;
  let turn = 0;
  for (; turn < Math.min(left.length, right.length); turn += 1) {
    const [one, other] = [left[turn]!, right[turn]!];
    if (!isSameAsked(one, other, freedom)) break;
    const stimulus = stimulusOf(one);
    if (one.ask?.do === 'reset') freedom.restarted();
    for (const found of differencesIn(one, other, stimulus, freedom, isTimed))
      if (differences.length < mostDifferences) differences.push({ turn, stimulus, ...found });
  }
  return { differences, turns: turn, isCut: turn < Math.max(left.length, right.length) };
}

/** The turns of a dialogue as they are compared: what comes late in real time belongs to what was asked before. */
export function turnsOf({ turns }: DialogueRecord): readonly Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (turn.ask !== undefined || last === undefined) joined.push(turn);
    else joined[joined.length - 1] = { ...last, reports: [...last.reports, ...turn.reports] };
  }
  return joined;
}

function differencesIn(
  one: Turn,
  other: Turn,
  stimulus: string,
  freedom: Freedom,
  isTimed: boolean,
): readonly Omit<Difference, 'turn' | 'stimulus'>[] {
  const found = aligned(answered(one), answered(other)).flatMap(({ a, b, isMoved }) => {
    if (a === undefined || b === undefined) {
      const { name, channel } = (a ?? b)!;
      const said = channel.startsWith('to ') ? `${name} ${channel}` : name;
      const subject = `after ${stimulus}: ${said}`;
      return [{ subject, a: a === undefined ? nothing : said, b: b === undefined ? nothing : said }];
    }
    const paths = new Set([...a.fields.keys(), ...b.fields.keys()]);
    const fields = [...paths].filter(
      (path) => !freedom.isSame(path, a, a.fields.get(path), b.fields.get(path)),
    );
    const places = isMoved
      ? [{ subject: `after ${stimulus}: the order of ${a.name}`, a: rowOf(one, a), b: rowOf(other, b) }]
      : [];
    const times =
      isTimed && a.at !== undefined && b.at !== undefined && a.at !== b.at
        ? [{ subject: `${a.name}, its time`, a: `at ${a.at} ms`, b: `at ${b.at} ms` }]
        : [];
    return [
      ...places,
      ...times,
      ...fields.map((path) => ({
        subject: `${a.name} ${path.replaceAll(/\[\d+\]/g, '[]')}`,
        a: sayField(path, a),
        b: sayField(path, b),
      })),
    ];
  });
  if (found.length > 0) freedom.parted();
  return found;
}

/** What goes the same way as an event, in order. */
function rowOf(turn: Turn, { channel }: Event): string {
  return eventsOf(turn.reports)
    .flatMap((event) => (event.channel === channel ? [event.name] : []))
    .join(', then ');
}

function sayField(path: string, { fields }: Event): string {
  return `${path} ${fields.get(path) ?? 'is not there'}`;
}

function answered({ reports, failed, broken }: Turn): readonly Event[] {
  const ends = [
    ...(failed === undefined ? [] : ['cannot do it']),
    ...(broken === undefined ? [] : [`breaks down (${broken.code})`]),
  ];
  return [
    ...eventsOf(reports),
    ...ends.map((name) => ({ ...plainEvent('adapter', name, {}), at: undefined })),
  ];
}

function isSameAsked(a: Turn, b: Turn, freedom: Freedom): boolean {
  const [one, other] = [askedEvent(a), askedEvent(b)];
  if (one.name !== other.name) return false;
  const paths = new Set([...one.fields.keys(), ...other.fields.keys()]);
  return [...paths].every((path) =>
    freedom.isSameAsked(path, one, one.fields.get(path), other.fields.get(path)),
  );
}

/** What was asked as an event; the channel of a packet is who sends it, whose answers have the numbers of others. */
function askedEvent({ ask }: Turn): Event {
  if (ask === undefined) return { ...plainEvent('adapter', 'nothing asked', {}), at: undefined };
  if (ask.do !== 'deliver') return { ...plainEvent('adapter', ask.do, ask), at: undefined };
  const event = packetEvent(octets(ask.packet));
  const sender = event.fields.get('header.sender');
  return { ...event, channel: sender === undefined ? event.channel : `to ${nameOf(sender)}`, at: undefined };
}

/** What was asked, in words that are the same for all that is asked so. */
function stimulusOf(turn: Turn): string {
  const { ask } = turn;
  switch (ask?.do) {
    case 'deliver':
      return askedEvent(turn).name;
    case 'advance':
      return 'time';
    case 'operation':
      return 'an answer of the hypervisor';
    case 'reset':
      return ask.keepJournal === true ? 'a restart' : 'the start';
    case 'evaluate':
      return ask.function;
    default:
      return ask?.do ?? 'nothing asked';
  }
}
