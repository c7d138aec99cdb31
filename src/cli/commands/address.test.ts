import { describe, expect, test } from 'vitest';
import { capturedRun, capturedTerminal } from '../captured-run.ts';

const ad = 'a'.repeat(40);
const hid = 'b'.repeat(40);
const sid = 'c'.repeat(40);
const re = `RE AD:${ad} HID:${hid} SID:${sid}`;
const nodes = `00000010${ad}017f7f7f 00000011${hid}027f7f7f 00000013${sid}007f7f7f`.replaceAll(' ', '');

describe('xlmp address', () => {
  test('prints every form of an address given as separate words', async () => {
    const run = await capturedRun(['address', ...re.split(' ')]);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toContain(re);
    expect(run.out).toContain(nodes);
    expect(run.out).toContain(`ad-${ad}-1`);
  });

  test('reads wire nodes and prints one form', async () => {
    expect(await capturedRun(['address', '--to', 're', nodes])).toEqual({ code: 0, out: `${re}\n`, err: '' });
  });

  test('reads its own output of every form', async () => {
    for (const form of ['dag', 're', 'linux', 'nodes']) {
      const { out } = await capturedRun(['address', '--to', form, re]);
      const back = await capturedRun(['address', '--to', 'nodes', '--file', '-'], capturedTerminal(out));
      expect(back).toEqual({ code: 0, out: `${nodes}\n`, err: '' });
    }
  });

  test('prints JSON', async () => {
    const { out } = await capturedRun(['address', '--json', re]);
    expect(JSON.parse(out)).toMatchObject({ nodeCount: 3, sink: `SID:${sid}`, re, nodes });
  });

  test.each([
    { what: 'an identifier that is too short', words: ['address', 'RE AD:1234'], code: 1, says: 'at ' },
    { what: 'nodes that are not whole', words: ['address', nodes.slice(2)], code: 1, says: 'truncated' },
    { what: 'an unknown form', words: ['address', '--to', 'xml', re], code: 2, says: 'unknown form xml' },
    { what: 'an unknown option', words: ['address', '--xml', re], code: 2, says: "unknown option '--xml'" },
    { what: 'nothing', words: ['address'], code: 2, says: 'nothing to work on' },
    { what: 'a missing file', words: ['address', '--file', 'missing.txt'], code: 4, says: 'no such file' },
    { what: 'a folder', words: ['address', '--file', '.'], code: 4, says: 'it is a folder' },
  ])('refuses $what', async ({ words, code, says }) => {
    const run = await capturedRun(words);
    expect(run.code).toBe(code);
    expect(run.out).toBe('');
    expect(run.err).toContain(says);
  });
});
