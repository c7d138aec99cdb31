/**
 * An operator on the wire: sends a request to an agent, repeats it with the same octets until it is answered, and
 * takes only answers that the agent signed (chapter 04, section Exchanges).
 */
import { randomInt } from 'node:crypto';
import { fromHex, toHex } from '../core/hex.ts';
import type { Clock } from '../ports/clock.ts';
import type { Transport } from '../ports/transport.ts';
import { decodeMessage, type Message, sealMessage, verifyMessage } from '../protocol/index.ts';
import { buildPacket, chainDag, makeXid, parsePacket, xidType } from '../xia/index.ts';
import type { Contact } from './contact.ts';
import { environmentError } from './exit-code.ts';
import type { KeyFile } from './key-file.ts';

/** Which migration a request is about; ids in hexadecimal. */
export interface Subject {
  readonly machine: string;
  readonly migration: string;
  readonly epoch: number;
}

/** A request without its header: a message type, and its TLVs. */
export type Request = { [M in Message as M['type']]: Omit<M, 'header' | 'authenticator'> }[Message['type']];

/** How long to go on asking. Milliseconds. */
export interface Patience {
  /** The delay before the first repetition; it doubles up to `ceiling`. */
  readonly retry: number;
  readonly ceiling: number;
  /** How long to ask in all. */
  readonly limit: number;
}

/** Talks to one agent. */
export interface Operator {
  /**
   * Sends a request until an answer is taken.
   *
   * @param take gives the result that an answer has, or undefined to go on waiting (and repeating); what it throws
   *   ends the waiting too.
   * @throws CommandError (environment) by rejection when nobody answers in time, or when `abandon` was called.
   */
  ask<T>(subject: Subject, request: Request, take: (answer: Message) => T | undefined): Promise<T>;
  /** Lets the migration be: ends all waiting, and all that is asked later, with this error. */
  abandon(why: Error): void;
  close(): Promise<void>;
}

/** The patience of the commands. */
export const usualPatience: Patience = { retry: 250, ceiling: 2_000, limit: 10_000 };

/** Makes an operator with a key; the transport must know where the agent is. */
export function makeOperator(
  { transport, clock }: { readonly transport: Transport; readonly clock: Clock },
  key: Pick<KeyFile, 'signer' | 'hid' | 'sid'>,
  agent: Contact,
  patience: Patience = usualPatience,
): Operator {
  const waiting = new Map<number, { take(answer: Message): boolean; end(why: Error): void }>();
  let abandoned: Error | undefined;
  // Of no network: what is sent back goes to where the request came from, and not to the router of a network.
  const source = chainDag(makeXid(xidType.hid, key.hid), makeXid(xidType.sid, key.sid));

  transport.onPacket((packet) => {
    const parsed = parsePacket(packet);
    if (!parsed.ok) return;
    const { payload } = parsed.value;
    const decoded = decodeMessage(payload);
    if (!decoded.ok || !verifyMessage(payload, decoded.value).ok) return;
    const { exchange, sender, receiver } = decoded.value.header;
    if (toHex(sender) !== agent.hid || toHex(receiver) !== key.hid) return;
    const asked = waiting.get(exchange);
    if (asked?.take(decoded.value) === true) waiting.delete(exchange);
  });

  return {
    ask(subject, request, take) {
      if (abandoned !== undefined) return Promise.reject(abandoned);
      const exchange = randomInt(1, 2 ** 32);
      const header = {
        machine: fromHex(subject.machine)!,
        migration: fromHex(subject.migration)!,
        epoch: subject.epoch,
        exchange,
        sender: fromHex(key.hid)!,
        receiver: fromHex(agent.hid)!,
      };
      const payload = sealMessage({ ...request, header }, key.signer);
      const ends = clock.now() + patience.limit;
      return new Promise((resolve, reject) => {
        let delay = patience.retry;
        let timer = clock.schedule(0, repeat);
        function repeat(): void {
          if (clock.now() >= ends) {
            waiting.delete(exchange);
            return reject(noAnswer(agent, patience));
          }
          transport.send(buildPacket({ destination: agent.address, source, payload }));
          timer = clock.schedule(Math.min(delay, Math.max(1, ends - clock.now())), repeat);
          delay = Math.min(2 * delay, patience.ceiling);
        }
        waiting.set(exchange, {
          take(answer) {
            try {
              const result = take(answer);
              if (result === undefined) return false;
              resolve(result);
            } catch (error) {
              reject(error);
            }
            timer.cancel();
            return true;
          },
          end(why) {
            timer.cancel();
            reject(why);
          },
        });
      });
    },
    abandon(why) {
      abandoned = why;
      for (const asked of waiting.values()) asked.end(why);
      waiting.clear();
    },
    close: () => transport.close(),
  };
}

function noAnswer({ udp, hid }: Contact, { limit }: Patience): Error {
  return environmentError(
    `no answer from ${udp.host}:${udp.port} (HID:${hid}) in ${limit / 1000} s`,
    'Check that the agent runs, that its contact file is its latest one, and that UDP reaches it.',
  );
}
