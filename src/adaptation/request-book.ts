/**
 * The numbers of requests of a peer: a request that is repeated has the number it had, and an answer to a number that
 * was not given is not looked at. The oldest are forgotten.
 */
import { messages, type MessageName } from '../../spec/registry/messages.ts';

/** How many requests of one concern are remembered. */
export const rememberedRequests = 16;

/** The requests of one concern: a session, a router, a rendezvous. */
export interface RequestBook {
  /** The number of a request: a fresh one for new content, the same one when the content comes again. */
  numberOf(receiver: string, type: MessageName, content: string): number;
  /** Whether an answer of this type with this number may come from this host. */
  isExpected(sender: string, type: MessageName, exchange: number): boolean;
}

/** Makes a book. @param fresh gives numbers from 1 to 2^32 - 1 that others cannot guess. */
export function requestBook(fresh: () => number): RequestBook {
  const numbers = new Map<string, { readonly exchange: number; readonly asked: string }>();
  return {
    numberOf(receiver, type, content) {
      const asked = `${receiver} ${type}`;
      const key = `${asked} ${content}`;
      const known = numbers.get(key);
      if (known !== undefined) return known.exchange;
      const exchange = fresh();
      numbers.set(key, { exchange, asked });
      if (numbers.size > rememberedRequests) numbers.delete(numbers.keys().next().value!);
      return exchange;
    },
    isExpected: (sender, type, exchange) =>
      messages[type].answers.some((request) =>
        [...numbers.values()].some(
          (row) => row.exchange === exchange && row.asked === `${sender} ${request}`,
        ),
      ),
  };
}
