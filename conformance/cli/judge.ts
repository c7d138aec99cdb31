/** `xlmp judge`: judges what others recorded. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readCapture } from '../../src/capture/index.ts';
import type { Terminal } from '../../src/cli/index.ts';
import { type Judgement, judge } from '../judge/judge.ts';
import { clauseOf, exitCodes } from '../report.ts';
import { KitError } from './usage.ts';

const help = `
Captures in the forms pcapng and pcap are read. XIP is found in Ethernet (type 0xc0de) and in UDP. Each packet and
message is judged by itself, then by those before it; what cannot be judged is said.

Exit codes:
  0  no clause is broken by what was recorded
  1  a clause is broken
  2  the file cannot be read, or is no capture
  5  there is no message of XLMP in it

Examples:
  tcpdump -i any -w move.pcap 'ether proto 0xc0de or udp port 13781'
  xlmp judge move.pcap
  xlmp judge --by 73d7f35c move.pcap          only what this party sent`;

/** How many frames are named of those that could not be judged. */
const namedFrames = 8;

/** Adds the command to the program. */
export function addJudgeCommand(program: Command, terminal: Terminal): void {
  program
    .command('judge')
    .description('judge a capture that others made')
    .argument('<capture>', 'a file in the form pcapng or pcap')
    .option('--by <id>', 'only what a party sent: the first digits of the id of its HID')
    .option('--json', 'as JSON')
    .addHelpText('after', help)
    .action(async (file: string, { by, json }: { readonly by?: string; readonly json?: true }) => {
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
      terminal.setExitCode(exitCodeOf(found));
    });
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
