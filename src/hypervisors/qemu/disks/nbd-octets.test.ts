import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/hex.ts';
import { nbdClient } from './nbd-client.ts';
import type { NbdExport } from './nbd-octets.ts';
import { decodeGo, decodeOptionReply, decodeReply, decodeRequest, encodeRequest } from './nbd-octets.ts';
import { type NbdOrder, nbdServer } from './nbd-server.ts';
import { octetPump } from './octet-pump.ts';

const greeting = '4e42444d41474943 49484156454f5054 0003';
const flags = '00000003';
const goDisk0 = '49484156454f5054 00000007 0000000b 00000005 6469736b30 0000';
const infoAndAck =
  '0003e889045565a9 00000007 00000003 0000000c 0000 0000000000100000 0065' +
  '0003e889045565a9 00000007 00000001 00000000';
const write = '25609513 0000 0001 0102030405060708 0000000000001000 00000004 aabbccdd';
const writeReply = '67446698 00000000 0102030405060708';

const octetsOf = (hex: string): Uint8Array => fromHex(hex.replaceAll(' ', '')) ?? new Uint8Array(0);

/** Talks to our server with literal octets, given in pieces. */
function serve(pieces: readonly Uint8Array[]): { sent: string; orders: NbdOrder[]; end: string | undefined } {
  const sent: Uint8Array[] = [];
  const orders: NbdOrder[] = [];
  let end: string | undefined;
  const actions = {
    send: (octets: Uint8Array) => sent.push(octets),
    order(order: NbdOrder, answer: () => void) {
      orders.push(order);
      answer();
    },
  };
  const pump = octetPump(nbdServer({ name: 'disk0', size: 0x10_0000 }, actions), (how) => {
    end = how;
  });
  for (const piece of pieces) pump.push(piece);
  return { sent: toHex(Buffer.concat(sent)), orders, end };
}

const served = (...hex: string[]): ReturnType<typeof serve> => serve([octetsOf(hex.join(''))]);
const expected = (...hex: string[]): string => hex.join('').replaceAll(' ', '');

/** Talks to our client with literal octets. */
function tell(...hex: string[]): {
  sent: string;
  opened: NbdExport | undefined;
  replies: [bigint, number][];
  end: string | undefined;
} {
  const sent: Uint8Array[] = [];
  const replies: [bigint, number][] = [];
  let opened: NbdExport | undefined;
  let end: string | undefined;
  const actions = {
    send: (octets: Uint8Array) => sent.push(octets),
    opened(of: NbdExport) {
      opened = of;
    },
    reply(handle: bigint, error: number) {
      replies.push([handle, error]);
      return handle < 10n;
    },
  };
  const pump = octetPump(nbdClient('disk0', actions), (fault) => {
    end = fault;
  });
  pump.push(octetsOf(hex.join('')));
  return { sent: toHex(Buffer.concat(sent)), opened, replies, end };
}

