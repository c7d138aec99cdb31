import { describe, expect, it } from 'vitest';
import { buildPacket, chainDag, type Dag, makeDag, makeXid, parsePacket, xidType } from '../xia/index.ts';
import { redirected } from './redirection.ts';

const ad = (digit: string) => makeXid(xidType.ad, digit.repeat(40));
const hid = (digit: string) => makeXid(xidType.hid, digit.repeat(40));
const service = makeXid(xidType.sid, '5'.repeat(40));
const source = chainDag(ad('9'), hid('9'));
const place = chainDag(ad('a'), hid('3'));

function onward(destination: Dag, to = place): Dag | undefined {
  const packet = buildPacket({ destination, source, payload: Uint8Array.of(7), nextHeader: 2, hopLimit: 9 });
  const octets = redirected(packet, to);
  if (octets === undefined) return undefined;
  const parsed = parsePacket(octets);
  if (!parsed.ok) throw new TypeError('no packet');
  expect(parsed.value).toMatchObject({ header: { nextHeader: 2, hopLimit: 9 }, source });
  expect([...parsed.value.payload]).toEqual([7]);
  return parsed.value.destination;
}

describe('a packet that a rendezvous sends on', () => {
  it('goes to the place of the machine, and to what stood behind the machine', () => {
    expect(onward(chainDag(ad('1'), hid('2'), hid('3'), service))).toEqual(
      chainDag(ad('a'), hid('3'), service),
    );
    expect(onward(chainDag(ad('1'), hid('2'), hid('3')))).toEqual(place);
  });

  it('has one way only, whatever ways its address had', () => {
    const fallback = makeDag(
      [
        { xid: ad('b'), edges: [3, 1] },
        { xid: ad('1'), edges: [2] },
        { xid: hid('2'), edges: [3] },
        { xid: hid('3'), edges: [4] },
        { xid: service, edges: [] },
      ],
      [0, 1],
    );
    expect(onward(fallback)).toEqual(chainDag(ad('a'), hid('3'), service));
  });

  it('is none when the machine is not in its address, or the address becomes too long', () => {
    expect(onward(chainDag(ad('1'), hid('2'), hid('4')))).toBeUndefined();
    const long = chainDag(hid('3'), ...Array.from({ length: 19 }, (_, at) => ad(at.toString(16).slice(-1))));
    expect(onward(long)).toBeUndefined();
    expect(redirected(Uint8Array.of(1), place)).toBeUndefined();
  });
});
