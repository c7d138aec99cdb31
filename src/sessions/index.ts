/** Sessions: streams and datagrams that outlive a change of address (chapter 16). */
export * from './session-packet.ts';
export * from './packet-json.ts';
export * from './session-timing.ts';
export * from './session.ts';
export * from './stream-session.ts';
export type { SenderCounts } from './stream-sender.ts';
export * from './datagram-session.ts';
export { windowOctets, type WindowState } from './sequence-window.ts';
