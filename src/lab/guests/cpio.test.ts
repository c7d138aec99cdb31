import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { archive } from './cpio.ts';
import { hasProgram } from './booted-guest.laws.ts';

const folder = mkdtempSync(join(tmpdir(), 'xlmp-cpio-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('archive', () => {
  it('writes header, name and contents, filled up to four octets', () => {
    const none = '00000000';
    const expected = [
      `07070100000001000081a4${none}${none}00000001${none}00000003`,
      `${none}${none}${none}${none}00000002${none}a\0\x01\x02\x03\0`,
      `070701${none.repeat(4)}00000001${none.repeat(6)}0000000b${none}`,
      'TRAILER!!!\0\0\0\0',
    ].join('');
    expect(archive([{ path: 'a', octets: Buffer.of(1, 2, 3) }]).toString('latin1')).toBe(expected);
  });

  it.skipIf(!hasProgram('busybox'))('can be unpacked by others (not run without busybox)', () => {
    const input = archive([
      { path: 'one/two/plain', octets: Buffer.from('five!') },
      { path: 'one/run', octets: Buffer.alloc(0), executable: true },
      { path: 'one/link', link: 'two/plain' },
      { path: 'empty', folder: true },
    ]);
    execFileSync('busybox', ['cpio', '-i'], { cwd: folder, input, stdio: ['pipe', 'ignore', 'ignore'] });
    expect(readFileSync(join(folder, 'one/link'), 'utf8')).toBe('five!');
    expect(readlinkSync(join(folder, 'one/link'))).toBe('two/plain');
    expect(statSync(join(folder, 'one/run')).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, 'one/two/plain')).mode & 0o777).toBe(0o644);
    expect(statSync(join(folder, 'empty')).isDirectory()).toBe(true);
  });
});