describe('nbdServer', () => {
  it('greets, opens the export with NBD_OPT_GO and takes a write', () => {
    const { sent, orders, end } = served(flags, goDisk0, write);
    expect(sent).toBe(expected(greeting, infoAndAck, writeReply));
    expect(orders).toEqual([{ is: 'write', offset: 0x1000, octets: octetsOf('aabbccdd') }]);
    expect(end).toBeUndefined();
  });
  it('says its sizes to whom asks for them', () => {
    const wish = '49484156454f5054 00000007 0000000d 00000005 6469736b30 0001 0003';
    const sizes = '0003e889045565a9 00000007 00000003 0000000e 0003 00000001 00010000 02000000';
    expect(served(flags, wish).sent).toContain(expected(sizes));
    expect(served(flags, goDisk0).sent).not.toContain(expected(sizes));
  });
  it('opens the export with NBD_OPT_EXPORT_NAME, with zeroes only for whom wants them', () => {
    const byName = '49484156454f5054 00000001 00000005 6469736b30';
    const answer = '0000000000100000 0065';
    expect(served('00000003', byName).sent).toBe(expected(greeting, answer));
    expect(served('00000001', byName).sent).toBe(expected(greeting, answer, '00'.repeat(124)));
    expect(served(flags, byName.replace('30', '31')).end).toBe('refused');
  });
  it('lists its export, refuses what it does not know, and goes on', () => {
    const list = '49484156454f5054 00000003 00000000';
    const structured = '49484156454f5054 00000008 00000000';
    const other = '49484156454f5054 00000007 00000007 00000001 78 0000';
    expect(served(flags, structured, list, other, goDisk0).sent).toBe(
      expected(
        greeting,
        '0003e889045565a9 00000008 80000001 00000000',
        '0003e889045565a9 00000003 00000002 00000009 00000005 6469736b30',
        '0003e889045565a9 00000003 00000001 00000000',
        '0003e889045565a9 00000007 80000006 00000000',
        infoAndAck,
      ),
    );
  });
  it('says NBD_REP_ERR_INVALID to options that do not fit their lengths', () => {
    const invalid = (number: string): string => `0003e889045565a9 ${number} 80000003 00000000`;
    expect(served(flags, '49484156454f5054 00000003 00000001 00').sent).toContain(
      expected(invalid('00000003')),
    );
    expect(served(flags, '49484156454f5054 00000007 00000006 00000001 0000').sent).toContain(
      expected(invalid('00000007')),
    );
  });
  it('lets a client go that aborts or disconnects', () => {
    const abort = served(flags, '49484156454f5054 00000002 00000000');
    expect([abort.sent, abort.end]).toEqual([
      expected(greeting, '0003e889045565a9 00000002 00000001 00000000'),
      'finished',
    ]);
    const disconnect = '25609513 0000 0002 0000000000000000 0000000000000000 00000000';
    expect(served(flags, goDisk0, disconnect).end).toBe('finished');
  });
  it('takes zeroes, trims and flushes', () => {
    const request = (type: string, length: string): string =>
      `25609513 0000 ${type} 0000000000000001 0000000000000200 ${length}`;
    const { orders } = served(flags, goDisk0, request('0006', '00000400'), request('0004', '00000200'));
    expect(orders).toEqual([
      { is: 'zero', offset: 0x200, length: 0x400 },
      { is: 'zero', offset: 0x200, length: 0x200 },
    ]);
    expect(
      served(flags, goDisk0, '25609513 0000 0003 00000000000000ff 0000000000000000 00000000'),
    ).toMatchObject({
      orders: [{ is: 'flush' }],
      sent: expected(greeting, infoAndAck, '67446698 00000000 00000000000000ff'),
    });
  });
  it.each([
    ['a read', '0000', '0000000000000000', '00000016'],
    ['a command that nobody knows', '0099', '0000000000000000', '00000016'],
    ['zeroes beyond the end', '0006', '00000000000fffff', '0000001c'],
    ['zeroes beyond what a number can say', '0006', 'ffffffffffffffff', '0000001c'],
    ['a trim beyond the end', '0004', '0000000000100000', '00000016'],
  ])('answers %s with an error and goes on', (_, type, offset, error) => {
    const bad = `25609513 0000 ${type} 0000000000000009 ${offset} 00000002`;
    const { sent, orders } = served(flags, goDisk0, bad, write);
    expect(sent).toBe(expected(greeting, infoAndAck, '67446698', error, '0000000000000009', writeReply));
    expect(orders).toHaveLength(1);
  });
  it('refuses a write beyond the end and stays in step with the stream', () => {
    const beyond = '25609513 0000 0001 0000000000000009 00000000000fffff 00000002 1111';
    expect(served(flags, goDisk0, beyond, write).sent).toBe(
      expected(greeting, infoAndAck, '67446698 0000001c 0000000000000009', writeReply),
    );
  });
  it.each([
    ['flags that nobody offered', 'bad-flags', ['00000004']],
    ['an option that is none', 'bad-magic', [flags, '00'.repeat(16)]],
    ['an option of 64 KiB and more', 'too-long', [flags, '49484156454f5054 00000063 00010001']],
    ['a request that is none', 'bad-magic', [flags, goDisk0, '00'.repeat(28)]],
    [
      'a write of more than 32 MiB',
      'too-long',
      [flags, goDisk0, '25609513 0000 0001 0000000000000009 0000000000000000 02000001'],
    ],
  ])('hangs up on %s', (_, fault, hex) => {
    expect(served(...hex).end).toBe(fault);
  });
  it('takes the same writes however the stream is cut', () => {
    const stream = octetsOf([flags, goDisk0, write, write.replace('1000', '2000'), write].join(''));
    const whole = serve([stream]);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const pieces = places.slice(1).map((end, index) => stream.subarray(places[index], end));
        expect(serve(pieces)).toEqual(whole);
      }),
    );
  });
  it('never throws, whatever it is sent', () => {
    const noise = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(fc.constantFrom('', flags, flags + goDisk0), noise, (start, octets) => {
        serve([octetsOf(start), octets]);
      }),
    );
  });
});

