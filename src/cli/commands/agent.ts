/** The command line of `xlmp agent`. */
import type { Command } from 'commander';
import { encapsulation } from '../../../spec/registry/identifiers.ts';
import type { AgentCommandOptions } from '../actions/agent.ts';
import { exitCodeHelp } from '../exit-code.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

const help = `
Three ways to run:
  --role … --key … --udp …      an agent that does what its role says, until SIGINT or SIGTERM
  --stdio                       an implementation under test that speaks xlmp-adapter/1
  --udp … --control …           the same with packets over UDP and verbs over TCP
With --qemu an implementation under test has machines of QEMU, which do what the kit says of its hypervisor.`;

/** Adds `xlmp agent`. */
export function addAgentCommand(program: Command, terminal: Terminal): void {
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  program
    .command('agent')
    .summary('run a host, a witness, a machine, a correspondent, an access router or a rendezvous')
    .description('Runs an agent with a simulated hypervisor, or an implementation for the kit.')
    .option(
      '--role <role>',
      'source-host, destination-host, witness, machine, correspondent, access-router or rendezvous; may be repeated',
      collect,
    )
    .option('--key <file>', 'the key of the host')
    .option(
      '--udp <place>',
      `where to listen for XIP in UDP, [HOST:]PORT; 0 for a free port, ${encapsulation.udpPort} is usual`,
    )
    .option(
      '--ethernet <interface>',
      'speak XIP in Ethernet on an interface, and in UDP only to those who came over UDP; may be repeated',
      collect,
    )
    .option(
      '--capture <file>',
      'write what is sent and received into a file for Wireshark; long packets are cut, and after 64 MiB it ends',
    )
    .option('--journal <file>', 'where to keep the journal; without it a restart forgets everything')
    .option(
      '--registers <addresses>',
      'witness, rendezvous: keep what it holds in etcd, http://HOST:PORT[,…], instead of in its journal',
    )
    .option('--contact <file>', 'write where the agent is to a file, for other commands')
    .option('--peer <file>', 'a contact file, or HID:…=HOST:PORT, of another agent; may be repeated', collect)
    .option('--ad <ad>', 'the network of the host, AD: and 40 digits; by default the same for all agents')
    .option('--via <ipv4>', 'put the 4ID of an IPv4 address into the address, instead of the network')
    .option(
      '--machine <machine>',
      'boot a simulated machine, HID:…[,epoch=N][,memory=MIB][,rate=PAGES]; may be repeated',
      collect,
    )
    .option('--qemu <folder>', 'hosts: machines are guests of QEMU, which is found again in this folder')
    .option(
      '--guest <file>',
      'with --qemu: the description of a guest that may run or come here; may be repeated',
      collect,
    )
    .option(
      '--auto-converge',
      'with --qemu: let QEMU slow down a machine that writes faster than it is carried, as long as it has to',
    )
    .option(
      '--companion <file>',
      'hosts: put an agent beside a machine that begins here; its file says who it is; may be repeated',
      collect,
    )
    .option('--accompanied', 'hosts: machines that come bring the agent beside them; --companion says so too')
    .option('--refuse <reason>', 'policy: refuse every offer, with this reason')
    .option('--bandwidth <mbits>', 'policy: what the path is expected to carry, in Mbit/s', '1000')
    .option('--rounds <number>', 'policy: rounds after which a migration is given up', '16')
    .option('--datagram <octets>', 'policy: how long the datagrams of the path may be, 814 to 65507', '1400')
    .option('--timer <setting>', 'another delay of a timer, NAME=MS; may be repeated', collect)
    .option(
      '--plain <file>',
      'carry the IP packets of plain programs, or of the plain machines of a host, as the file says',
    )
    .option('--attachment <file>', 'machine: the statement of attachment of its access router, as JSON')
    .option('--rendezvous <file>', 'machine: the contact file of its rendezvous')
    .option(
      '--reach <way>',
      'machine: how it stays reachable: fallback, route, rebind, rendezvous or combined',
    )
    .option('--cookie <when>', 'correspondent: ask for cookies always, never, or from so many in a second on')
    .option(
      '--open <file>',
      'machine: open a session with this contact; send what is typed, write what comes',
    )
    .option('--datagrams', 'with --open: a session of datagrams, not a stream')
    .option('--echo', 'correspondent: send back what comes')
    .option('--router <file>', 'hosts: the contact file of the access router of their network')
    .option(
      '--trust <witness>',
      'access-router: a witness whose statements count, HID:… or its contact file; may be repeated',
      collect,
    )
    .option(
      '--attach <machine>',
      'access-router: a machine that begins here, HID:MACHINE=HID:HOST[,epoch=N]; may be repeated',
      collect,
    )
    .option(
      '--impair <faults>',
      'access-router, rendezvous: hold and lose what it sends, delay=MS,loss=PERCENT[,seed=N]',
    )
    .option('--verbose', 'say more')
    .option('--stdio', 'speak xlmp-adapter/1 on standard input and output')
    .option('--control <place>', 'speak xlmp-adapter/1 on a TCP port, [HOST:]PORT, beside --udp')
    .option(
      '--real-time',
      'with --control: run by the clock of this machine, and not by "advance" of the kit',
    )
    .addHelpText('after', `${help}\n${exitCodeHelp}`)
    .action(async (options: AgentCommandOptions, command: Command) => {
      const { runAgent } = await import('../actions/agent.ts');
      await runAction(terminal, command, () => runAgent(terminal, options));
    });
}
