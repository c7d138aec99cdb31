/** How long the answer to a Rebind will be: what it costs of the allowance is known before it is signed. */
import { xidSizes, xipFixedSize } from '../../spec/registry/identifiers.ts';
import { encodeMessage, fromJson, type MessageJson } from '../protocol/index.ts';
import type { Dag } from '../xia/index.ts';

const id = '00'.repeat(20);
const short = '00'.repeat(16);
const longestAnswer: MessageJson = {
  type: 'RebindAnswer',
  header: { machine: id, migration: short, epoch: 1, exchange: 1, sender: id, receiver: id },
  session: { session: short },
  challenge: { nonce: short },
  binding: { outcome: 'bound', epoch: 1, sequence: 1 },
  authenticator: {
    algorithm: 'ed25519',
    hash: 'sha256-160',
    key: '00'.repeat(32),
    signature: '00'.repeat(64),
  },
};

/** Octets of the packet of a RebindAnswer with a challenge. */
export function rebindAnswerOctets(to: Dag, from: Dag): number {
  return packetOctets(messageOctets, to, from);
}

/** Octets of a packet. @param payload octets of what it carries. */
export function packetOctets(payload: number, to: Dag, from: Dag): number {
  return xipFixedSize + xidSizes.node * (to.nodes.length + from.nodes.length) + payload;
}

const messageOctets = lengthOf(longestAnswer);

function lengthOf(json: MessageJson): number {
  const message = fromJson(json);
  if (!message.ok) throw new TypeError(`${json.type}: ${message.error.path} ${message.error.text}`);
  return encodeMessage(message.value).length;
}
