/** `xlmp agent`: runs a party of the protocol, whichever. */
import type { UdpAddress } from '../../transports/peer-table.ts';
import { peerRoles, stationRoles } from '../agent-roles.ts';
import type { CompanionHostOptions } from '../companion-file.ts';
import { type ExitCode, usageError } from '../exit-code.ts';
import { readHostPort } from '../option-values.ts';
import type { QemuHostOptions } from '../qemu-host.ts';
import type { PeerAgentOptions } from '../run-peer.ts';
import type { StationAgentOptions } from '../run-station.ts';
import type { Terminal } from '../terminal.ts';

/** The options of the command. */
export type AgentCommandOptions = PeerAgentOptions &
  StationAgentOptions &
  QemuHostOptions &
  CompanionHostOptions;

/** Peers are another kind of agent than hosts, and so are access routers and rendezvous; nobody is two of them. */
async function runInRole(
  terminal: Terminal,
  options: AgentCommandOptions,
  udp: UdpAddress,
): Promise<ExitCode> {
  const { role: roles = [] } = options;
  const [first = ''] = roles;
  if (roles.length === 1 && stationRoles.includes(first)) {
    const { runStation } = await import('../run-station.ts');
    return runStation(terminal, options, udp);
  }
  const others = [...peerRoles, ...stationRoles];
  if (!roles.some((role) => others.includes(role))) {
    const { runHost } = await import('../run-host.ts');
    return runHost(terminal, options, udp);
  }
  if (roles.every((role) => peerRoles.includes(role))) {
    const { runPeer } = await import('../run-peer.ts');
    return runPeer(terminal, options, udp);
  }
  throw usageError(`${roles.join(', ')} do not go together`, 'Run two agents.');
}

/** Runs an agent or an adapter until it is stopped. @throws CommandError when it cannot start */
export async function runAgent(terminal: Terminal, options: AgentCommandOptions): Promise<ExitCode> {
  const isAdapter = options.stdio === true || options.control !== undefined;
  if (isAdapter && (options.role !== undefined || options.key !== undefined || options.journal !== undefined))
    throw usageError('an adapter takes its role, key and journal from the kit', 'Leave these options out.');
  if (isAdapter && options.guest !== undefined)
    throw usageError('an adapter takes its machines from the kit', 'Leave --guest out.');
  if (options.stdio === true) {
    if (options.realTime === true)
      throw usageError('--real-time goes with --udp and --control', 'Time is virtual over --stdio.');
    if (options.udp !== undefined || options.control !== undefined)
      throw usageError('--stdio and --udp exclude each other', 'Choose one of them.');
    const { serveOnStdio } = await import('../serve-adapter.ts');
    return serveOnStdio(terminal, options.qemu);
  }
  if (options.udp === undefined) throw usageError('nowhere to listen', 'Give --udp, or --stdio.');
  if (options.realTime === true && options.control === undefined)
    throw usageError('--real-time goes with --control', 'An agent that migrates machines has no other time.');
  if (options.control === undefined)
    return runInRole(terminal, options, readHostPort(options.udp, '--udp', '0.0.0.0'));
  const udp = readHostPort(options.udp, '--udp', '127.0.0.1');
  const control = readHostPort(options.control, '--control', udp.host);
  if (control.host !== udp.host) throw usageError('--udp and --control are on different hosts');
  const { serveOnUdp } = await import('../serve-adapter.ts');
  return serveOnUdp(
    terminal,
    {
      host: udp.host,
      udp: udp.port,
      control: control.port,
      time: options.realTime === true ? 'real' : 'virtual',
    },
    options.qemu,
  );
}
