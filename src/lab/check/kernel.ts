/** What the kernel lets this process do: namespaces, taps, buffers of sockets. Each is really tried. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { tryCommand } from '../command.ts';
import type { Finding } from './finding.ts';

const capability = { netAdmin: 12n, sysAdmin: 21n } as const;
/** A receive buffer in which the window of a transfer has room. Octets. */
const wishedBuffer = 2_097_152;

/** Looks at rights, namespaces, taps, system calls and buffers. */
export async function kernelFindings(): Promise<readonly Finding[]> {
  const mayDo = rightsOf(readText('/proc/self/status'));
  const hasIp = (await tryCommand(['ip', '-Version'])).code === 0;
  return [
    {
      name: 'rights',
      found: mayDo ? 'yes' : 'no',
      says: mayDo
        ? 'may make namespaces and devices'
        : 'needs root, or CAP_NET_ADMIN and CAP_SYS_ADMIN: run it with sudo',
      packages: [],
      needed: ['network'],
    },
    {
      name: 'ip',
      found: hasIp ? 'yes' : 'no',
      says: hasIp ? 'iproute2 is there' : 'there is no program ip',
      packages: ['iproute2'],
      needed: ['network'],
    },
    ...(await triedNetwork(mayDo && hasIp)),
    systemCalls(),
    buffers(readText('/proc/sys/net/core/rmem_max')),
  ];
}

/** Tells from `/proc/self/status` whether namespaces and devices may be made. */
export function rightsOf(status: string): boolean {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  return Object.values(capability).every((bit) => (effective & (1n << bit)) !== 0n);
}

async function triedNetwork(mayTry: boolean): Promise<readonly Finding[]> {
  const finding = (name: string, found: Finding['found'], says: string): Finding => ({
    name,
    found,
    says,
    packages: [],
    needed: ['network'],
  });
  if (!mayTry) {
    const says = 'could not be tried without what is named above';
    return [finding('namespaces', 'unknown', says), finding('taps', 'unknown', says)];
  }
  const name = `xlcheck${process.pid}`;
  const made = await tryCommand(['ip', 'netns', 'add', name]);
  if (made.code !== 0)
    return [
      finding('namespaces', 'no', `the kernel makes none: ${made.err.trim()}`),
      finding('taps', 'unknown', 'could not be tried without a namespace'),
    ];
  try {
    const veth = await tryCommand([
      'ip',
      '-n',
      name,
      'link',
      'add',
      'a0',
      'type',
      'veth',
      'peer',
      'name',
      'a1',
    ]);
    const bridge = await tryCommand(['ip', '-n', name, 'link', 'add', 'b0', 'type', 'bridge']);
    const tap = await tryCommand(['ip', '-n', name, 'tuntap', 'add', 'tap0', 'mode', 'tap']);
    const wrong = [veth, bridge].find(({ code }) => code !== 0);
    return [
      wrong === undefined
        ? finding('namespaces', 'yes', 'made one, with veth and bridge in it')
        : finding('namespaces', 'no', `no veth or no bridge: ${wrong.err.trim()}`),
      tap.code === 0
        ? finding('taps', 'yes', 'made one')
        : finding('taps', 'no', `/dev/net/tun does not work: ${tap.err.trim()}`),
    ];
  } finally {
    await tryCommand(['ip', 'netns', 'delete', name]);
  }
}

/** The library by which devices are opened; it is an optional dependency of the package. */
function systemCalls(): Finding {
  let found: Finding['found'] = 'yes';
  try {
    createRequire(import.meta.url)('koffi');
  } catch {
    found = 'no';
  }
  return {
    name: 'koffi',
    found,
    says: found === 'yes' ? 'loads' : 'npm install did not bring this optional dependency: npm install koffi',
    packages: [],
    needed: ['devices'],
  };
}

function buffers(text: string): Finding {
  const octets = Number(text);
  const isEnough = octets >= wishedBuffer;
  return {
    name: 'rmem_max',
    found: text === '' ? 'unknown' : isEnough ? 'yes' : 'no',
    says: isEnough
      ? `${octets} octets`
      : `sockets may hold ${octets} octets: slow; sysctl -w net.core.rmem_max=${wishedBuffer}`,
    packages: [],
    needed: [],
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
