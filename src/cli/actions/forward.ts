/** `xlmp forward`: what a router with given routes does to a packet, and why. */
import { toHex } from '../../core/hex.ts';
import {
  chainDag,
  decodeXip,
  type Emission,
  makeXid,
  readXip,
  Router,
  xiaCoreRules,
  xidType,
} from '../../xia/index.ts';
import { readAddress } from './address.ts';
import { decodeFailure } from '../decode-failure.ts';
import { type ExitCode, exitCodes, usageError } from '../exit-code.ts';
import { explainForwarding, type ForwardingStep, formatForwardingStep } from '../explain-forwarding.ts';
import { type OctetsInput, readOctetsInput, readTextInput } from '../input.ts';
import { paintFor } from '../paint.ts';
import { addRoutes, readRoutes, type RouteRow } from '../route-file.ts';
import type { Terminal } from '../terminal.ts';

/** The options of the command. */
export interface ForwardOptions {
  readonly routes: string;
  readonly file?: string;
  readonly lines?: boolean;
  readonly address?: string;
  readonly quirks?: boolean;
  readonly json?: boolean;
}

/** Forwards packets, and prints what happens to them. @throws CommandError */
export async function forward(
  terminal: Terminal,
  words: readonly string[],
  options: ForwardOptions,
): Promise<ExitCode> {
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
    options.quirks === true ? xiaCoreRules : undefined,
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
