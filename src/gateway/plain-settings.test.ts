import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainSettingsJson, readPlainSettings, readPrefixList } from './plain-settings.ts';

const hid = 'HID:1111111111111111111111111111111111111111';
const address = `RE AD:2222222222222222222222222222222222222222 ${hid} SID:3333333333333333333333333333333333333333`;
const valid = {
  own: ['10.8.0.1/32', 'fd08:0:0:0:0:0:0:1/128'],
  routes: [
    { prefix: '10.9.0.2/32', hid, address, rendezvous: { hid, address } },
    { prefix: '10.9.0.0/16', hid },
  ],
  mtu: 1280,
};

describe('settings of a gateway', () => {
  it('are read, and written back as they were', () => {
    const read = readPlainSettings(valid);
    if (!read.ok) throw new Error(read.error.text);
    expect(read.value.routes[1]).toEqual({
      prefix: { network: Uint8Array.of(10, 9, 0, 0), bits: 16 },
      to: { hid: '1'.repeat(40) },
    });
    expect(plainSettingsJson(read.value)).toEqual(valid);
  });

  it.each([
    ['', []],
    ['.other', { ...valid, other: 1 }],
    ['own', { ...valid, own: [] }],
    ['own[0]', { ...valid, own: ['10.8.0.1/24'] }],
    ['own[1]', { ...valid, own: ['10.8.0.1', 7] }],
    ['mtu', { ...valid, mtu: 99 }],
    ['routes', { ...valid, routes: undefined }],
    ['routes[0].prefix', { ...valid, routes: [{ hid }] }],
    ['routes[0].hid', { ...valid, routes: [{ prefix: '10.9.0.2', hid: 'HID:11' }] }],
    ['routes[0].address', { ...valid, routes: [{ prefix: '10.9.0.2', hid, address: 'RE' }] }],
    [
      'routes[0].rendezvous.address',
      { ...valid, routes: [{ prefix: '10.9.0.2', hid, rendezvous: { hid } }] },
    ],
    ['routes[0].to', { ...valid, routes: [{ prefix: '10.9.0.2', hid, to: 1 }] }],
  ])('name what is wrong: %s', (path, json) => {
    expect(readPlainSettings(json)).toMatchObject({ ok: false, error: { path } });
  });

  it('may be anything without harm', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(readPlainSettings({ own: json, routes: json }).ok).toBe(false);
        readPlainSettings(json);
        readPrefixList(json, 'allow');
      }),
    );
  });
});
