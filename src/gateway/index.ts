/** The gateway: IP packets of plain machines and programs, carried in sessions that outlive a move. */
export * from './gateway.ts';
export * from './ip-address.ts';
export * from './shared-device.ts';
export type { Opening } from './correspondent.ts';
export * from './plain-settings.ts';
