/** How much goes to a place that is not proved: the application has much to send, and the kit counts. */
import type { CaseContext } from '../context.ts';
import type { PacketView } from '../octets/xip.ts';
import { networkAt, networkOf, sends, type Where } from './peers.ts';

/** How many times the octets that came from a place may go there before it is proved. */
export const limit = 3;
const much = '5a'.repeat(400);
/** How many datagrams of that length the application sends. */
export const datagrams = 12;

/** Octets of the packets that prefer the network of a place. */
export function toPlace(
  packets: readonly (PacketView & { readonly octets: Uint8Array })[],
  where: Where,
): number {
  const network = networkAt('owner', where);
  return packets
    .filter(({ destination }) => networkOf(destination) === network)
    .reduce((sum, { octets: { length } }) => sum + length, 0);
}

/** Says that no more than three times what came has gone. */
export function expectWithin({ expect }: CaseContext, sent: number, received: number): void {
  expect.that(sent <= limit * received, {
    expectedOneOf: [`at most ${limit} times ${received} octets to a place that is not proved`],
    actual: `${sent} octets`,
    requirement: 'COR-013',
  });
}

/** The application sends datagrams of 400 octets. */
export async function pours(context: CaseContext, session: Uint8Array, count = datagrams): Promise<void> {
  for (let i = 0; i < count; i += 1) await sends(context, session, much);
}
