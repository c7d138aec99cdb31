/** Requests that wait for their answers, by kind; each asker once. */
import type { MessageName } from '../../spec/registry/messages.ts';
import type { OpenRequest } from './mailer.ts';

/** How many askers of a kind are remembered; the oldest goes first. */
export const mostAskers = 16;

/** Requests that wait. */
export interface OpenRequests {
  add(request: OpenRequest): void;
  /** Those of a kind, oldest first. */
  of(type: MessageName): readonly OpenRequest[];
  /** The last one of a kind. */
  last(type: MessageName): OpenRequest | undefined;
  /** Forgets one. */
  remove(request: OpenRequest): void;
  /** Forgets those of a kind. */
  clear(type: MessageName): void;
}

/** Makes an empty list. */
export function openRequests(): OpenRequests {
  const byType = new Map<MessageName, OpenRequest[]>();
  return {
    add(request) {
      const { sender, exchange } = request.header;
      const others = (byType.get(request.type) ?? []).filter(
        ({ header }) => header.sender !== sender || header.exchange !== exchange,
      );
      byType.set(request.type, [...others, request].slice(-mostAskers));
    },
    of: (type) => byType.get(type) ?? [],
    last: (type) => byType.get(type)?.at(-1),
    remove(request) {
      byType.set(
        request.type,
        (byType.get(request.type) ?? []).filter((other) => other !== request),
      );
    },
    clear(type) {
      byType.delete(type);
    },
  };
}
