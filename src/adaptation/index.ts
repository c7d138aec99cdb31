/**
 * Adaptation: peers that keep their sessions while they move, and those that help them (chapters 11 to 16).
 */
export * from './peer.ts';
export * from './peer-options.ts';
export * from './peer-functions.ts';
export * from './peer-state.ts';
export * from './read-peer-state.ts';
export { contactsOfState } from './peer-travel.ts';
export * from './peer-identity.ts';
export type { OwnPlace, Rendezvous } from './peer-core.ts';
export type { PeerSession } from './peer-session.ts';
export * from './delegate.ts';
export * from './cookie.ts';
export * from './reach.ts';
export * from './places.ts';
export * from './access-router.ts';
export * from './rendezvous.ts';
export type { RendezvousMachineView } from './bindings.ts';
export * from './host-attachments.ts';
export { type StationFunctions, stationFunctions, type StationOptions } from './station.ts';
export { networkOfKey, placeAt } from './attachment-place.ts';
