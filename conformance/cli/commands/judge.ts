/** The command line of `xlmp judge`. */
import type { Command } from 'commander';
import type { Terminal } from '../../../src/cli/index.ts';
import type { JudgeOptions } from '../actions/judge.ts';

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

/** Adds the command to the program. */
export function addJudgeCommand(program: Command, terminal: Terminal): void {
  program
    .command('judge')
    .description('judge a capture that others made')
    .argument('<capture>', 'a file in the form pcapng or pcap')
    .option('--by <id>', 'only what a party sent: the first digits of the id of its HID')
    .option('--json', 'as JSON')
    .addHelpText('after', help)
    .action(async (file: string, options: JudgeOptions) => {
      const { judgeCommand } = await import('../actions/judge.ts');
      terminal.setExitCode(await judgeCommand(file, options, terminal));
    });
}
