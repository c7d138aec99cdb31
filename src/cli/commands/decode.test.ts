import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromHex, hex, toHex } from '../../core/hex.ts';
import {
  encodeJournalRecord,
  identifierOf,
  type Message,
  sealMessage,
  signerFromSeed,
} from '../../protocol/index.ts';
import { capturedRun, capturedTerminal } from '../captured-run.ts';
import { messageFields } from '../octet-fields.ts';

const signer = signerFromSeed(new Uint8Array(32).fill(7));
const sender = identifierOf('HID', signer.publicKey);
const receiver = new Uint8Array(20).fill(0x22);
const query: Message = {
  type: 'StatusQuery',
  header: {
    machine: new Uint8Array(20).fill(0x11),
    migration: new Uint8Array(16).fill(0x33),
    epoch: 2,
    exchange: 5,
    sender,
    receiver,
  },
  extensions: [{ code: 0x1a1a, critical: false, value: hex`0102` }],
};
const queryOctets = sealMessage(query, signer);
const queryHex = toHex(queryOctets);
const nodes = `00000011${'4'.repeat(40)}007f7f7f`;
const packetHex = (payload: string, nextHeader = '00'): string =>
  `01${nextHeader}${(payload.length / 2).toString(16).padStart(4, '0')}fa01017e${nodes}${nodes}${payload}`;
const record = encodeJournalRecord({
  step: 'source-done',
  header: {
    sequence: 1,
    machine: query.header.machine,
    migration: query.header.migration,
    epoch: 2,
    peer: receiver,
  },
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xlmp-decode-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('xlmp decode', () => {
  test('shows a message field by field and checks its signature', async () => {
    const run = await capturedRun(['decode', queryHex]);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toContain(`StatusQuery, ${queryOctets.length} octets`);
    expect(run.out).toMatch(/^ {3}44 \+8 {3}epoch +2$/m);
    expect(run.out).toMatch(/^ {3}96 \+4 {3}grease +code 0x1a1a, not critical, 2 octets$/m);
    expect(run.out).toContain('authenticator: good');
  });

  test('says that a signature is bad, and still decodes', async () => {
    const forged = queryHex.slice(0, -2) + (queryHex.endsWith('00') ? '01' : '00');
    const run = await capturedRun(['decode', forged]);
    expect(run.code).toBe(0);
    expect(run.out).toContain('authenticator: bad-signature');
  });

  test('names every octet of a message exactly once', () => {
    const covered = messageFields(queryOctets).filter(({ name }) => name !== 'authenticator');
    let next = 0;
    for (const { offset, size } of covered) {
      expect(offset).toBe(next);
      next += size;
    }
    expect(next).toBe(queryOctets.length);
  });

  test('finds the message in a packet, with offsets of the packet', async () => {
    const run = await capturedRun(['decode', packetHex(queryHex)]);
    expect(run.code).toBe(0);
    expect(run.out).toContain('XIP packet');
    expect(run.out).toMatch(/^ {2}108 \+8 {3}epoch +2$/m);
  });

  test('reads a journal as octets from a file, and shows the whole records before a torn one', async () => {
    const file = join(folder, 'journal');
    writeFileSync(file, Buffer.concat([record, record.subarray(0, 40)]));
    const run = await capturedRun(['decode', '--file', file]);
    expect(run.code).toBe(1);
    expect(run.out).toContain('record 1, source-done');
    expect(run.err).toContain(`${file}: no XLMP journal: octet ${record.length + 40}`);
    expect(run.err).toContain('truncated');
    writeFileSync(file, record);
    expect((await capturedRun(['decode', '--file', file])).code).toBe(0);
  });

  test('goes through lines and says which one is wrong', async () => {
    const terminal = capturedTerminal(`# two packets\n${packetHex('6869')}\n\n02\n`);
    const run = await capturedRun(['decode', '--lines', '--file', '-'], terminal);
    expect(run.code).toBe(1);
    expect(run.out).toContain('payload            6869');
    expect(run.err).toContain('standard input, line 4: neither packet nor message nor journal');
  });

  test.each([
    { what: 'a digit that is none', words: ['decode', '01 0g'], code: 2, says: 'line 1, column 5: "g"' },
    { what: 'half an octet', words: ['decode', '010'], code: 2, says: 'half an octet is left over' },
    {
      what: 'an unknown kind',
      words: ['decode', '--as', 'frame', '01'],
      code: 2,
      says: 'unknown kind frame',
    },
    {
      what: 'an unknown profile',
      words: ['decode', '--profile', 'x', '01'],
      code: 2,
      says: 'unknown profile x',
    },
    { what: 'argument and file', words: ['decode', '01', '--file', 'x'], code: 2, says: 'Give one of them' },
    { what: 'octets of nothing known', words: ['decode', 'ff00'], code: 1, says: 'it begins with ff 00' },
    {
      what: 'a message cut short',
      words: ['decode', queryHex.slice(0, 200)],
      code: 1,
      says: 'Required by MSG-',
    },
  ])('refuses $what', async ({ words, code, says }) => {
    const run = await capturedRun(words);
    expect(run.code).toBe(code);
    expect(run.err).toContain(says);
  });
});

describe('xlmp encode', () => {
  test.each([
    ['a message', queryHex],
    ['a packet with a message', packetHex(queryHex)],
    ['a packet with octets and visited marks', packetHex('cafe').replace('007f7f7f', '807f7f7f')],
    ['an XCMP echo', packetHex('0800f5fb00010203', '01')],
    ['a journal', toHex(record).repeat(2)],
  ])('reads what decode prints of %s', async (_, octets) => {
    const decoded = await capturedRun(['decode', '--json', octets]);
    expect(decoded).toMatchObject({ code: 0, err: '' });
    const run = await capturedRun(['encode', '--file', '-'], capturedTerminal(decoded.out));
    expect(run).toEqual({ code: 0, out: `${octets}\n`, err: '' });
  });

  test('signs with a key', async () => {
    const key = join(folder, 'sender.pem');
    const { out } = await capturedRun(['key', 'new', '--json', key]);
    const { message } = JSON.parse((await capturedRun(['decode', '--json', queryHex])).out);
    message.header.sender = JSON.parse(out).HID;
    delete message.authenticator;
    const json = JSON.stringify({ kind: 'message', message });
    const unsigned = await capturedRun(['encode', json]);
    expect(unsigned.code).toBe(2);
    expect(unsigned.err).toContain('message has no authenticator');
    const run = await capturedRun(['encode', '--key', key, json]);
    expect(run.code).toBe(0);
    const decoded = await capturedRun(['decode', '--json', run.out.trim()]);
    expect(JSON.parse(decoded.out).signatures).toMatchObject([{ of: 'authenticator', good: true }]);
    expect(fromHex(run.out)).toHaveLength(queryOctets.length);
  });

  test.each([
    ['text that is no JSON', '{', 'is not JSON'],
    ['an unknown kind', '{"kind":"frame"}', 'kind is none of'],
    ['a message of unknown type', '{"kind":"message","message":{"type":"Hello"}}', 'message.type'],
    ['a packet without payload', '{"kind":"packet"}', 'payload is no object'],
    ['a packet without destination', '{"kind":"packet","payload":{"octets":""}}', 'destination is no object'],
  ])('refuses %s', async (_, json, says) => {
    const run = await capturedRun(['encode', json]);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain(says);
  });
});
