/** What a gateway is told, as JSON: the addresses on this side, and who is behind which others. */
import type { Result } from '../core/result.ts';
import type { PeerAddress, Rendezvous } from '../adaptation/index.ts';
import type { JsonFault } from '../protocol/index.ts';
import {
  guarded,
  numberFromJson,
  objectOf,
  octetsFromJson,
  onlyMembers,
  textFromJson,
  Unfit,
} from '../protocol/json-values.ts';
import { toHex } from '../core/hex.ts';
import { type Dag, formatDag, parseDag } from '../xia/index.ts';
import { xidSizes } from '../../spec/registry/identifiers.ts';
import { formatPrefix, type IpPrefix, parsePrefix } from './ip-address.ts';
import type { GatewayRoute } from './gateway.ts';

/** What a gateway is told. */
export interface PlainSettings {
  /** The addresses on this side. */
  readonly own: readonly IpPrefix[];
  readonly routes: readonly GatewayRoute[];
  /** The longest IP packet in octets, if not the usual one. */
  readonly mtu?: number;
}

/** Prefixes and routes at most. */
const mostRows = 1024;
const mostText = 2048;
/** The least that a session carries on every path, and the most that an IP packet has. */
const leastMtu = 100;
const greatestMtu = 65_535;

/**
 * Reads `{"own": ["10.8.0.1/32"], "routes": [{"prefix": "10.9.0.2/32", "hid": "HID:…", "address": "RE …"}], "mtu": 1172}`.
 *
 * @returns the settings, or which member is wrong and why. It may come from anybody.
 */
export function readPlainSettings(json: unknown): Result<PlainSettings, JsonFault> {
  return guarded(() => {
    const plain = objectOf(json, '');
    onlyMembers(plain, ['own', 'routes', 'mtu'], '');
    const { mtu } = plain;
    return {
      own: readPrefixes(plain['own'], 'own'),
      routes: listOf(plain['routes'], 'routes').map((item, i) => readRoute(item, `routes[${i}]`)),
      ...(mtu === undefined ? {} : { mtu: numberFromJson(mtu, 'mtu', leastMtu, greatestMtu) }),
    };
  });
}

/** Reads a list of prefixes, such as the addresses that a host allows. */
export function readPrefixList(json: unknown, name: string): Result<readonly IpPrefix[], JsonFault> {
  return guarded(() => readPrefixes(json, name));
}

/** Writes settings as {@link readPlainSettings} reads them. */
export function plainSettingsJson({ own, routes, mtu }: PlainSettings): unknown {
  const nodeOf = ({ hid, address }: Rendezvous | PeerAddress) => ({
    hid: `HID:${hid}`,
    ...(address === undefined ? {} : { address: formatDag(address) }),
  });
  return {
    own: own.map(formatPrefix),
    routes: routes.map(({ prefix, to }) => ({
      prefix: formatPrefix(prefix),
      ...nodeOf(to),
      ...(to.rendezvous === undefined ? {} : { rendezvous: nodeOf(to.rendezvous) }),
    })),
    ...(mtu === undefined ? {} : { mtu }),
  };
}

function listOf(json: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(json)) throw new Unfit(path, 'is no array');
  if (json.length === 0) throw new Unfit(path, 'is empty');
  if (json.length > mostRows) throw new Unfit(path, `has more than ${mostRows} members`);
  return json;
}

function readPrefixes(json: unknown, path: string): readonly IpPrefix[] {
  return listOf(json, path).map((item, i) => readPrefix(item, `${path}[${i}]`));
}

function readPrefix(json: unknown, path: string): IpPrefix {
  const prefix = parsePrefix(textFromJson(json, path, mostText));
  if (prefix === undefined)
    throw new Unfit(path, 'is no prefix such as 10.9.0.0/24 or fd00::/8, or has bits after its end');
  return prefix;
}

function readRoute(json: unknown, path: string): GatewayRoute {
  const plain = objectOf(json, path);
  onlyMembers(plain, ['prefix', 'hid', 'address', 'rendezvous'], path);
  const { rendezvous, address } = plain;
  return {
    prefix: readPrefix(plain['prefix'], `${path}.prefix`),
    to: {
      hid: readHid(plain['hid'], `${path}.hid`),
      ...(address === undefined ? {} : { address: readAddress(address, `${path}.address`) }),
      ...(rendezvous === undefined ? {} : { rendezvous: readRendezvous(rendezvous, `${path}.rendezvous`) }),
    },
  };
}

function readRendezvous(json: unknown, path: string): Rendezvous {
  const plain = objectOf(json, path);
  onlyMembers(plain, ['hid', 'address'], path);
  return {
    hid: readHid(plain['hid'], `${path}.hid`),
    address: readAddress(plain['address'], `${path}.address`),
  };
}

function readHid(json: unknown, path: string): string {
  const digits = textFromJson(json, path, mostText).replace(/^HID:/i, '');
  return toHex(octetsFromJson(digits, path, xidSizes.id, xidSizes.id));
}

function readAddress(json: unknown, path: string): Dag {
  const dag = parseDag(textFromJson(json, path, mostText));
  if (!dag.ok) throw new Unfit(path, `is no address: expected ${dag.error.expected} at ${dag.error.offset}`);
  return dag.value;
}
