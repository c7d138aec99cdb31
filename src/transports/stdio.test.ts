import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { lineReader } from './lines.ts';
import { stdioTransport } from './stdio.ts';
import { transportLaws } from './transport.laws.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

transportLaws('stdio', () => {
  const there = new PassThrough();
  const back = new PassThrough();
  return Promise.resolve({
    a: stdioTransport(back, there),
    b: stdioTransport(there, back),
    settle: async () => {
      await turn();
      await turn();
    },
    dispose: () => Promise.resolve(),
  });
});

function read(...parts: (string | Uint8Array)[]): string[] {
  const got: string[] = [];
  const reader = lineReader(
    (line) => got.push(line),
    (fault) => got.push(`!${fault}`),
    8,
  );
  for (const part of parts) reader.push(typeof part === 'string' ? Buffer.from(part) : part);
  reader.end();
  return got;
}

describe('lineReader', () => {
  it('joins parts and splits lines', () => expect(read('ab', 'c\nd', 'e\n\n')).toEqual(['abc', 'de', '']));
  it('takes the carriage return of other systems off', () => expect(read('ab\r\n')).toEqual(['ab']));
  it('keeps characters whole that are split between parts', () =>
    expect(read(Uint8Array.of(0xc3), Uint8Array.of(0xa4, 0x0a))).toEqual(['ä']));
  it('takes the longest line and refuses a longer one, then goes on', () =>
    expect(read('12345678\n123456789\nok\n')).toEqual(['12345678', '!LINE_TOO_LONG', 'ok']));
  it('does not keep what is too long', () =>
    expect(read('x'.repeat(100), 'x'.repeat(100), '\nok\n')).toEqual(['!LINE_TOO_LONG', 'ok']));
  it('reports half a line at the end', () => expect(read('a\nb')).toEqual(['a', '!LINE_UNFINISHED']));
  it('reports what is not UTF-8', () => expect(read(Uint8Array.of(0xff, 0x0a))).toEqual(['!LINE_NOT_UTF8']));
});

describe('stdioTransport', () => {
  it('drops lines that are no packet and goes on', async () => {
    const input = new PassThrough();
    const got: number[][] = [];
    stdioTransport(input, new PassThrough()).onPacket((packet) => got.push([...packet]));
    input.write('zz\n0\n\n0102\n');
    await turn();
    expect(got).toEqual([[1, 2]]);
  });
  it('outlives the reader at the other end', async () => {
    const output = new PassThrough();
    const transport = stdioTransport(new PassThrough(), output);
    output.destroy(new Error('gone'));
    transport.send(Uint8Array.of(1));
    await turn();
    await transport.close();
  });
});
