/** Which roles an agent can have beside those of hosts: each kind is an agent of its own. */

/** The roles of peers, which one agent can have together. */
export const peerRoles: readonly string[] = ['machine', 'correspondent'];

/** The roles of stations, of which an agent has one. */
export const stationRoles: readonly string[] = ['access-router', 'rendezvous'];
