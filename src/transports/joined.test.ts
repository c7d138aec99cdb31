import { expect, it } from 'vitest';
import type { Transport } from '../ports/transport.ts';
import { joinTransports } from './joined.ts';
import { lawPacket } from './transport.laws.ts';

function noted(name: string, sent: string[]): Transport & { bring(packet: Uint8Array): void } {
  let receive: (packet: Uint8Array) => void = () => {};
  return {
    send: () => void sent.push(name),
    onPacket: (receiver) => void (receive = receiver),
    bring: (packet) => receive(packet),
    close: () => Promise.resolve(void sent.push(`${name} closed`)),
  };
}

it('sends where the other end was heard last, and at first by each of the first ones', async () => {
  const sent: string[] = [];
  const [one, two, other] = ['one', 'two', 'other'].map((name) => noted(name, sent));
  const joined = joinTransports([one!, two!], [other!]);
  let got = 0;
  joined.onPacket(() => (got += 1));
  const take = (): string[] => sent.splice(0);

  joined.send(lawPacket('b', 'a', ''));
  expect(take()).toEqual(['one', 'two']);
  for (const from of [two!, other!, one!]) {
    from.bring(lawPacket('a', 'b', ''));
    joined.send(lawPacket('b', 'a', ''));
  }
  expect(take()).toEqual(['two', 'other', 'one']);
  expect(got).toBe(3);
  await joined.close();
  expect(take()).toEqual(['one closed', 'two closed', 'other closed']);
});
