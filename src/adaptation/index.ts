/**
 * Adaptation: peers that keep their sessions while they move, and those that help them (chapters 11 to 16).
 */
export * from './peer.ts';
export * from './peer-functions.ts';
export * from './peer-identity.ts';
export type { OwnPlace, Rendezvous } from './peer-core.ts';
export type { PeerSession } from './peer-session.ts';
export * from './delegate.ts';
export * from './cookie.ts';
export * from './reach.ts';
export * from './places.ts';
