/** `xlmp judge`: judges what others recorded. */
import { readFile } from 'node:fs/promises';
import { readCapture } from '../../../src/capture/index.ts';
import type { Terminal } from '../../../src/cli/index.ts';
import { type Judgement, judge } from '../../judge/judge.ts';
import { exitCodes } from '../../exit-codes.ts';
import { clauseOf } from '../../report.ts';
import { KitError } from '../usage.ts';

/** The options of the command. */
export interface JudgeOptions {
  readonly by?: string;
  readonly json?: true;
}

/** How many frames are named of those that could not be judged. */
const namedFrames = 8;

/** Judges a capture; gives the exit code. @throws KitError when it cannot be read */
export async function judgeCommand(
  file: string,
  { by, json }: JudgeOptions,
  terminal: Terminal,
): Promise<number> {
  const read = readCapture(await octetsOf(file));
  if (!read.ok) {
    const { code, offset } = read.error;
    throw new KitError(
      `"${file}" is no capture that can be read: ${code} at octet ${offset}; write pcapng or pcap`,
    );
  }
  const all = judge(read.value);
  const findings = all.findings.filter((one) => by === undefined || one.by?.startsWith(by.toLowerCase()));
  const found = { ...all, findings };
  terminal.out(json === true ? `${JSON.stringify(found, undefined, 2)}\n` : text(found));
  return exitCodeOf(found);
}

function text({ frames, messages, findings, unjudged, isCut }: Judgement): string {
  const lines = findings.flatMap(({ frame, by, requirement, says }) => {
    const { level, text: clause } = clauseOf(requirement);
    return [
      `frame ${frame}${by === undefined ? '' : `, by ${by.slice(0, 8)}`}: ${says}`,
      `  [${requirement}] ${level}: ${clause}`,
    ];
  });
  const doubts = unjudged.map(({ why, frames: which }) => {
    const more = which.length > namedFrames ? ', …' : '';
    return `not judged, ${why}: ${which.length} (frame ${which.slice(0, namedFrames).join(', ')}${more})`;
  });
  const cut = isCut ? ['the file ends within a frame; what precedes it was judged'] : [];
  const sum = `${frames} frames, ${messages} messages, ${findings.length} findings`;
  const always = 'not judged in any capture: silence, timers, and what parties keep to themselves';
  return `${[...lines, ...doubts, ...cut, always, sum].join('\n')}\n`;
}

function exitCodeOf({ findings, messages }: Judgement): number {
  if (findings.length > 0) return exitCodes.notConformant;
  return messages === 0 ? exitCodes.nothing : exitCodes.conformant;
}

async function octetsOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new KitError(`cannot read "${file}": ${(error as Error).message}`);
  }
}
