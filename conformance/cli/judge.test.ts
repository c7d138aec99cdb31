import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { frameOfXip, linkTypes, writeCapture } from '../../src/capture/index.ts';
import { hex } from '../../src/core/hex.ts';
import { packet } from '../octets/xip.ts';
import { temporaryFolder } from '../temporary-folder.laws.ts';
import { addJudgeCommand } from './commands/judge.ts';

const folder = temporaryFolder('judge');

async function judged(
  octets: Uint8Array,
  ...options: readonly string[]
): Promise<{ code: number; out: string }> {
  const file = join(folder, 'capture');
  writeFileSync(file, octets);
  let [code, out] = [-1, ''];
  const program = new Command().exitOverride();
  addJudgeCommand(program, {
    input: (async function* () {})(),
    colour: false,
    watched: false,
    out: (text) => void (out += text),
    err: () => undefined,
    setExitCode: (given) => void (code = given),
    onStop: () => () => undefined,
  });
  await program.parseAsync(['judge', file, ...options], { from: 'user' });
  return { code, out };
}

/** A capture of one packet with this payload. */
function captureOf(payload: Uint8Array): Uint8Array {
  const none = new Uint8Array(6);
  const octets = frameOfXip(packet('operator', 'source', payload), { from: none, to: none });
  const frames = [{ at: 0n, interface: 0, octets, originalLength: octets.length, comments: [] }];
  const interfaces = [{ name: '', description: '', linkType: linkTypes.ethernet }];
  return writeCapture({ application: '', comments: [], interfaces, frames });
}

describe('xlmp judge', () => {
  test('shows a finding with its clause', async () => {
    const { code, out } = await judged(captureOf(hex`584c01`));
    expect(out).toMatch(
      /^frame 1: a message with truncated in header\.type\n {2}\[MSG-017\] MUST: A receiver refuses/,
    );
    expect(out).toMatch(/\n1 frames, 0 messages, 1 findings\n$/);
    expect(code).toBe(1);
  });

  test('says that there was nothing to judge', async () => {
    const { code, out } = await judged(captureOf(hex`cafe`));
    expect(out).toMatch(/^not judged, data that are no message: 1 \(frame 1\)\n/);
    expect(code).toBe(5);
  });

  test('shows what one party sent, as JSON', async () => {
    const { code, out } = await judged(captureOf(hex`584c01`), '--json', '--by', '73d7');
    expect(JSON.parse(out)).toMatchObject({ frames: 1, findings: [] });
    expect(code).toBe(5);
  });

  test('refuses what is no capture', async () => {
    await expect(judged(hex`cafe`)).rejects.toThrow(/is no capture that can be read: bad-magic at octet 0/);
  });
});
