/** Peers that are wrong about the packets of sessions (chapter 16). */
import type { Implementation } from '../../../src/agent/index.ts';
import { defineMutant } from '../mutant.ts';

type Packet = Extract<ReturnType<Implementation['decodeSessionPacket']>, { ok: true }>['value'];
type Segment = Extract<Packet, { kind: 'segment' }>;

const [kindAt, rangesAt, ackAt, rangeAt] = [3, 21, 34, 42];
const segmentKind = 2;

/** Does not look at the id. */
export const anySession = defineMutant({
  id: 'correspondent/takes-packets-of-any-session',
  of: 'correspondent',
  breaks: ['SES-002'],
  says: 'Takes a packet of a session that it does not know for one of the session that was heard last.',
  caughtBy: ['correspondent/session-packet-of-unknown'],
  make(reference) {
    let last: Uint8Array | undefined;
    return {
      ...reference,
      decodeSessionPacket(octets) {
        const packet = reference.decodeSessionPacket(octets);
        if (!packet.ok) return packet;
        if (packet.value.session[0] !== 0x5e) last = packet.value.session;
        return { ok: true, value: { ...packet.value, session: last ?? packet.value.session } };
      },
    };
  },
});

/** Any octets are data. */
export const anyKind = defineMutant({
  id: 'correspondent/takes-segments-for-datagrams',
  of: 'correspondent',
  breaks: ['SES-002'],
  says: 'Hands on what is in a segment that comes in a session of datagrams.',
  caughtBy: ['correspondent/session-packet-of-other-kind'],
  make: (reference) => ({
    ...reference,
    datagramSession(options) {
      const inner = reference.datagramSession(options);
      return {
        ...inner,
        receive(packet) {
          if (packet.kind !== 'segment') return inner.receive(packet);
          const { session, data, offset } = packet;
          inner.receive({ kind: 'datagram', session, sequence: offset + 500, data });
        },
      };
    },
  }),
});

/** Twice is better. */
export const everyDatagram = defineMutant({
  id: 'correspondent/hands-on-repeated-datagrams',
  of: 'correspondent',
  breaks: ['SES-009'],
  says: 'Hands on every datagram that comes.',
  caughtBy: ['correspondent/datagram-once'],
  make: (reference) => ({
    ...reference,
    datagramSession(options) {
      const inner = reference.datagramSession({ ...options, onData: () => {} });
      return {
        ...inner,
        receive(packet) {
          inner.receive(packet);
          if (packet.kind === 'datagram') options.onData(packet.data, packet.sequence);
        },
      };
    },
  }),
});

/** In the order of arrival. */
export const asItComes = defineMutant({
  id: 'correspondent/hands-on-segments-as-they-come',
  of: 'correspondent',
  breaks: ['SES-003'],
  says: 'Hands on the data of a segment when it comes.',
  caughtBy: ['correspondent/stream-in-order'],
  make: (reference) => ({
    ...reference,
    streamSession(options) {
      const inner = reference.streamSession({ ...options, onData: () => {} });
      return {
        ...inner,
        receive(packet) {
          if (packet.kind === 'segment' && packet.data.length > 0) options.onData(packet.data);
          inner.receive(packet);
        },
      };
    },
  }),
});

/** Acknowledges what is not there. */
export const acknowledgesHighest = defineMutant({
  id: 'correspondent/acknowledges-the-highest',
  of: 'correspondent',
  breaks: ['SES-004'],
  says: 'Acknowledges up to the end of the last range, as if nothing were missing.',
  caughtBy: ['correspondent/stream-acknowledges'],
  make: (reference) => ({
    ...reference,
    streamSession: (options) =>
      reference.streamSession({
        ...options,
        transmit(packet) {
          const count = packet[kindAt] === segmentKind ? packet[rangesAt]! : 0;
          if (count === 0) return options.transmit(packet);
          const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
          let end = Number(view.getBigUint64(ackAt));
          for (let i = 0; i < 2 * count; i += 1) end += view.getUint32(rangeAt + 4 * i);
          const head = packet.slice(0, rangeAt);
          head[rangesAt] = 0;
          new DataView(head.buffer).setBigUint64(ackAt, BigInt(end));
          return options.transmit(Uint8Array.from([...head, ...packet.slice(rangeAt + 8 * count)]));
        },
      }),
  }),
});

/** Has a stream take segments otherwise than they are. */
function hearingSegments(reference: Implementation, change: (segment: Segment) => Segment): Implementation {
  return {
    ...reference,
    streamSession(options) {
      const inner = reference.streamSession(options);
      return {
        ...inner,
        receive: (packet) => inner.receive(packet.kind === 'segment' ? change(packet) : packet),
      };
    },
  };
}

/** Takes more room than there is. */
export const twiceTheWindow = defineMutant({
  id: 'correspondent/sends-beyond-the-window',
  of: 'correspondent',
  breaks: ['SES-005'],
  says: 'Counts the window from what it has sent and not from what was acknowledged.',
  caughtBy: ['correspondent/stream-keeps-to-window'],
  make: (reference) =>
    hearingSegments(reference, (segment) => ({ ...segment, window: segment.window + 5_000 })),
});

/** Waits for its time-out. */
export const waitsAfterMove = defineMutant({
  id: 'correspondent/waits-after-a-move',
  of: 'correspondent',
  breaks: ['SES-007'],
  says: 'Leaves it to the retransmission time-out to find out that the path is a new one.',
  caughtBy: ['correspondent/stream-sends-after-rebind', 'correspondent/stream-shows-up-after-rebind'],
  make: (reference) => ({
    ...reference,
    streamSession(options) {
      const inner = reference.streamSession(options);
      return { ...inner, moved: () => inner.resume() };
    },
  }),
});

/** Goes on as fast as before. */
export const fastAfterMove = defineMutant({
  id: 'correspondent/fast-after-a-move',
  of: 'correspondent',
  breaks: ['SES-008'],
  says: 'Counts the segments after a move and not their octets, on a path that it takes for a wide one.',
  caughtBy: ['correspondent/stream-begins-anew-after-move'],
  make: (reference) => ({
    ...reference,
    streamSession(options) {
      const inner = reference.streamSession(options);
      return {
        ...inner,
        moved() {
          inner.pathIs({ packetOctets: 4_000 });
          inner.moved();
        },
      };
    },
  }),
});
