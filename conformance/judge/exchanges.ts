/** Rules of requests and answers across messages: MSG-034, MSG-031, MSG-032. */
import { type MessageName, messages } from '../../spec/registry/messages.ts';
import { equalOctets } from '../../src/core/compare.ts';
import { toHex } from '../../src/core/hex.ts';
import type { Rule } from './rule.ts';
import type { Observed } from './observe.ts';

/** What opens an exchange: messages that some other message answers. Beacons and the like are said to whom it may concern. */
const asking: ReadonlySet<MessageName> = new Set(Object.values(messages).flatMap(({ answers }) => answers));

/** An answer that may come unasked, or copies an exchange that was never opened. */
const mayComeUnasked: readonly MessageName[] = ['Aborted', 'Running', 'Refused'];

/** Answers whose epoch says where their sender is (chapter 04, SessionAccept), and nothing of the request. */
const ofOwnEpoch: readonly MessageName[] = ['SessionAccept'];

/** So many different requests under one number are remembered; there should be one. */
const mostUnderOne = 16;

/** Makes the rule. */
export function exchangeRule(): Rule {
  /** Every request under a number, because who breaks a rule about requests does not break one about answers. */
  const requests = new Map<string, readonly Observed[]>();
  return (observed, { broken, unjudged }) => {
    const { message, sender, receiver, frame } = observed;
    const { type, header } = message;
    const isAnswer = messages[type].answers.length > 0;
    if (!isAnswer && !asking.has(type)) return;
    if (!isAnswer) {
      const key = keyOf(sender, receiver, observed);
      const before = requests.get(key) ?? [];
      if (before.some(({ octets }) => equalOctets(octets, observed.octets))) return;
      requests.set(key, [...before, observed].slice(0, mostUnderOne));
      const [first] = before;
      if (first === undefined) return;
      if (first.message.type !== type)
        broken(
          'MSG-032',
          `${type} in exchange ${header.exchange}, which frame ${first.frame} used for ${first.message.type}`,
        );
      else
        broken(
          'MSG-031',
          `${type} in exchange ${header.exchange} with other octets than in frame ${first.frame}`,
        );
      return;
    }
    const asked = requests.get(keyOf(receiver, sender, observed));
    if (asked === undefined) {
      if (!mayComeUnasked.includes(type)) unjudged('an answer whose request is not in the capture', frame);
      return;
    }
    const answerable = messages[type].answers as readonly MessageName[];
    const meant = asked.filter((request) => answerable.includes(request.message.type));
    const [first] = meant;
    if (first === undefined || ofOwnEpoch.includes(type)) return;
    if (meant.some((request) => request.message.header.epoch === header.epoch)) return;
    const { epoch } = first.message.header;
    broken(
      'MSG-034',
      `${type} with epoch ${header.epoch} in answer to epoch ${epoch} of frame ${first.frame}`,
    );
  };
}

/** An exchange: who opened it, with whom, about which migration of which machine. */
function keyOf(from: string, to: string, { message: { header } }: Observed): string {
  return [from, to, toHex(header.machine), toHex(header.migration), header.exchange].join(' ');
}
