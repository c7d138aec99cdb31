/**
 * What a peer is built from and does not choose itself. The reference gives its own; a mutant replaces one of them.
 */
import { correspondent, mover, rebinding, registration } from '../machines/index.ts';
import type { ProtocolFunctions } from '../runtime/index.ts';
import type { PacketFunctions } from '../runtime/xip-stack.ts';
import { datagramSession, decodeSessionPacket, streamSession } from '../sessions/index.ts';
import type { Dag } from '../xia/index.ts';
import { cookieJar } from './cookie.ts';
import { destinationOf } from './reach.ts';

/** The parts of a peer that can be replaced. */
export interface PeerFunctions
  extends
    PacketFunctions,
    Pick<
      ProtocolFunctions,
      | 'decodeMessage'
      | 'sealMessage'
      | 'verifyMessage'
      | 'authenticHeader'
      | 'verifyAttachment'
      | 'verifyDelegation'
      | 'sessionId'
      | 'identifierOf'
    > {
  readonly mover: typeof mover;
  readonly rebinding: typeof rebinding;
  readonly registration: typeof registration;
  readonly correspondent: typeof correspondent;
  readonly cookieJar: typeof cookieJar;
  readonly destinationOf: typeof destinationOf;
  /**
   * Where the other end of a session is taken to be because of a packet of the session that came from there. The
   * reference takes nothing from it.
   */
  readonly placeOfSource: (source: Dag) => Dag | undefined;
  readonly streamSession: typeof streamSession;
  readonly datagramSession: typeof datagramSession;
  readonly decodeSessionPacket: typeof decodeSessionPacket;
}

/** The functions of the reference that only peers have. */
export const peerFunctions = {
  mover,
  rebinding,
  registration,
  correspondent,
  cookieJar,
  destinationOf,
  placeOfSource: () => undefined,
  streamSession,
  datagramSession,
  decodeSessionPacket,
} as const satisfies Partial<PeerFunctions>;
