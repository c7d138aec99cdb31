import { expect, test } from 'vitest';
import { virtualClock } from '../clocks/virtual.ts';
import { toHex } from '../core/hex.ts';
import {
  decodeMessage,
  identifierOf,
  type Message,
  type MessageOf,
  sealMessage,
  signerFromSeed,
} from '../protocol/index.ts';
import { buildPacket, formatDag, hostAddress, makeXid, parsePacket, xidType } from '../xia/index.ts';
import type { CommandError } from './exit-code.ts';
import { makeOperator, type Operator, type Patience } from './operator.ts';

const patience: Patience = { retry: 100, ceiling: 200, limit: 1_000 };

function person(seed: number) {
  const signer = signerFromSeed(new Uint8Array(32).fill(seed));
  const id = (type: 'HID' | 'SID'): string => toHex(identifierOf(type, signer.publicKey));
  return { signer, hid: id('HID'), sid: id('SID') };
}

function setup() {
  const clock = virtualClock();
  const agent = person(1);
  const key = person(2);
  const address = hostAddress(
    makeXid(xidType.ad, 'a'.repeat(40)),
    makeXid(xidType.hid, agent.hid),
    makeXid(xidType.sid, agent.sid),
  );
  const sent: Message[] = [];
  const octets: string[] = [];
  let deliver: (packet: Uint8Array) => void = () => {};
  const transport = {
    send(packet: Uint8Array) {
      const parsed = parsePacket(packet);
      if (!parsed.ok) throw new Error('the operator sent no packet');
      expect(formatDag(parsed.value.destination)).toBe(formatDag(address));
      const decoded = decodeMessage(parsed.value.payload);
      if (!decoded.ok) throw new Error('the operator sent no message');
      octets.push(toHex(parsed.value.payload));
      sent.push(decoded.value);
    },
    onPacket(receiver: (packet: Uint8Array) => void) {
      deliver = receiver;
    },
    close: () => Promise.resolve(),
  };
  const contact = { address, hid: agent.hid, udp: { host: '127.0.0.1', port: 1 } };
  const operator: Operator = makeOperator({ transport, clock }, key, contact, patience);
  /** Answers the last request as `by` would, with changes to the header. */
  const answer = (by = agent, change: Partial<Message['header']> = {}): void => {
    const { header } = sent.at(-1)!;
    const message: MessageOf<'StatusAnswer'> = {
      type: 'StatusAnswer',
      header: {
        ...header,
        sender: identifierOf('HID', by.signer.publicKey),
        receiver: header.sender,
        ...change,
      },
      status: { outcome: 'active', phase: 'pre-copy', runsHere: 'yes', epoch: 1 },
    };
    const payload = sealMessage(message, by.signer);
    deliver(buildPacket({ destination: address, source: address, payload }));
  };
  const subject = { machine: 'b'.repeat(40), migration: 'c'.repeat(32), epoch: 2 };
  const ask = (): Promise<string> =>
    operator.ask(subject, { type: 'StatusQuery' }, (message) =>
      message.type === 'StatusAnswer' ? message.status.phase : undefined,
    );
  return { clock, agent, operator, sent, octets, answer, ask };
}

test('a request is repeated with the same octets until the answer comes', async () => {
  const { clock, ask, answer, octets } = setup();
  const asked = ask();
  clock.advance(350);
  expect(octets).toHaveLength(3);
  expect(new Set(octets).size).toBe(1);
  answer();
  expect(await asked).toBe('pre-copy');
  clock.advance(10_000);
  expect(octets).toHaveLength(3);
});

test('what the agent did not sign for this exchange is no answer', async () => {
  const { clock, ask, answer, sent } = setup();
  const asked = ask();
  clock.advance(0);
  answer(person(3));
  answer(undefined, { exchange: (sent[0]!.header.exchange + 1) >>> 0 });
  answer(undefined, { receiver: new Uint8Array(20) });
  const ended = expect(asked).rejects.toThrow('no answer from 127.0.0.1:1');
  clock.advance(5_000);
  await ended;
});

test('an operator that is told to stop ends all waiting', async () => {
  const { clock, ask, operator, octets } = setup();
  const asked = ask();
  clock.advance(0);
  operator.abandon(new Error('stopped'));
  await expect(asked).rejects.toThrow('stopped');
  await expect(ask()).rejects.toThrow('stopped');
  clock.advance(5_000);
  expect(octets).toHaveLength(1);
});

test('no answer is an error of the environment', async () => {
  const { clock, ask } = setup();
  const asked = ask().catch((error: CommandError) => error.exitCode);
  clock.advance(5_000);
  expect(await asked).toBe(4);
});
