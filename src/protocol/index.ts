/**
 * The messages of the control protocol and the records of the journal: types, codec, JSON form, signatures
 * (chapters 04 and 08).
 */
export * from './generated/codes.ts';
export type * from './generated/records.ts';
export type * from './generated/messages.ts';
export type * from './generated/journal-records.ts';
export type * from './generated/record-json.ts';
export type * from './generated/message-json.ts';
export type * from './generated/journal-json.ts';
export * from './generated/layout.ts';
export * from './absent-ids.ts';
export * from './codec.ts';
export * from './journal-record.ts';
export * from './json.ts';
export * from './signature.ts';
export * from './signed-message.ts';
export * from './signed-records.ts';
export * from './session-id.ts';
export * from './ticket.ts';
export * from './outline.ts';
