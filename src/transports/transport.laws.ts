/** What holds for every transport on which nothing is lost. */
import { describe, expect, it } from 'vitest';
import type { Transport } from '../ports/transport.ts';
import { buildPacket, hostAddress, makeXid, xidType } from '../xia/index.ts';

/** Two transports that reach each other. */
export interface TransportFixture {
  readonly a: Transport;
  readonly b: Transport;
  /** Lets what was sent arrive. */
  settle(): Promise<void>;
  dispose(): Promise<void>;
}

/** The ids of the HIDs under which the two ends are known. */
export const lawHids = { a: 'aa'.repeat(20), b: 'bb'.repeat(20) } as const;

/** A packet from one end to the other. */
export function lawPacket(from: keyof typeof lawHids, to: keyof typeof lawHids, text: string): Uint8Array {
  const address = (hid: string) =>
    hostAddress(
      makeXid(xidType.ad, 'ad'.repeat(20)),
      makeXid(xidType.hid, hid),
      makeXid(xidType.sid, '51'.repeat(20)),
    );
  return buildPacket({
    destination: address(lawHids[to]),
    source: address(lawHids[from]),
    payload: new TextEncoder().encode(text),
  });
}

/** Checks the laws on fresh fixtures. */
export function transportLaws(name: string, setup: () => Promise<TransportFixture>): void {
  const withFixture = (run: (fixture: TransportFixture) => Promise<void>) => async (): Promise<void> => {
    const fixture = await setup();
    try {
      await run(fixture);
    } finally {
      await fixture.dispose();
    }
  };
  describe(`${name} as a transport`, () => {
    it(
      'carries packets unchanged in both directions',
      withFixture(async ({ a, b, settle }) => {
        const got: [string, Uint8Array][] = [];
        a.onPacket((packet) => got.push(['a', packet]));
        b.onPacket((packet) => got.push(['b', packet]));
        a.send(lawPacket('a', 'b', 'there'));
        await settle();
        b.send(lawPacket('b', 'a', 'back'));
        await settle();
        expect(got.map(([who, packet]) => [who, Uint8Array.from(packet)])).toEqual([
          ['b', lawPacket('a', 'b', 'there')],
          ['a', lawPacket('b', 'a', 'back')],
        ]);
      }),
    );

    it(
      'carries a packet of 1500 octets',
      withFixture(async ({ a, b, settle }) => {
        const got: number[] = [];
        b.onPacket((packet) => got.push(packet.length));
        const packet = lawPacket('a', 'b', 'x'.repeat(1500 - lawPacket('a', 'b', '').length));
        a.send(packet);
        await settle();
        expect(got).toEqual([1500]);
      }),
    );

    it(
      'gives the receiver octets of its own',
      withFixture(async ({ a, b, settle }) => {
        const got: Uint8Array[] = [];
        b.onPacket((packet) => got.push(packet));
        const sent = lawPacket('a', 'b', 'mine');
        a.send(sent.slice());
        a.send(sent.slice());
        await settle();
        got[0]?.fill(0);
        expect(got.map((packet) => Uint8Array.from(packet))[1]).toEqual(sent);
      }),
    );

    it(
      'delivers nothing after close, and takes what is sent without complaint',
      withFixture(async ({ a, b, settle }) => {
        let got = 0;
        b.onPacket(() => (got += 1));
        await b.close();
        a.send(lawPacket('a', 'b', 'late'));
        b.send(lawPacket('b', 'a', 'late'));
        await settle();
        expect(got).toBe(0);
      }),
    );

    it(
      'may be closed twice',
      withFixture(async ({ a }) => {
        await a.close();
        await a.close();
      }),
    );
  });
}
