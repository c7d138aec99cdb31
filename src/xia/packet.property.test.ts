import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyDag, anyXid, mutated } from './arbitrary.laws.ts';
import { equalDags } from './dag.ts';
import { Forwarder, outcome, outcomeName } from './forwarding.ts';
import { xiaCoreRules } from './forwarding-quirks.ts';
import { decapsulateFromIp } from './ip-decapsulation.ts';
import { encapsulateInIp } from './ip-encapsulation.ts';
import { buildPacket, parsePacket } from './packet.ts';
import { routeAction } from './route-table.ts';
import { Router } from './router.ts';
import { decodeXcmp, encodeXcmp } from './xcmp.ts';
import { decodeXip, type XipProfileName, xipOffset } from './xip-header.ts';
import { decodeTlvExtension } from './tlv-extension.ts';
import type { Xid } from './xid.ts';

const profiles: readonly XipProfileName[] = ['xia-core-v2', 'xia-core-1', 'linux'];
const anyParts = fc.record({
  destination: anyDag(6),
  source: anyDag(3),
  payload: fc.uint8Array({ maxLength: 40 }),
  hopLimit: fc.nat(255),
});
const anyPacket = anyParts.map((parts) => buildPacket(parts));
const anyAction = fc.oneof(fc.nat(3), fc.constantFrom(...Object.values(routeAction)));

function withRoutes(forwarder: Forwarder, xids: readonly Xid[], actions: readonly number[]): void {
  xids.forEach((xid, i) => forwarder.setRoute(xid, actions[i % actions.length]!));
}

describe('packets', () => {
  test('are read as they are built', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const back = parsePacket(buildPacket(parts));
        expect(back.ok).toBe(true);
        if (!back.ok) return;
        expect(equalDags(back.value.destination, parts.destination)).toBe(true);
        expect(equalDags(back.value.source, parts.source)).toBe(true);
        expect(back.value.payload).toEqual(parts.payload);
        expect(back.value.header.hopLimit).toBe(parts.hopLimit);
      }),
    );
  });

  test.each(profiles)('any octets give a packet or an error within them (%s)', (profile) => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated(anyPacket)), (octets) => {
        const before = octets.slice();
        const read = decodeXip(octets, profile);
        if (!read.ok) expect(read.error.offset).toBeLessThanOrEqual(octets.length);
        else expect(read.value.payload.buffer).toBe(octets.buffer);
        expect(octets).toEqual(before);
      }),
    );
  });

  test('every cut of a packet is refused', () => {
    fc.assert(
      fc.property(anyPacket, fc.nat(0xffff), (packet, cut) => {
        expect(decodeXip(packet.subarray(0, cut % packet.length)).ok).toBe(false);
      }),
    );
  });
});

