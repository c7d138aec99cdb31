/** Who takes part in the protocol. Data only. */

/** Every party that sends or receives messages. */
export const parties = [
  'source-host',
  'destination-host',
  'witness',
  'operator',
  'access-router',
  'rendezvous',
  'machine',
  'correspondent',
] as const;

/** Who sends and receives a message. */
export type PartyName = (typeof parties)[number];
