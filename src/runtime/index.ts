/**
 * The runtime: endpoints that drive the parties through ports, and the journal (chapters 04 to 08).
 */
export type { Attachments, RunEvidence } from './attachments.ts';
export * from './chunk-records.ts';
export * from './endpoint.ts';
export * from './functions.ts';
export type { MakeAttachments, MigrationReport } from './host.ts';
export type { Subject } from './mailer.ts';
export type { EndpointRole } from './role-keeper.ts';
export type { OrderBody } from './source-events.ts';
export * from './identity.ts';
export * from './journal.ts';
export * from './journal-reading.ts';
export * from './policy.ts';
export * from './recovery.ts';
export * from './trace.ts';
export * from './versions.ts';
export type { PacketFunctions } from './xip-stack.ts';
