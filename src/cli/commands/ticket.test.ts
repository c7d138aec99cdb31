import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capturedRun } from '../captured-run.ts';

let folder: string;
let owner: string;
let machine: string;
const from = 'a'.repeat(40);
const to = 'b'.repeat(40);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xlmp-ticket-'));
  owner = join(folder, 'owner.pem');
  machine = JSON.parse((await capturedRun(['key', 'new', '--json', owner])).out).HID;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('xlmp key', () => {
  test('writes a key that only its owner may read, once', async () => {
    expect(statSync(owner).mode & 0o777).toBe(0o600);
    const before = readFileSync(owner, 'utf8');
    const again = await capturedRun(['key', 'new', owner]);
    expect(again.code).toBe(4);
    expect(again.err).toContain('it exists already');
    expect(readFileSync(owner, 'utf8')).toBe(before);
  });

  test('shows the same identifiers again, and no private key', async () => {
    const run = await capturedRun(['key', 'show', owner]);
    expect(run.out).toContain(`HID:${machine}`);
    expect(run.out).not.toContain('PRIVATE');
  });

  test('refuses a file that holds no key', async () => {
    const file = join(folder, 'not-a-key');
    writeFileSync(file, 'hello');
    expect(await capturedRun(['key', 'show', file])).toMatchObject({ code: 2, out: '' });
    expect(await capturedRun(['key', 'show', join(folder, 'missing')])).toMatchObject({ code: 4, out: '' });
  });
});

describe('xlmp ticket', () => {
  test('signs what the options say', async () => {
    const file = join(folder, 'ticket.json');
    const words = ['ticket', 'new', '--owner', owner, '--from', `HID:${from}`, '--to', to];
    const run = await capturedRun([
      ...words,
      '--epochs',
      '2-5',
      '--modes',
      'preCopy',
      '--valid',
      '2h',
      '--out',
      file,
    ]);
    expect(run).toEqual({ code: 0, out: '', err: '' });
    const ticket = JSON.parse(readFileSync(file, 'utf8'));
    expect(ticket).toMatchObject({
      machine,
      fromHost: from,
      toHost: to,
      epochFirst: 2,
      epochLast: 5,
      modes: { preCopy: true, postCopy: false, diskCopy: false },
      unsafeDisks: 'no',
    });
    expect(ticket.notAfter - ticket.notBefore).toBe(7260);
    expect((await capturedRun(['ticket', 'show', file])).out).toContain('good');
  });

  test('finds a ticket that was changed', async () => {
    const { out } = await capturedRun(['ticket', 'new', '--owner', owner, '--from', from, '--to', to]);
    const file = join(folder, 'changed.json');
    writeFileSync(file, out.replace(to, from));
    const run = await capturedRun(['ticket', 'show', file]);
    expect(run.code).toBe(1);
    expect(run.out).toContain('bad');
  });

  test.each([
    ['a short host', ['--from', 'HID:abc', '--to', to], '--from HID:abc: expected HID:'],
    ['a span without unit', ['--from', from, '--to', to, '--valid', '7'], '--valid 7: expected a span'],
    ['epoch zero', ['--from', from, '--to', to, '--epochs', '0-3'], '--epochs 0-3'],
    ['an unknown mode', ['--from', from, '--to', to, '--modes', 'warp'], 'unknown mode warp'],
    ['a missing option', ['--from', from], "required option '--to <host>'"],
  ])('refuses %s', async (_, words, says) => {
    const run = await capturedRun(['ticket', 'new', '--owner', owner, ...words]);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain(says);
  });
});
