/**
 * Exchanges: the number that binds an answer to its request. A request that is repeated has the same octets, and
 * an answer to a number that was not used for such a request is dropped (chapter 04, section Exchanges).
 */
import { messages, type MessageName } from '../../spec/registry/messages.ts';
import { toHex } from '../core/hex.ts';
import { sha256 } from '../protocol/index.ts';

const encoder = new TextEncoder();

/** The exchange of a message that answers nothing and expects no answer by number. */
export const unasked = 0;

/** Of how many migrations that are over the exchanges are kept; the oldest go first. */
export const rememberedMigrations = 256;

/** The exchanges of one host as the one who asks. */
export interface ExchangeBook {
  /** The number of a request: a fresh one for new content, the same one when the content comes again. */
  numberOf(key: RequestKey, content: string): number;
  /** A number for a request that is never repeated. */
  fresh(): number;
  /** Takes note that an answer goes out with the number of its request; some answers are answered themselves. */
  answered(key: RequestKey, exchange: number): void;
  /** Whether a message of this type with this number may come from this host. */
  isExpected(key: Omit<RequestKey, 'type'>, type: MessageName, exchange: number): boolean;
  /** Says that a migration is over. Its exchanges are kept for late answers, until many others are over, too. */
  isOver(migration: string): void;
}

/** Whom a request goes to and what it is. */
export interface RequestKey {
  readonly migration: string;
  /** The id of the HID of the receiver, in hexadecimal. */
  readonly receiver: string;
  readonly type: MessageName;
}

/** Messages that also come without having been asked for. */
const mayBeUnasked: ReadonlySet<MessageName> = new Set(['Aborted', 'Running', 'GiveBack']);

/** Messages that have answers. */
const haveAnswers: ReadonlySet<MessageName> = new Set(Object.values(messages).flatMap((row) => row.answers));

/** Makes a book. @param fresh gives numbers from 1 to 2^32 - 1 that others cannot guess. */
export function exchangeBook(fresh: () => number): ExchangeBook {
  interface Exchanges {
    readonly numbers: Map<string, number>;
    readonly used: Set<string>;
  }
  const byMigration = new Map<string, Exchanges>();
  const over = new Set<string>();
  const exchangesOf = (migration: string): Exchanges => {
    const found = byMigration.get(migration) ?? { numbers: new Map(), used: new Set() };
    byMigration.set(migration, found);
    return found;
  };
  return {
    fresh,
    numberOf({ migration, receiver, type }, content) {
      const { numbers, used } = exchangesOf(migration);
      const place = toHex(sha256(encoder.encode(`${receiver} ${type} ${content}`)));
      const known = numbers.get(place);
      if (known !== undefined) return known;
      const exchange = fresh();
      numbers.set(place, exchange);
      used.add(`${receiver} ${type} ${exchange}`);
      return exchange;
    },
    answered({ migration, receiver, type }, exchange) {
      if (haveAnswers.has(type)) exchangesOf(migration).used.add(`${receiver} ${type} ${exchange}`);
    },
    isExpected({ migration, receiver }, type, exchange) {
      if (exchange === unasked) return mayBeUnasked.has(type);
      const used = byMigration.get(migration)?.used;
      return messages[type].answers.some(
        (request) => used?.has(`${receiver} ${request} ${exchange}`) === true,
      );
    },
    isOver(migration) {
      over.delete(migration);
      over.add(migration);
      if (over.size <= rememberedMigrations) return;
      const oldest = over.values().next().value!;
      over.delete(oldest);
      byMigration.delete(oldest);
    },
  };
}
