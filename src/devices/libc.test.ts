import { describe, expect, it } from 'vitest';
import { checkedInterfaceName } from './device-error.ts';
import { bindCalls } from './libc.ts';

const absent = () => Promise.reject(new Error("Cannot find package 'koffi'"));

describe('calls of the operating system', () => {
  it('name the package that is missing', async () => {
    await expect(bindCalls(absent, { platform: 'linux', arch: 'x64' })).rejects.toMatchObject({
      code: 'KOFFI_MISSING',
      message: expect.stringContaining('npm install koffi'),
    });
  });

  it.each([
    ['darwin', 'arm64'],
    ['win32', 'x64'],
    ['linux', 's390x'],
  ])('are not there on %s %s', async (platform, arch) => {
    await expect(bindCalls(absent, { platform, arch })).rejects.toMatchObject({ code: 'LINUX_ONLY' });
  });
});

describe('names of interfaces', () => {
  it.each(['xip0', 'a', 'fifteen-letters'])('may be %j', (name) => {
    expect(checkedInterfaceName(name)).toBe(name);
  });

  it.each(['', 'sixteen-letters-', 'a/b', 'a b', 'a:b', '..', 'ä'])('may not be %j', (name) => {
    expect(() => checkedInterfaceName(name)).toThrow(expect.objectContaining({ code: 'BAD_NAME' }));
  });
});
