import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { toHex } from '../core/hex.ts';
import { openPacketSocket } from '../devices/packet-socket.ts';
import { type EthernetOptions, type EthernetTransport, ethernetTransport } from './ethernet.ts';
import { lawHids, lawPacket, transportLaws } from './transport.laws.ts';

const names = { a: `xa${process.pid}`, b: `xb${process.pid}` };
const ip = (...words: string[]): string => execFileSync('ip', words, { encoding: 'utf8', timeout: 10_000 });

/** A cable between two interfaces of this machine. */
function layCable(): void {
  ip('link', 'add', names.a, 'mtu', '2000', 'type', 'veth', 'peer', 'name', names.b, 'mtu', '2000');
  for (const name of Object.values(names)) {
    ip('link', 'set', name, 'addrgenmode', 'none');
    ip('link', 'set', name, 'up');
  }
}

const takeAway = (): string => ip('link', 'del', names.a);

/** Why there is no Ethernet here, if there is none. */
async function whyNot(): Promise<string | undefined> {
  try {
    layCable();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  try {
    await (await openPacketSocket(names.a, 0xc0de)).close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    takeAway();
  }
}

/** A frame is in the socket of the other end when the call that sends it returns; then the loop has to turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function pair(options: Partial<EthernetOptions> = {}): Promise<[EthernetTransport, EthernetTransport]> {
  return [
    await ethernetTransport({ interface: names.a, ...options }),
    await ethernetTransport({ interface: names.b }),
  ];
}

const reason = await whyNot();

if (reason !== undefined) {
  it('is Ethernet', (context) => context.skip(`not run: ${reason}`));
} else {
  transportLaws('ethernet', async () => {
    layCable();
    const [a, b] = await pair();
    return {
      a,
      b,
      settle,
      async dispose() {
        await a.close();
        await b.close();
        takeAway();
      },
    };
  });

  describe('ethernetTransport', () => {
    it('sends to everybody, then to whom it has heard, in frames of the type of XIP', async () => {
      layCable();
      const [a, b] = await pair();
      const frames: string[] = [];
      const tap = await openPacketSocket(names.b, 0xc0de);
      try {
        b.onPacket(() => {});
        tap.onFrame((payload, source) => frames.push(`${toHex(source)} ${payload.length}`));
        a.send(lawPacket('a', 'b', 'first'));
        await settle();
        b.send(lawPacket('b', 'a', 'answer'));
        await settle();
        a.send(lawPacket('a', 'b', 'second'));
        await settle();
        const address = toHex(a.local);
        expect(frames).toEqual([
          `${address} ${lawPacket('a', 'b', 'first').length}`,
          `${address} ${lawPacket('a', 'b', 'second').length}`,
        ]);
        expect(ip('link', 'show', names.a)).toContain(address.match(/../g)!.join(':'));
      } finally {
        await tap.close();
        await a.close();
        await b.close();
        takeAway();
      }
    });

    it('takes no frame that is for somebody else, and carries many in order', async () => {
      layCable();
      const somebody = Uint8Array.of(2, 0, 0, 0, 0, 9);
      const [a, b] = await pair({ peers: new Map([[lawHids.b, somebody]]) });
      const got: number[] = [];
      try {
        b.onPacket((packet) => got.push(packet.length));
        a.send(lawPacket('a', 'b', 'not for b'));
        await settle();
        expect(got).toEqual([]);
        a.onPacket(() => got.push(-1));
        for (let count = 0; count < 200; count += 1) b.send(lawPacket('b', 'a', 'x'.repeat(count)));
        await settle();
        expect(got).toEqual(Array<number>(200).fill(-1));
      } finally {
        await a.close();
        await b.close();
        takeAway();
      }
    });

    it('says when packets are too big, each time that there are twice as many', async () => {
      layCable();
      const logged: string[] = [];
      const [a, b] = await pair({ log: (level, text) => logged.push(`${level} ${text}`) });
      let got = 0;
      try {
        expect(a.mtu).toBe(2000);
        b.onPacket(() => (got += 1));
        const room = 2000 - lawPacket('a', 'b', '').length;
        a.send(lawPacket('a', 'b', 'x'.repeat(room)));
        for (let count = 0; count < 5; count += 1) a.send(lawPacket('a', 'b', 'x'.repeat(room + 1)));
        await settle();
        expect(got).toBe(1);
        expect(logged.map((text) => /PACKET_TOO_BIG: 2001 .*; (\d) so far/.exec(text)?.[1])).toEqual([
          '1',
          '2',
          '4',
        ]);
      } finally {
        await a.close();
        await b.close();
        takeAway();
      }
    });

    it('says that there is no such interface', async () => {
      await expect(ethernetTransport({ interface: 'none0' })).rejects.toMatchObject({ code: 'NO_DEVICE' });
    });
  });
}