describe('forwarding', () => {
  test('ends with a known outcome and changes only what it may', () => {
    fc.assert(
      fc.property(
        mutated(anyPacket),
        fc.array(anyAction, { minLength: 1, maxLength: 8 }),
        anyParts,
        (packet, actions, parts) => {
          const forwarder = new Forwarder();
          withRoutes(
            forwarder,
            parts.destination.nodes.map(({ xid }) => xid),
            actions,
          );
          for (const type of [0x10, 0x11, 0x13]) forwarder.setDefault(type, actions[0]!);
          const before = packet.slice();
          const result = forwarder.forward(packet);
          expect(outcomeName(result)).toBeDefined();
          if (result === outcome.malformed && packet[xipOffset.last] === before[xipOffset.last])
            expect(packet).toEqual(before);
          const end = 8 + 28 * (before[xipOffset.destinationNodes] ?? 0);
          packet.forEach((octet, i) => {
            const isMark = i >= 8 && i < end && (i - 8) % 28 >= 24;
            if (i === xipOffset.hopLimit) expect(octet).toBe(result >= 0 ? before[i]! - 1 : before[i]);
            else if (isMark) expect(octet & 0x7f).toBe(before[i]! & 0x7f);
            else if (i !== xipOffset.last) expect(octet).toBe(before[i]);
          });
        },
      ),
    );
  });

  test('a node where everything is local delivers every valid packet', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const forwarder = new Forwarder();
        withRoutes(
          forwarder,
          parts.destination.nodes.map(({ xid }) => xid),
          [routeAction.local],
        );
        expect(forwarder.forward(buildPacket(parts))).toBe(outcome.local);
      }),
    );
  });

  test('the original and this agree on valid packets where no quirk is touched', () => {
    fc.assert(
      fc.property(
        anyParts,
        fc.array(fc.constantFrom(0, 1, routeAction.local, routeAction.fallback), {
          minLength: 1,
          maxLength: 8,
        }),
        (parts, actions) => {
          const forwarder = new Forwarder();
          const xids = parts.destination.nodes.map(({ xid }) => xid);
          withRoutes(forwarder, xids, actions);
          const [ours, theirs] = [buildPacket(parts), buildPacket(parts)];
          expect(forwarder.forward(ours)).toBe(xiaCoreRules.forward(forwarder, theirs));
          expect(ours).toEqual(theirs);
        },
      ),
    );
  });

  test('a burst fares as its packets do one by one, wherever they stand', () => {
    fc.assert(
      fc.property(
        fc.array(anyParts, { maxLength: 4 }),
        fc.array(fc.integer({ min: -7, max: 3 }), { minLength: 1, maxLength: 8 }),
        fc.nat(3),
        (parts, actions, offset) => {
          const forwarder = new Forwarder();
          const xids = parts.flatMap(({ destination }) => destination.nodes.map(({ xid }) => xid));
          withRoutes(forwarder, xids, actions);
          const packets = parts.map(buildPacket);
          const burst = packets.map((packet) => {
            const room = new Uint8Array(offset + packet.length + 9);
            room.set(packet, offset);
            return { view: new DataView(room.buffer, offset), length: packet.length };
          });
          const outcomes = new Int32Array(burst.length);
          forwarder.forwardBurst(burst, outcomes);
          expect([...outcomes]).toEqual(packets.map((packet) => forwarder.forward(packet)));
          expect(burst.map(({ view, length }) => new Uint8Array(view.buffer, offset, length))).toEqual(
            packets,
          );
        },
      ),
    );
  });

  test('a router answers a packet with at most two more', () => {
    fc.assert(
      fc.property(
        mutated(anyPacket),
        fc.constantFrom(undefined, xiaCoreRules),
        anyDag(3),
        fc.array(anyAction, { minLength: 1, maxLength: 5 }),
        (packet, rules, own, actions) => {
          const router = new Router(own, rules);
          withRoutes(
            router.forwarder,
            own.nodes.map(({ xid }) => xid),
            actions,
          );
          for (const type of [0x10, 0x13]) router.forwarder.setDefault(type, actions[0]!);
          expect(router.receive(packet).length).toBeLessThanOrEqual(5);
        },
      ),
    );
  });

  test('routes are found after any others were added and removed', () => {
    const steps = fc.array(fc.record({ id: fc.nat(30), add: fc.boolean(), action: fc.nat(9) }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, fc.nat(), (changes, seed) => {
        const forwarder = new Forwarder();
        const model = new Map<number, number>();
        const xidOf = (id: number): Xid => ({
          type: 0x10 + (id % 2),
          id: new Uint8Array(20).fill((id * 31 + seed) & 0xff, id % 19),
        });
        const keyed = new Map<string, number>();
        for (const { id, add, action } of changes) {
          const key = `${xidOf(id).type} ${xidOf(id).id.join()}`;
          if (add) forwarder.setRoute(xidOf(id), action);
          else expect(forwarder.deleteRoute(xidOf(id))).toBe(keyed.has(key));
          if (add) keyed.set(key, action);
          else keyed.delete(key);
          model.set(id, action);
        }
        expect(forwarder.routes.size).toBe(keyed.size);
        for (const id of model.keys()) {
          const key = `${xidOf(id).type} ${xidOf(id).id.join()}`;
          const octets = Uint8Array.from([0, 0, 0, xidOf(id).type, ...xidOf(id).id]);
          expect(forwarder.routes.lookup(octets, 0)).toBe(keyed.get(key) ?? routeAction.fallback);
        }
      }),
    );
  });
});

describe('XCMP, UDP and extension headers', () => {
  test('messages are read as they are written', () => {
    const echo = fc.record({
      kind: fc.constantFrom('echo-request' as const, 'echo-reply' as const),
      identifier: fc.nat(0xffff),
      sequence: fc.nat(0xffff),
      data: fc.uint8Array({ maxLength: 30 }),
    });
    const error = fc.record({
      kind: fc.constantFrom('unreachable' as const, 'time-exceeded' as const),
      code: fc.nat(255),
      quoted: fc.uint8Array({ maxLength: 30 }),
    });
    fc.assert(
      fc.property(fc.oneof(echo, error), (message) => {
        expect(decodeXcmp(encodeXcmp(message))).toEqual({ ok: true, value: message });
      }),
    );
  });

  test('any octets give a message or an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        for (const read of [decodeXcmp(octets), decapsulateFromIp(octets), decodeTlvExtension(octets)]) {
          if (!read.ok) expect(read.error.offset).toBeLessThanOrEqual(octets.length);
        }
      }),
    );
  });

  test('what is wrapped is unwrapped, and no flipped octet of the IP packet goes unnoticed', () => {
    const ipv4 = fc.uint8Array({ minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        ipv4,
        ipv4,
        fc.uint8Array({ maxLength: 20 }),
        anyXid,
        fc.nat(0xffff),
        fc.integer({ min: 1, max: 255 }),
        (to, from, payload, xid, at, flip) => {
          const id = Uint8Array.from([0x45, 0, 0, 0, 0, 1, 0, 0, 0xfa, 0xfa, 0, 0, 0, 0, 0, 0, ...to]);
          const sink = { nodes: [{ xid: { type: 0x14, id }, edges: [] }], entry: [0] };
          const packet = buildPacket({
            destination: sink,
            source: { nodes: [{ xid, edges: [] }], entry: [0] },
            payload,
          });
          const wrapped = encapsulateInIp(packet, from)!;
          expect(decapsulateFromIp(wrapped)).toEqual({ ok: true, value: packet });
          wrapped[at % wrapped.length]! ^= flip;
          const checksum = [26, 27].includes(at % wrapped.length) && wrapped[26] === 0 && wrapped[27] === 0;
          if (!checksum) expect(decapsulateFromIp(wrapped).ok).toBe(false);
        },
      ),
    );
  });
});
