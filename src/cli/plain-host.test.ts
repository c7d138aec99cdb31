import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { capturedTerminal } from './captured-run.ts';
import { openPlainHost } from './plain-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'plain-host-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['is no object', []],
  ['own is not known', { device: { name: 'xip0' }, allow: ['10.9.0.0/16'], own: [] }],
  ['allow is no array', { device: { name: 'xip0' } }],
  ['allow[0] is no prefix', { device: { name: 'xip0' }, allow: ['10.9.0.0/8'] }],
  ['device is no object', { allow: ['10.9.0.0/16'] }],
  ['cannot be the name of an interface', { device: { name: 'x/y' }, allow: ['10.9.0.0/16'] }],
])('a file of a host is refused: %s', async (message, json) => {
  const file = join(folder, 'host.json');
  writeFileSync(file, JSON.stringify(json));
  await expect(openPlainHost(capturedTerminal(), file)).rejects.toMatchObject({
    message: expect.stringMatching(message.replaceAll(/[[\]]/g, '\\$&').concat('|koffi|on Linux only')),
  });
});
