/** `xlmp forward`: what a router with given routes does to a packet, and why. */
import type { Command } from 'commander';
import { toHex } from '../../core/hex.ts';
import { chainDag, decodeXip, type Emission, makeXid, readXip, Router, xidType } from '../../xia/index.ts';
import { readAddress } from './address.ts';
import { decodeFailure } from '../decode-failure.ts';
import { type ExitCode, exitCodeHelp, exitCodes, usageError } from '../exit-code.ts';
import { explainForwarding, type ForwardingStep, formatForwardingStep } from '../explain-forwarding.ts';
import { type OctetsInput, readOctetsInput, readTextInput } from '../input.ts';
import { paintFor } from '../paint.ts';
import { addRoutes, readRoutes, type RouteRow } from '../route-file.ts';
import { runAction } from '../run-action.ts';
import type { Terminal } from '../terminal.ts';

interface ForwardOptions {
  readonly routes: string;
  readonly file?: string;
  readonly lines?: boolean;
  readonly address?: string;
  readonly quirks?: boolean;
  readonly json?: boolean;
}

const routesHelp = `
A route file has one route a line, and # comments:
  AD:0123456789abcdef0123456789abcdef01234567 2     through port 2
  HID:89abcdef0123456789abcdef0123456789abcdef local
  AD:* unreachable                                  all other ADs
Actions: a port number, local, fallback, unreachable, discard, broadcast, redirect, dhcp.

A packet that leaves through a port or is delivered ends with exit code 0, every other one with 1.`;

/** Adds `xlmp forward`. */
export function addForwardCommand(program: Command, terminal: Terminal): void {
  program
    .command('forward')
    .summary('show what a router does to a packet, edge by edge')
    .description('Forwards a XIP packet with the routes of a file and explains each step of the search.')
    .argument('[hex...]', 'the packet in hexadecimal')
    .requiredOption('--routes <file>', 'the routes; see below')
    .option('--file <name>', 'read the packet from a file, - for standard input')
    .option('--lines', 'the input holds one packet a line; they are forwarded one after the other')
    .option('--address <address>', 'the address of the router, from which it sends XCMP errors')
    .option('--quirks', 'forward as the xia-core v2 router does, with its peculiarities; explains nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', `${routesHelp}\n${exitCodeHelp}`)
    .action(async (words: string[], options: ForwardOptions, command: Command) => {
      await runAction(terminal, command, () => forward(terminal, words, options));
    });
}

async function forward(terminal: Terminal, words: string[], options: ForwardOptions): Promise<ExitCode> {
  if (options.routes === '-' && options.file === '-')
    throw usageError(
      'routes and packet cannot both come from standard input',
      'Put one of them into a file.',
    );
  const routes = await readTextInput(terminal, { words: [], file: options.routes });
  const rows = readRoutes(routes.text, routes.name);
  const inputs = await readOctetsInput(terminal, { words, file: options.file }, options.lines === true);
  let code: ExitCode = exitCodes.ok;
  for (const input of inputs) {
    if (!forwardOne(terminal, input, rows, options)) code = exitCodes.negative;
  }
  return code;
}

/** Forwards one packet and prints what happens; tells whether it went out or was delivered. */
function forwardOne(
  terminal: Terminal,
  input: OctetsInput,
  rows: readonly RouteRow[],
  options: ForwardOptions,
): boolean {
  const checked = options.quirks === true ? readXip(input.octets) : decodeXip(input.octets);
  if (!checked.ok) {
    terminal.err(decodeFailure('no XIP packet', input, checked.error));
    return false;
  }
  const router = new Router(
    options.address === undefined ? nowhere : readAddress('--address', options.address),
    options.quirks === true ? 'xia-core-v2' : 'xlmp',
  );
  addRoutes(router.forwarder, rows);
  const steps = options.quirks === true ? [] : explainForwarding(router.forwarder, checked.value.header);
  const all = router.receive(input.octets.slice());
  // Without an address of its own the router has nothing to send complaints from.
  const emissions = options.address === undefined ? all.slice(0, 1) : all;
  if (options.json === true) terminal.out(`${JSON.stringify(toJson(steps, emissions), null, 2)}\n`);
  else print(terminal, steps, emissions);
  return all[0]!.kind === 'port' || all[0]!.kind === 'local';
}

const zeros = '0'.repeat(40);
const nowhere = chainDag(makeXid(xidType.ad, zeros), makeXid(xidType.hid, zeros));

function toJson(steps: readonly ForwardingStep[], emissions: readonly Emission[]): object {
  return {
    steps: steps.map((step) => ({ ...step, from: step.from ?? 'entry' })),
    emissions: emissions.map(({ packet, ...rest }) => ({ ...rest, packet: toHex(packet) })),
  };
}

function print(terminal: Terminal, steps: readonly ForwardingStep[], emissions: readonly Emission[]): void {
  const paint = paintFor(terminal);
  for (const [i, step] of steps.entries()) terminal.out(`${i + 1}. ${formatForwardingStep(step)}\n`);
  for (const { kind, port, packet } of emissions) {
    const went = kind === 'port' || kind === 'local' ? paint.good : paint.bad;
    terminal.out(`${went(kind === 'port' ? `port ${port}` : kind)}\n`);
    terminal.out(`  ${paint.dim(toHex(packet))}\n`);
  }
}
