import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { messages } from '../../spec/registry/messages.ts';
import { frameOfXip, linkTypes, readCapture, stationAddress, writeCapture } from '../capture/index.ts';
import { fromHex } from '../core/hex.ts';
import { headerOffsets } from '../protocol/index.ts';
import { buildPacket, hostAddress, makeXid, xidType } from '../xia/index.ts';
import { readSignalling } from './signalling.ts';

const folder = mkdtempSync(join(tmpdir(), 'xlmp-signalling-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hids = { h1: '11'.repeat(20), h3: '33'.repeat(20), guest: '99'.repeat(20) };
const addressOf = (hid: string) =>
  hostAddress(
    makeXid(xidType.ad, 'ad'.repeat(20)),
    makeXid(xidType.hid, hid),
    makeXid(xidType.sid, '51'.repeat(20)),
  );
const message = (type: keyof typeof messages, octets: number): Uint8Array => {
  const payload = new Uint8Array(octets);
  payload[headerOffsets.type] = messages[type].code;
  payload.set(fromHex(hids.guest)!, headerOffsets.machine);
  payload.set(fromHex(hids.h3)!, headerOffsets.receiver);
  return buildPacket({ destination: addressOf(hids.h3), source: addressOf(hids.h1), payload });
};

/** Writes down packets of a party: when in milliseconds, which way, which, and how many octets were kept. */
const party = (
  name: keyof typeof hids | 'r1',
  packets: readonly (readonly [number, 'in' | 'out', Uint8Array, number?])[],
) => {
  const file = join(folder, name);
  const ends = { from: stationAddress(new Uint8Array(20)), to: stationAddress(new Uint8Array(20)) };
  const frames = packets.map(([ms, direction, packet, kept = packet.length]) => {
    const octets = frameOfXip(packet.subarray(0, kept), ends);
    const originalLength = octets.length - kept + packet.length;
    return { at: BigInt(ms) * 1_000_000n, interface: 0, octets, originalLength, direction, comments: [] };
  });
  const interfaces = [{ name: 'xip', description: '', linkType: linkTypes.ethernet }];
  writeFileSync(file, writeCapture({ application: '', comments: [], interfaces, frames }));
  return { name, file };
};

describe('what was said around a move', () => {
  const offer = message('Offer', 400);
  const piece = message('Piece', 4000);
  const order = message('Order', 300);
  const parties = [
    party('h1', [
      [900, 'out', offer],
      [1100, 'out', offer],
      [1200, 'out', piece, 512],
    ]),
    party('r1', [
      [1101, 'in', offer],
      [1102, 'out', offer],
    ]),
    party('h3', [
      [1050, 'in', order],
      [1103, 'in', offer],
      [1201, 'in', piece, 512],
    ]),
    { name: 'p', file: join(folder, 'none') },
  ];
  const names = new Map(Object.entries(hids).map(([name, hid]) => [hid, name]));
  const said = readSignalling(parties, {
    fromMs: 1000,
    untilMs: 2000,
    originMs: 1000,
    guest: hids.guest,
    outside: 'owner',
    nameOf: (hid) => names.get(hid) ?? '?',
  });

  test('each message is counted once, however many pass it on, with its whole length', () => {
    expect(said.signalling).toEqual([
      { message: 'Offer', part: 'migration', count: 1, octets: offer.length },
      { message: 'Order', part: 'migration', count: 1, octets: order.length },
      { message: 'Piece', part: 'transfer', count: 1, octets: piece.length },
    ]);
  });

  test('the ladder says when it left and arrived', () => {
    expect(said.ladder.messages).toEqual([
      { sentMs: 50, arrivedMs: 50, from: 'owner', to: 'h3', message: 'Order', octets: order.length },
      { sentMs: 100, arrivedMs: 103, from: 'h1', to: 'h3', message: 'Offer', octets: offer.length },
    ]);
  });

  test('all is in one capture, in order, with an interface for each party', () => {
    const read = readCapture(said.capture);
    const { interfaces, frames } = read.ok ? read.value : { interfaces: [], frames: [] };
    expect(interfaces.map(({ name }) => name)).toEqual(['h1', 'r1', 'h3', 'p']);
    expect(frames.map((frame) => frame.interface)).toEqual([2, 0, 1, 1, 2, 0, 2]);
  });
});
