import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capturedRun, capturedTerminal } from '../captured-run.ts';

const ad = 'a'.repeat(40);
const hid = 'b'.repeat(40);
const sid = 'c'.repeat(40);
const source = `00000011${'1'.repeat(40)}007f7f7f`;
const fallbackNodes = `00000010${ad}017f7f7f00000011${hid}027f7f7f00000013${sid}02007f7f`;
const packet = `010000020a03017e${fallbackNodes}${source}6869`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xlmp-forward-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function routes(text: string): string {
  const file = join(folder, 'routes.txt');
  writeFileSync(file, text);
  return file;
}

describe('xlmp forward', () => {
  test('explains a fallback and a port', async () => {
    const file = routes(`# our routes\nAD:${ad} 2\nSID:* fallback\n`);
    const run = await capturedRun(['forward', '--routes', file, packet]);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out.split('\n').slice(0, 3)).toEqual([
      `1. entry, edge 0 to node 2 SID:${sid}: no route; the default says try the next edge`,
      `2. entry, edge 1 to node 0 AD:${ad}: its route says port 2`,
      'port 2',
    ]);
    expect(run.out).toContain(`010000020903017e${fallbackNodes}`);
  });

  test('explains local steps and delivery, as JSON', async () => {
    const file = routes(`AD:${ad} local\nHID:${hid} local\nSID:${sid} local\n`);
    const chain = packet.replace('02007f7f', '007f7f7f');
    const run = await capturedRun(['forward', '--json', '--routes', file, chain]);
    const { steps, emissions } = JSON.parse(run.out);
    expect(steps.map((step: { from: unknown; action: string }) => [step.from, step.action])).toEqual([
      ['entry', 'local'],
      [0, 'local'],
      [1, 'local'],
    ]);
    expect(emissions).toHaveLength(1);
    expect(emissions[0].kind).toBe('local');
    expect(run.code).toBe(0);
  });

  test('shows the complaint of a router that has an address', async () => {
    const file = routes(`HID:${'1'.repeat(40)} 7\n`);
    const router = `RE AD:${'d'.repeat(40)} HID:${'e'.repeat(40)}`;
    const run = await capturedRun(['forward', '--routes', file, '--address', router, packet]);
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/unreachable\n[^\n]+\nport 7\n/);
    const alone = await capturedRun(['forward', '--routes', file, packet]);
    expect(alone.out).not.toContain('port 7');
  });

  test('goes on with the next line after a packet that does not decode', async () => {
    const file = routes(`AD:${ad} 2\n`);
    const terminal = capturedTerminal(`0200\n${packet}\n`);
    const run = await capturedRun(['forward', '--routes', file, '--lines', '--file', '-'], terminal);
    expect(run.code).toBe(1);
    expect(run.err).toContain('standard input, line 1: no XIP packet');
    expect(run.out).toContain('port 2');
  });

  test.each([
    ['a line of one word', 'AD:*\n', 'line 1: a route has two words'],
    ['an unknown action', 'AD:* 1\nHID:* drop\n', 'line 2: drop is no action'],
    ['a short identifier', 'AD:12 1\n', 'line 1: AD:12 is no identifier'],
    ['an unknown type', 'FOO:* 1\n', 'FOO is no type'],
    ['no route', '# nothing\n', 'holds no route'],
  ])('refuses a route file with %s', async (_, text, says) => {
    const run = await capturedRun(['forward', '--routes', routes(text), packet]);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain(says);
  });

  test('asks for routes', async () => {
    expect(await capturedRun(['forward', packet])).toMatchObject({ code: 2 });
    const missing = await capturedRun(['forward', '--routes', 'missing.txt', packet]);
    expect(missing.code).toBe(4);
  });
});
