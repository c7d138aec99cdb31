/** What `xlmp agent` is told, read and checked before anything is opened. */
import { codeTables } from '../../spec/registry/codes.ts';
import { type TimerName, timers } from '../../spec/registry/timers.ts';
import type { EndpointRole, SimulatedMachine } from '../agent/index.ts';
import { optionsForDatagrams, type PolicyOptions } from '../runtime/index.ts';
import { formatTextError, make4Id, makeXid, parseXid, type Xid, xidType } from '../xia/index.ts';
import { usageError } from './exit-code.ts';
import { readHid, readNumber } from './option-values.ts';

/** The options of `xlmp agent`. */
export interface AgentOptions {
  readonly role?: readonly string[];
  readonly key?: string;
  readonly udp?: string;
  readonly ethernet?: readonly string[];
  readonly capture?: string;
  readonly plain?: string;
  readonly stdio?: boolean;
  readonly control?: string;
  readonly realTime?: boolean;
  readonly ad?: string;
  readonly via?: string;
  readonly journal?: string;
  readonly registers?: string;
  readonly contact?: string;
  readonly router?: string;
  readonly peer?: readonly string[];
  readonly machine?: readonly string[];
  readonly refuse?: string;
  readonly bandwidth?: string;
  readonly rounds?: string;
  readonly datagram?: string;
  readonly timer?: readonly string[];
  readonly verbose?: boolean;
}

const roleNames = ['source-host', 'destination-host', 'witness'] as const satisfies readonly EndpointRole[];

/** Reads the options `--role`. @throws CommandError (usage) */
export function readRoles(texts: readonly string[] = []): EndpointRole[] {
  if (texts.length === 0)
    throw usageError('no role', `Give --role with ${roleNames.join(', ')}, or --stdio.`);
  return texts.map((text) => {
    const role = roleNames.find((name) => name === text);
    if (role === undefined) throw usageError(`unknown role ${text}`, `There are ${roleNames.join(', ')}.`);
    return role;
  });
}

/** The network of agents that are told none: so they are in the same one. */
const usualNetwork = makeXid(xidType.ad, `${'0'.repeat(39)}1`);

/** Reads `--ad`. @throws CommandError (usage) */
export function readNetwork(text: string | undefined): Xid {
  if (text === undefined) return usualNetwork;
  const xid = parseXid(text);
  if (xid.ok && xid.value.type === xidType.ad) return xid.value;
  throw usageError(
    `--ad ${text} is no network${xid.ok ? '' : `: ${formatTextError(xid.error)}`}`,
    'Write AD: and 40 digits.',
  );
}

/** Reads `--via`. @throws CommandError (usage) */
export function readVia(text: string): Xid {
  const octets = text.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  if (octets.length === 4 && octets.every((octet) => octet < 256)) return make4Id(Uint8Array.from(octets));
  throw usageError(`--via ${text} is no IPv4 address`, 'Write a.b.c.d.');
}

const mebibyte = 1_048_576;
const pageSize = 4096;

/** Reads `--registers`: the addresses of an etcd, separated by commas. @throws CommandError (usage) */
export function readRegisters(text: string): readonly string[] {
  const endpoints = text.split(',').filter((part) => part !== '');
  const wrong = endpoints.find((endpoint) => !/^https?:\/\/[^/]+$/.test(endpoint) || !URL.canParse(endpoint));
  if (wrong !== undefined || endpoints.length === 0)
    throw usageError(`--registers ${wrong ?? text} is no address of etcd`, 'Write http://HOST:2379[,…].');
  return endpoints;
}

/** Reads `--machine HID:…[,epoch=N][,memory=MIB][,rate=PAGES]`. @throws CommandError (usage) */
export function readMachine(text: string): SimulatedMachine {
  const [hid = '', ...settings] = text.split(',');
  const values: Record<string, number> = { epoch: 1, memory: 1, rate: 50 };
  const most: Readonly<Record<string, number>> = { epoch: 2 ** 52, memory: 1024, rate: 1_000_000 };
  for (const setting of settings) {
    const [name = '', value = ''] = setting.split('=');
    if (!Object.hasOwn(values, name))
      throw usageError(
        `--machine ${text}: unknown setting ${name}`,
        `There are ${Object.keys(values).join(', ')}.`,
      );
    values[name] = readNumber(value, `--machine ${name}=`, name === 'rate' ? 0 : 1, most[name]!);
  }
  const memory = {
    memory: values['memory']! * mebibyte,
    pageSize,
    writeRate: values['rate']!,
    workingSet: 0.1,
    zeroPages: 0.5,
    seed: 1,
  };
  return { machine: readHid(hid, '--machine'), epoch: values['epoch']!, memory };
}

/** Reads `--timer NAME=MS`. @throws CommandError (usage) */
export function readTimers(texts: readonly string[] = []): Partial<Record<TimerName, number>> {
  const delays: Partial<Record<TimerName, number>> = {};
  for (const text of texts) {
    const [name = '', value = ''] = text.split('=');
    if (!Object.hasOwn(timers, name))
      throw usageError(
        `--timer ${text}: no timer is called ${name}`,
        `There are ${Object.keys(timers).join(', ')}.`,
      );
    const { least, most } = timers[name as TimerName];
    delays[name as TimerName] = readNumber(value, `--timer ${name}=`, least, most);
  }
  return delays;
}

/** Octets of datagrams: a piece of the least size fits, and what UDP over IPv4 can carry. */
const leastDatagram = 814;
const mostDatagram = 65_507;

/** Reads the options of the policy. @throws CommandError (usage) */
export function readPolicy(options: {
  readonly refuse?: string;
  readonly bandwidth?: string;
  readonly rounds?: string;
  readonly datagram?: string;
}): PolicyOptions {
  const { refuse, bandwidth, rounds, datagram } = options;
  if (refuse !== undefined && !Object.hasOwn(codeTables.reason, refuse))
    throw usageError(
      `--refuse ${refuse}: no such reason`,
      `There are ${Object.keys(codeTables.reason).join(', ')}.`,
    );
  const reason = refuse as keyof typeof codeTables.reason | undefined;
  return {
    ...(reason === undefined ? {} : { admit: () => reason }),
    ...(bandwidth === undefined
      ? {}
      : { bandwidth: 125_000 * readNumber(bandwidth, '--bandwidth', 1, 1_000_000) }),
    ...(rounds === undefined ? {} : { maxRounds: readNumber(rounds, '--rounds', 1, 1000) }),
    ...(datagram === undefined
      ? {}
      : optionsForDatagrams(readNumber(datagram, '--datagram', leastDatagram, mostDatagram))),
  };
}
