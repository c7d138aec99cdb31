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
import type { Timing } from '../machines/index.ts';
import type { Log } from '../ports/log.ts';
import { type AttachmentJson, signerFromSeed } from '../protocol/index.ts';
import { identityOf } from '../runtime/index.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import { udpTransport } from '../transports/udp.ts';
import type { Xid } from '../xia/index.ts';
import type { AgentConfig } from './agent.ts';
import { type Implementation, referenceImplementation } from './implementation.ts';

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
  /** Stops it; its sessions are lost. */
  close(): Promise<void>;
}

/**
 * Starts a peer.
 *
 * @throws TransportError (by rejection); its message says what to do.
 */
export async function createPeerAgent(config: PeerAgentConfig): Promise<PeerAgent> {
  const { seed, ad, via, attachment, udp, implementation, ...rest } = config;
  const signer = signerFromSeed(seed);
  const transport = await udpTransport(udp);
  const peer = startPeer({
    ...rest,
    signer,
    at: attachment ?? identityOf(signer, ad, via).address,
    clock: systemClock(),
    transport,
    random: { octets: (count) => new Uint8Array(randomBytes(count)) },
    functions: implementation ?? referenceImplementation,
  });
  return {
    peer,
    udp: transport.local,
    async close() {
      peer.stop();
      await transport.close();
    },
  };
}
