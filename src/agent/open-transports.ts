/** The transports of an agent: UDP, and the Ethernets that it is on. */
import type { Log } from '../ports/log.ts';
import { type EthernetTransport, ethernetTransport } from '../transports/ethernet.ts';
import { captured } from './capture-file.ts';
import { joinTransports } from '../transports/joined.ts';
import { type UdpOptions, type UdpTransport, udpTransport } from '../transports/udp.ts';

/** What an agent sends and receives with. */
export interface TransportOptions {
  readonly udp?: UdpOptions | undefined;
  /** Interfaces on which it speaks XIP in Ethernet; with any, UDP only answers those who came over UDP. */
  readonly ethernet?: readonly string[] | undefined;
  /** A file in which all that passes is written down. */
  readonly capture?: string | undefined;
  /** The id of the HID of the agent. */
  readonly hid: Uint8Array;
  readonly log?: Log | undefined;
}

/** Opens them as one. @throws TransportError or DeviceError (by rejection) whose message says what to do. */
export async function openTransports(options: TransportOptions): Promise<UdpTransport> {
  const { capture: file, hid, log } = options;
  const transport = await open(options);
  return file === undefined ? transport : captured(transport, { file, hid, log });
}

async function open({ udp, ethernet = [], log }: TransportOptions): Promise<UdpTransport> {
  const ethernets: EthernetTransport[] = [];
  try {
    for (const name of ethernet)
      ethernets.push(await ethernetTransport({ interface: name, ...(log === undefined ? {} : { log }) }));
    const overUdp = await udpTransport(udp);
    if (ethernets.length === 0) return overUdp;
    return { ...joinTransports(ethernets, [overUdp]), local: overUdp.local };
  } catch (error) {
    for (const transport of ethernets) await transport.close();
    throw error;
  }
}
