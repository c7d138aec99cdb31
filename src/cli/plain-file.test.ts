import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { plainSettingsJson } from '../gateway/index.ts';
import { capturedTerminal } from './captured-run.ts';
import { readPlainFile } from './plain-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'plain-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hid = `HID:${'1'.repeat(40)}`;
const address = `RE AD:${'2'.repeat(40)} ${hid} SID:${'3'.repeat(40)}`;
writeFileSync(join(folder, 'other.json'), JSON.stringify({ address, udp: '127.0.0.1:13781' }));

const read = (json: unknown) => {
  const file = join(folder, 'plain.json');
  writeFileSync(file, JSON.stringify(json));
  return readPlainFile(capturedTerminal(), file);
};
const valid = {
  device: { name: 'xip0', mtu: 1280 },
  own: ['10.8.0.1'],
  routes: [
    { prefix: '10.9.0.2', contact: 'other.json', rendezvous: 'other.json' },
    { prefix: '10.9.0.0/16', hid },
  ],
};

describe('a file about plain programs', () => {
  it('names contact files beside it, whose contents count', async () => {
    const { device, settings, contacts } = await read(valid);
    expect(device).toEqual({ name: 'xip0', mtu: 1280 });
    expect(plainSettingsJson(settings)).toEqual({
      own: ['10.8.0.1/32'],
      routes: [
        { prefix: '10.9.0.2/32', hid, address, rendezvous: { hid, address } },
        { prefix: '10.9.0.0/16', hid },
      ],
      mtu: 1280,
    });
    expect(contacts).toEqual([join(folder, 'other.json'), join(folder, 'other.json')]);
  });

  it.each([
    ['device is no object', { ...valid, device: undefined }],
    ['device.name is no text', { ...valid, device: {} }],
    ['device.mtu is no whole number', { ...valid, device: { name: 'xip0', mtu: 'much' } }],
    ['device.up is not known', { ...valid, device: { name: 'xip0', up: true } }],
    ['mtu is not known', { ...valid, mtu: 1280 }],
    ['other is not known', { ...valid, other: 1 }],
    ['own is no array', { ...valid, own: undefined }],
    ['own[0] is no prefix', { ...valid, own: ['10.8.0.1/8'] }],
    ['routes is no array', { ...valid, routes: {} }],
    ['routes[0] is no object', { ...valid, routes: ['10.9.0.2'] }],
    ['routes[0] has both contact and hid', { ...valid, routes: [{ ...valid.routes[0], hid }] }],
    ['routes[0].contact is no file name', { ...valid, routes: [{ prefix: '10.9.0.2', contact: 1 }] }],
    ['routes[0].hid is no text', { ...valid, routes: [{ prefix: '10.9.0.2' }] }],
    ['routes[0].to is not known', { ...valid, routes: [{ prefix: '10.9.0.2', hid, to: 1 }] }],
  ])('is refused: %s', async (message, json) => {
    await expect(read(json)).rejects.toMatchObject({ message: expect.stringContaining(message) });
  });

  it('is refused when a contact file is not there', async () => {
    await expect(
      read({ ...valid, routes: [{ prefix: '10.9.0.2', contact: 'none.json' }] }),
    ).rejects.toMatchObject({ message: expect.stringContaining('none.json') });
  });
});
