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

/** Makes the rule. */
export function exchangeRule(): Rule {
  const requests = new Map<string, Observed>();
  return (observed, { broken, unjudged }) => {
    const { message, sender, receiver, frame } = observed;
    const { type, header } = message;
    const isAnswer = messages[type].answers.length > 0;
    if (!isAnswer && !asking.has(type)) return;
    if (!isAnswer) {
      const key = keyOf(sender, receiver, observed);
      const first = requests.get(key);
      if (first === undefined) requests.set(key, observed);
      else if (first.message.type !== type)
        broken(
          'MSG-032',
          `${type} in exchange ${header.exchange}, which frame ${first.frame} used for ${first.message.type}`,
        );
      else if (!equalOctets(first.octets, observed.octets))
        broken(
          'MSG-031',
          `${type} in exchange ${header.exchange} with other octets than in frame ${first.frame}`,
        );
      return;
    }
    const request = requests.get(keyOf(receiver, sender, observed));
    if (request === undefined) {
      if (!mayComeUnasked.includes(type)) unjudged('an answer whose request is not in the capture', frame);
      return;
    }
    if (!(messages[type].answers as readonly MessageName[]).includes(request.message.type)) return;
    if (ofOwnEpoch.includes(type)) return;
    if (header.epoch !== request.message.header.epoch)
      broken(
        'MSG-034',
        `${type} with epoch ${header.epoch} in answer to epoch ${request.message.header.epoch} of frame ${request.frame}`,
      );
  };
}

/** An exchange: who opened it, with whom, about which migration of which machine. */
function keyOf(from: string, to: string, { message: { header } }: Observed): string {
  return [from, to, toHex(header.machine), toHex(header.migration), header.exchange].join(' ');
}
