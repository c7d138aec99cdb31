import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capturedRun } from '../captured-run.ts';

let folder: string;
let base: string[];
const file = (name: string): string => join(folder, name);

/** A contact file of a host that does not listen: a port that the kernel never gives away. */
async function contact(name: string): Promise<void> {
  const { HID, SID } = JSON.parse((await capturedRun(['key', 'new', '--json', file(`${name}.pem`)])).out);
  const address = `RE AD:${'a'.repeat(40)} HID:${HID} SID:${SID}`;
  writeFileSync(file(`${name}.json`), JSON.stringify({ address, udp: '127.0.0.1:9' }));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xlmp-migrate-'));
  for (const name of ['source', 'destination', 'other', 'machine']) await contact(name);
  const words = [
    '--owner',
    file('machine.pem'),
    '--from',
    file('source.json'),
    '--to',
    file('destination.json'),
  ];
  await capturedRun(['ticket', 'new', ...words, '--out', file('ticket.json')]);
  base = ['--ticket', file('ticket.json'), '--timeout', '20ms'];
});
afterAll(() => rmSync(folder, { recursive: true }));

const order = (source: string, to: string, key: string): string[] => [
  '--source',
  file(source),
  '--to',
  file(to),
  '--key',
  file(key),
  ...base,
];

describe('xlmp migrate', () => {
  test('nobody who answers is an error of the environment that names the place', async () => {
    const run = await capturedRun(['migrate', ...order('source.json', 'destination.json', 'machine.pem')]);
    expect(run.code).toBe(4);
    expect(run.err).toContain('no answer from 127.0.0.1:9');
    expect(run.err).toContain('Check that the agent runs');
  });

  test('files that do not fit each other are found before anything is sent', async () => {
    const wrongSource = await capturedRun([
      'migrate',
      ...order('other.json', 'destination.json', 'machine.pem'),
    ]);
    expect(wrongSource).toMatchObject({ code: 2, out: '' });
    expect(wrongSource.err).toContain('the ticket is for another source host');
    const wrongTarget = await capturedRun(['dry-run', ...order('source.json', 'other.json', 'machine.pem')]);
    expect(wrongTarget.err).toContain('the ticket is for another destination');
    const wrongKey = await capturedRun(['migrate', ...order('source.json', 'destination.json', 'other.pem')]);
    expect(wrongKey.err).toContain('--key is not the key of the machine');
  });

  test.each([
    ['no contact file', 'ticket.json', 'is no contact file', 2],
    ['a missing contact file', 'missing.json', 'there is no such file', 4],
    ['a contact file that is no JSON', 'source.pem', 'is not JSON', 2],
  ])('refuses %s', async (_, source, says, code) => {
    const run = await capturedRun(['migrate', ...order(source, 'destination.json', 'machine.pem')]);
    expect(run.code).toBe(code);
    expect(run.err).toContain(says);
  });

  test.each([
    ['--budget', 'speed=3', 'unknown part speed'],
    ['--epoch', '0', '--epoch 0'],
    ['--migration', 'abc', 'expected 32 hexadecimal digits'],
    ['--timeout', 'long', 'expected a span'],
  ])('refuses %s %s', async (option, value, says) => {
    const words = [...order('source.json', 'destination.json', 'machine.pem'), option, value];
    const run = await capturedRun(['migrate', ...words]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(says);
  });
});

describe('xlmp status and cancel', () => {
  const about = ['--machine', 'b'.repeat(40), '--migration', 'c'.repeat(32), '--timeout', '20ms'];

  test('say who did not answer', async () => {
    const words = ['--key', file('machine.pem'), ...about];
    const status = await capturedRun(['status', '--at', file('source.json'), ...words]);
    expect(status).toMatchObject({ code: 4, out: '' });
    const cancel = await capturedRun(['cancel', '--source', file('source.json'), ...words]);
    expect(cancel).toMatchObject({ code: 4, out: '' });
  });

  test('refuse a machine that is no identifier', async () => {
    const words = ['--at', file('source.json'), '--key', file('machine.pem'), '--machine', 'vm1'];
    const run = await capturedRun(['status', ...words]);
    expect(run.code).toBe(2);
    expect(run.err).toContain('--machine vm1: expected HID:');
  });
});
