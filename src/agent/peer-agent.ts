/** A peer over UDP, as `xlmp agent --role machine` runs it and as a program embeds it. */
import { randomBytes } from 'node:crypto';
import {
  type Peer,
  type PeerOptions,
  type PeerPolicy,
  type Rendezvous,
  startPeer,
} from '../adaptation/index.ts';
import { systemClock } from '../clocks/system.ts';
import { openTun, type TunOptions } from '../devices/tun.ts';
import { type Gateway, ipGateway, type PlainSettings, usualMtu } from '../gateway/index.ts';
import type { Timing } from '../machines/index.ts';
import type { Log } from '../ports/log.ts';
import { type AttachmentJson, signerFromSeed } from '../protocol/index.ts';
import { identityOf } from '../runtime/index.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import type { Xid } from '../xia/index.ts';
import type { AgentConfig } from './agent.ts';
import { type Implementation, referenceImplementation } from './implementation.ts';
import { openTransports } from './open-transports.ts';

/** Plain programs whose IP packets a peer carries. */
export interface PlainPrograms {
  /** Where their packets come from. */
  readonly device: TunOptions;
  readonly settings: PlainSettings;
}

/** What a peer over UDP is made of. */
export interface PeerAgentConfig extends Pick<PeerOptions, 'onSession' | 'onMoved'> {
  /** The seed of its key, 32 octets; the file that holds it is read by the caller. */
  readonly seed: Uint8Array;
  /** Its network, as long as no statement of attachment says another. */
  readonly ad: Xid;
  /** The 4ID by which others reach it over IP, in the place of the network in its address. */
  readonly via?: Xid;
  /** What its AD says of where it is. */
  readonly attachment?: AttachmentJson;
  readonly rendezvous?: Rendezvous;
  readonly udp?: NonNullable<AgentConfig['udp']>;
  /** Interfaces on which it speaks XIP in Ethernet, too; then UDP only answers those who came over UDP. */
  readonly ethernet?: readonly string[];
  /** A file for Wireshark in which all that it sends and receives is written down. */
  readonly capture?: string;
  /** Sessions with those that are in its routes are not shown to `onSession`. */
  readonly plain?: PlainPrograms;
  readonly policy?: PeerPolicy;
  readonly timing?: Timing;
  readonly log?: Log;
  readonly implementation?: Implementation;
}

/** A peer over UDP that runs. */
export interface PeerAgent {
  readonly peer: Peer;
  /** Where it listens. */
  readonly udp: UdpAddress;
  /** What carries the packets of plain programs, if there are any. */
  readonly gateway: Gateway | undefined;
  /** Stops it; its sessions are lost. */
  close(): Promise<void>;
}

/**
 * Starts a peer.
 *
 * @throws TransportError or DeviceError (by rejection); their messages say what to do.
 */
export async function createPeerAgent(config: PeerAgentConfig): Promise<PeerAgent> {
  const { seed, ad, via, attachment, udp, ethernet, capture, implementation, plain, onSession, ...rest } =
    config;
  const signer = signerFromSeed(seed);
  const { hid, address } = identityOf(signer, ad, via);
  const clock = systemClock();
  const device =
    plain === undefined ? undefined : await openTun({ mtu: plain.settings.mtu ?? usualMtu, ...plain.device });
  const transport = await openTransports({ udp, ethernet, capture, hid, log: rest.log }).catch(
    async (error: unknown) => {
      await device?.close();
      throw error;
    },
  );
  const peer = startPeer({
    ...rest,
    signer,
    at: attachment ?? address,
    clock,
    transport,
    random: { octets: (count) => new Uint8Array(randomBytes(count)) },
    functions: implementation ?? referenceImplementation,
    onSession(session) {
      if (gateway?.adopt(session) !== true) onSession?.(session);
    },
  });
  const gateway =
    device &&
    plain &&
    ipGateway({
      ...plain.settings,
      device,
      peer,
      clock,
      ...(rest.log === undefined ? {} : { log: rest.log }),
    });
  return {
    peer,
    udp: transport.local,
    gateway,
    async close() {
      gateway?.stop();
      peer.stop();
      await transport.close();
      await device?.close();
    },
  };
}
