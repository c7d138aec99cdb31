/**
 * The machines of both hosts as oracle: whoever sends a message in a migration must have been able to, in one of the
 * states that are compatible with what was seen of it. A migration is followed from its Offer on.
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import { destinationHost, sourceHost } from '../../src/machines/index.ts';
import { toHex } from '../../src/core/hex.ts';
import { Automaton, type Situations } from './compatible.ts';
import type { Rule } from './rule.ts';

/** What a host also says beside its machine, about migrations that it does not know above all. */
const saidAnywhere: readonly MessageName[] = [
  'Refused',
  'Aborted',
  'StatusQuery',
  'WitnessRead',
  'WitnessSwap',
];

/** So many messages of a host may overtake one another on the way to whoever captures. */
const mostOvertaking = 8;

/** More migrations than this are not followed, the oldest first. */
const mostFollowed = 10_000;

interface Followed {
  readonly automaton: Automaton;
  readonly heard: Set<MessageName>;
  /** Octets that were seen already: a repetition tells nothing new. */
  readonly seen: Set<string>;
  /** What it may have been, the latest last. */
  lately: readonly Situations[];
}

let automata: { readonly source: Automaton; readonly destination: Automaton } | undefined;

/** Makes the rule. */
export function machineRule(): Rule {
  const followed = new Map<string, Followed>();
  /** Whatever is for a host in a migration, whoever says it. */
  const listeners = new Map<string, Followed[]>();
  // Made once: whoever judges packet by packet makes the rule anew for each walk.
  automata ??= {
    source: new Automaton(sourceHost.describe()),
    destination: new Automaton(destinationHost.describe()),
  };
  const { source, destination } = automata;
  const follow = (key: string, automaton: Automaton): void => {
    if (followed.has(key)) return;
    const [oldest] = followed.keys();
    if (followed.size >= mostFollowed && oldest !== undefined) {
      followed.delete(oldest);
      listeners.delete(withoutOther(oldest));
    }
    const one = {
      automaton,
      heard: new Set<MessageName>(),
      seen: new Set<string>(),
      lately: [automaton.begin()],
    };
    followed.set(key, one);
    const place = withoutOther(key);
    listeners.set(place, [...(listeners.get(place) ?? []), one]);
  };
  return ({ message, octets, sender, receiver }, { broken, isAsked }) => {
    const { header, type } = message;
    const of = [toHex(header.machine), toHex(header.migration)];
    const [left, right] = [[sender, receiver, ...of].join(' '), [receiver, sender, ...of].join(' ')];
    if (type === 'Offer') {
      follow(left, source);
      follow(right, destination);
    }
    const speaker = followed.get(left);
    if (speaker !== undefined && isAsked(sender) && !isSendable(speaker, type, octets)) {
      const { automaton, heard, lately } = speaker;
      const lack = automaton.lacking(automaton.spread(lately.at(-1)!, heard), heard, type);
      const [requirement] = [...(lack?.clauses ?? []), ...automaton.clausesOf(type)];
      const why = lack === undefined ? '' : `: it would have had to hear ${lack.message}`;
      if (requirement !== undefined)
        broken(requirement, `${type}, which no state compatible with the frames before can send${why}`);
    }
    for (const { heard } of listeners.get([receiver, ...of].join(' ')) ?? []) heard.add(type);
  };
}

/** A host in a migration, whoever the other host is. */
function withoutOther(key: string): string {
  const [host, , ...of] = key.split(' ');
  return [host, ...of].join(' ');
}

function isSendable(followed: Followed, type: MessageName, octets: Uint8Array): boolean {
  const { automaton, heard, seen, lately } = followed;
  const name = toHex(octets);
  if (seen.has(name) || saidAnywhere.includes(type) || !automaton.sends(type)) return true;
  seen.add(name);
  const [now, ...before] = lately.toReversed();
  const after = automaton.sent(automaton.spread(now!, heard), heard, type);
  if (after.size > 0) {
    followed.lately = [...lately, after].slice(-mostOvertaking);
    return true;
  }
  // One that was overtaken says nothing of what its sender is now.
  return before.some((one) => automaton.sent(automaton.spread(one, heard), heard, type).size > 0);
}