describe('nbdClient', () => {
  const ack = (type: string, data = ''): string =>
    `0003e889045565a9 00000007 ${type} ${(data.replaceAll(' ', '').length / 2).toString(16).padStart(8, '0')} ${data}`;
  const exportInfo = ack('00000003', '0000 0000000000100000 006d');

  it('opens the export and takes replies', () => {
    const { sent, opened, replies, end } = tell(
      greeting,
      ack('00000003', '0003 00000001 00001000 02000000'),
      exportInfo,
      ack('00000001'),
      '67446698 0000001c 0000000000000005',
    );
    expect(sent).toBe(expected(flags, goDisk0));
    expect(opened).toEqual({ size: 0x10_0000n, transmissionFlags: 0x6d });
    expect([replies, end]).toEqual([[[5n, 28]], undefined]);
  });
  it('falls back to NBD_OPT_EXPORT_NAME', () => {
    const byName = '49484156454f5054 00000001 00000005 6469736b30';
    const answer = '0000000000100000 006d';
    const newer = tell(greeting, ack('80000001'), answer);
    expect([newer.sent, newer.opened?.size]).toEqual([expected(flags, goDisk0, byName), 0x10_0000n]);
    const older = tell('4e42444d41474943 49484156454f5054 0000', answer, '00'.repeat(124));
    expect([older.sent, older.opened?.size]).toEqual([expected('00000000', byName), 0x10_0000n]);
  });
  it.each([
    ['a server that is none', 'bad-magic', ['00'.repeat(18)]],
    ['an export that is unknown', 'refused', [greeting, ack('80000006')]],
    [
      'an export that is read-only',
      'refused',
      [greeting, ack('00000003', '0000 0000000000100000 0003'), ack('00000001')],
    ],
    ['an acknowledgement without a size', 'unexpected-reply', [greeting, ack('00000001')]],
    ['an answer to another option', 'unexpected-reply', [greeting, ack('00000001').replace('07', '03')]],
    ['an answer that is none', 'bad-magic', [greeting, '00'.repeat(20)]],
    ['an answer of 64 KiB and more', 'too-long', [greeting, '0003e889045565a9 00000007 00000003 00010001']],
    ['a reply that is none', 'bad-magic', [greeting, exportInfo, ack('00000001'), '00'.repeat(16)]],
    [
      'a reply to nothing',
      'unexpected-reply',
      [greeting, exportInfo, ack('00000001'), '67446698 00000000 00000000000000ff'],
    ],
  ])('gives %s up', (_, fault, hex) => {
    expect(tell(...hex).end).toBe(fault);
  });
  it('never throws, whatever it is sent', () => {
    fc.assert(
      fc.property(fc.constantFrom('', greeting), fc.uint8Array({ maxLength: 200 }), (start, octets) => {
        tell(start, toHex(octets));
      }),
    );
  });
});

describe('parts of fixed size', () => {
  it('are undefined for other magic numbers', () => {
    expect(decodeRequest(new Uint8Array(28))).toBeUndefined();
    expect(decodeReply(new Uint8Array(16))).toBeUndefined();
    expect(decodeOptionReply(new Uint8Array(20))).toBeUndefined();
  });
  it('of a request go there and back', () => {
    const request = fc.record({
      type: fc.nat(0xffff),
      flags: fc.nat(0xffff),
      handle: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
      offset: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
      length: fc.nat(0xffff_ffff),
    });
    fc.assert(
      fc.property(request, (one) => {
        expect(decodeRequest(encodeRequest(one))).toEqual(one);
      }),
    );
  });
  it('of NBD_OPT_GO have to fit', () => {
    expect(decodeGo(octetsOf('00000005 6469736b30 0001 0003'))).toEqual({ name: 'disk0', requests: [3] });
    for (const bad of [
      '',
      '0000000000',
      '00000005 6469736b30 0002 0003',
      '00000001 ff 0000',
      'ffffffff 0000',
    ]) {
      expect(decodeGo(octetsOf(bad))).toBeUndefined();
    }
  });
});
