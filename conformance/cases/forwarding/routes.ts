/** A router with many routes: each identifier has its own, and no other one (chapter 03). */
import { cast } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { hexOf, uint } from '../../octets/octets.ts';
import { addressNodes, addressText, chain, anyPacket } from '../../octets/xip.ts';

/** A table that grows while routes are added has grown more than once by then. */
const routeCount = 40;
const idOctets = 20;

/** Ids that differ in four octets alone. */
function idsDifferingAt(place: number): readonly string[] {
  return Array.from(
    { length: routeCount + 1 },
    (_, n) => `${'5a'.repeat(place)}${hexOf(uint(n, 4))}${'5a'.repeat(idOctets - 4 - place)}`,
  );
}

/** What the router does with a packet to a host. */
async function actionFor(
  { evaluate }: CaseContext,
  routes: readonly { readonly xid: string; readonly action: number }[],
  hid: string,
): Promise<unknown> {
  const destination = chain(['HID', hid]);
  const packet = anyPacket({ destination, source: addressNodes(cast.destination), payload: '' });
  const input = { address: addressText(cast.source), types: ['AD', 'HID'], routes, octets: hexOf(packet) };
  const { emissions } = (await evaluate('forward', input)) as { readonly emissions: readonly object[] };
  return Object.fromEntries(Object.entries(emissions[0]!).filter(([name]) => name !== 'octets'));
}

function manyRoutes(place: number): Case {
  return defineCase({
    id: `forwarding/many-routes-${place}`,
    title: `of ${routeCount} hosts whose ids differ from octet ${place} on, each has its route, and one more has none`,
    covers: ['FWD-002'],
    role: 'forwarding',
    needs: ['forward'],
    async run(context) {
      const [unknown, ...known] = idsDifferingAt(place);
      const routes = known.map((hid, port) => ({ xid: `HID:${hid}`, action: port }));
      for (const [port, hid] of known.entries())
        context.expect.equal(
          await actionFor(context, routes, hid),
          { kind: 'port', port },
          'the way',
          'FWD-002',
        );
      const none = await actionFor(context, routes, unknown!);
      context.expect.equal(none, { kind: 'unreachable' }, 'the way of another', 'FWD-007');
    },
  });
}

/** Each of them is given another way. */
export const replacedRoutes = defineCase({
  id: 'forwarding/many-routes-replaced',
  title: `of ${routeCount} hosts that are given a route twice, each has the second one`,
  covers: ['FWD-002'],
  role: 'forwarding',
  needs: ['forward'],
  async run(context) {
    for (const place of [0, 4, 8, 12, 16]) {
      const ids = idsDifferingAt(place);
      const routes = [100, 0].flatMap((first) =>
        ids.map((hid, n) => ({ xid: `HID:${hid}`, action: first + n })),
      );
      for (const [port, hid] of ids.entries())
        context.expect.equal(
          await actionFor(context, routes, hid),
          { kind: 'port', port },
          'the way',
          'FWD-002',
        );
    }
  },
});

/** The ids differ in the first octets. */
export const manyRoutes0 = manyRoutes(0);
/** The ids differ in octets 4 to 7. */
export const manyRoutes4 = manyRoutes(4);
/** The ids differ in octets 8 to 11. */
export const manyRoutes8 = manyRoutes(8);
/** The ids differ in octets 12 to 15. */
export const manyRoutes12 = manyRoutes(12);
/** The ids differ in the last octets. */
export const manyRoutes16 = manyRoutes(16);
