import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../core/hex.ts';
import { decodeXip, Forwarder, outcomeName, parseXid, routeAction } from '../xia/index.ts';
import { explainForwarding } from './explain-forwarding.ts';
import { actionName } from './route-file.ts';

const folder = new URL('../../vectors/xia/click/', import.meta.url);
const rowsOf = (name: string): string[][] =>
  readFileSync(new URL(name, folder), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

/** Routes of all routers of the golden data; the explanation must fit the engine, whatever the routes are. */
function forwarderOf(file: string): Forwarder {
  const forwarder = new Forwarder();
  for (const [table, xid, port] of rowsOf(`configs/${file}`)) {
    if (xid === '-') {
      const probe = parseXid(`${table!.replace(/^.*_|^.*\//, '')}:${'0'.repeat(40)}`);
      if (probe.ok) forwarder.setDefault(probe.value.type, Number(port));
      continue;
    }
    const parsed = parseXid(xid!);
    if (parsed.ok) forwarder.setRoute(parsed.value, Number(port));
  }
  return forwarder;
}

describe('explainForwarding', () => {
  test('its last step says what the engine decides', () => {
    const packets = rowsOf('forward.v2.tsv').map((row) =>
      fromHex(row.find((cell) => /^01[0-9a-f]{60,}$/.test(cell)) ?? '')!,
    );
    const configs = readdirSync(new URL('configs/', folder)).filter((name) => name.endsWith('.routes.tsv'));
    let compared = 0;
    for (const config of configs) {
      const forwarder = forwarderOf(config);
      for (const packet of packets) {
        const decoded = decodeXip(packet);
        if (!decoded.ok) continue;
        const last = explainForwarding(forwarder, decoded.value.header).at(-1);
        const result = forwarder.forward(packet.slice());
        const name = outcomeName(result);
        if (name === 'timeExceeded') expect(last?.action).toMatch(/^port/);
        else if (name === 'unreachable') {
          const endings = [actionName(routeAction.fallback), actionName(routeAction.unreachable), undefined];
          expect(endings).toContain(last?.action);
        } else if (name !== 'malformed') expect(last?.action).toBe(actionName(result));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });
});
