/**
 * The operator: cancels migrations and asks what became of them, in the name of the machines' owner, over the same network
 * as everybody. A request is repeated in equal octets until it is answered.
 */
import { equalOctets } from '../core/compare.ts';
import { fromHex } from '../core/hex.ts';
import type { Clock } from '../ports/clock.ts';
import {
  decodeMessage,
  type Message,
  type MessageOf,
  sealMessage,
  verifyMessage,
} from '../protocol/index.ts';
import type { Identity, Subject } from '../runtime/index.ts';
import { buildPacket, parsePacket } from '../xia/index.ts';

/** Asks hosts about migrations. */
export interface Operator {
  cancel(about: Asked, answered: (answer: MessageOf<'CancelAnswer'>) => void): void;
  status(about: Asked, answered: (answer: MessageOf<'StatusAnswer'>) => void): void;
  /** Takes a packet when it is an answer; false when it is for somebody else. */
  take(packet: Uint8Array): boolean;
}

/** Whom the operator asks, and about what. */
export interface Asked {
  readonly host: Identity;
  /** The machine; its owner holds its key. */
  readonly machine: Identity;
  readonly subject: Subject;
}

/** How long the operator waits for an answer before it asks again. Milliseconds. */
const retryMs = 500;

/** Makes an operator. @param self where answers come back to. */
export function makeOperator(clock: Clock, self: Identity, send: (packet: Uint8Array) => void): Operator {
  const waiting = new Map<number, { readonly asked: Asked; take(answer: Message): boolean }>();
  let exchange = 0;

  const ask = <T extends Message['type']>(
    asked: Asked,
    request: 'Cancel' | 'StatusQuery',
    type: T,
    answered: (answer: MessageOf<T>) => void,
  ): void => {
    const { host, machine, subject } = asked;
    exchange += 1;
    const own = exchange;
    const header = {
      machine: machine.hid,
      migration: fromHex(subject.migration)!,
      epoch: subject.epoch,
      exchange: own,
      sender: machine.hid,
      receiver: host.hid,
    };
    const payload = sealMessage({ type: request, header }, machine.signer);
    const repeat = (): void => {
      if (!waiting.has(own)) return;
      send(buildPacket({ destination: host.address, source: self.address, payload }));
      clock.schedule(retryMs, repeat);
    };
    waiting.set(own, {
      asked,
      take(answer) {
        if (answer.type !== type) return false;
        answered(answer as MessageOf<T>);
        return true;
      },
    });
    repeat();
  };
  return {
    cancel: (about, answered) => ask(about, 'Cancel', 'CancelAnswer', answered),
    status: (about, answered) => ask(about, 'StatusQuery', 'StatusAnswer', answered),
    take(packet) {
      const parsed = parsePacket(packet);
      const decoded = parsed.ok ? decodeMessage(parsed.value.payload) : undefined;
      if (!parsed.ok || decoded?.ok !== true) return false;
      const { header } = decoded.value;
      const open = waiting.get(header.exchange);
      const isAnswer =
        open !== undefined &&
        equalOctets(header.receiver, open.asked.machine.hid) &&
        equalOctets(header.sender, open.asked.host.hid) &&
        verifyMessage(parsed.value.payload, decoded.value).ok;
      if (isAnswer && open.take(decoded.value)) waiting.delete(header.exchange);
      return isAnswer;
    },
  };
}
