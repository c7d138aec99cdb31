/** Access routers that send packets in circles, or newer packets before older ones. */
import { never, setting, wrongFunctions, wrongPath, wrongWires } from './wrong-router.ts';

/** Looks at no epoch. */
export const anyTunnel = wrongPath(
  {
    id: 'sends-on-any-tunnelled',
    breaks: ['ATT-001', 'INV-006'],
    says: 'Sends on what came through a tunnel like everything else.',
    caughtBy: ['tunnel-not-back'],
  },
  (machinePath, ports) => {
    const path = machinePath(ports);
    return { ...path, tunnelled: (packet) => path.direct(packet) };
  },
);
/** Compares wrongly. */
export const equalTunnel = wrongPath(
  {
    id: 'sends-on-tunnelled-of-same-epoch',
    breaks: ['ATT-001', 'INV-006'],
    says: 'Sends on what came through a tunnel of the very epoch of the place.',
    caughtBy: ['tunnel-not-back'],
  },
  (machinePath, ports) => {
    const path = machinePath(ports);
    let place = 0;
    return {
      ...path,
      setRow(row) {
        place = row.rule === 'forward' ? row.epoch : 0;
        path.setRow(row);
      },
      tunnelled: (packet, epoch, router) =>
        path.tunnelled(packet, epoch === place ? epoch - 1 : epoch, router),
    };
  },
);
/** Takes it up like any packet. */
export const unpacks = wrongFunctions(
  {
    id: 'routes-tunnelled-by-address',
    breaks: ['ATT-002', 'INV-006'],
    says: 'Treats what came through a tunnel for a machine that is not here like a packet that came by its address.',
    caughtBy: ['tunnelled-uses-no-fallback', 'tunnelled-back-uses-no-fallback'],
  },
  ({ routerPlane, parsePacket }) => ({
    routerPlane(options) {
      const plane = routerPlane(options);
      return {
        ...plane,
        receive(packet) {
          const parsed = parsePacket(packet);
          const isTunnel = parsed.ok && parsed.value.header.nextHeader === 0x58;
          plane.receive(isTunnel ? parsed.value.payload.slice(8) : packet);
        },
      };
    },
  }),
);
/** Does not count it. */
export const noHop = wrongFunctions(
  {
    id: 'does-not-count-tunnel-as-hop',
    breaks: ['ATT-002'],
    says: 'Answers what came through a tunnel with a spent hop limit, and delivers it.',
    caughtBy: ['tunnel-counts-as-hop'],
  },
  ({ decodeTunnel }) => ({
    decodeTunnel(payload) {
      const decoded = decodeTunnel(payload);
      if (!decoded.ok) return decoded;
      const packet = decoded.value.packet.slice();
      packet[4] = Math.max(packet[4]!, 2);
      return { ok: true, value: { ...decoded.value, packet } };
    },
  }),
);

/** New before old. */
export const doesNotWait = wrongWires(
  {
    id: 'delivers-new-before-old',
    breaks: ['ATT-022'],
    says: 'Delivers what comes direct at once, also when older packets are on their way.',
    caughtBy: [
      'arrival-waits-for-mark',
      'arrival-mark-last',
      'arrival-mark-lost',
      'arrival-after-forwarding',
    ],
  },
  setting((row) => (row.rule === 'order' ? { ...row, rule: 'deliver' } : row)),
);
/** Neither. */
export const letsOldWait = wrongWires(
  {
    id: 'lets-old-wait-too',
    breaks: ['ATT-022'],
    says: 'Lets what comes through tunnels wait for the mark, too.',
    caughtBy: ['arrival-waits-for-mark'],
  },
  setting((row) => (row.rule === 'order' ? { ...row, rule: 'hold' } : row)),
);
/** For ever. */
export const waitsForEver = wrongWires(
  {
    id: 'waits-for-mark-for-ever',
    breaks: ['ATT-022'],
    says: 'Waits for EndMark however long it takes.',
    caughtBy: ['arrival-mark-lost'],
  },
  never('MARK_WAIT'),
);
/** Does not count. */
export const anyMark = wrongPath(
  {
    id: 'does-not-count-for-mark',
    breaks: ['ATT-022'],
    says: 'Delivers what waits when EndMark comes, whatever it counts.',
    caughtBy: ['arrival-waits-for-mark', 'arrival-counts-sender-of-mark'],
  },
  (machinePath, ports) => {
    const path = machinePath(ports);
    return { ...path, endMark: (mark) => path.endMark({ ...mark, packets: 0 }) };
  },
);
/** Does not hear it. */
export const noMark = wrongPath(
  {
    id: 'does-not-hear-marks',
    breaks: ['ATT-022'],
    says: 'Always waits as long as MARK_WAIT.',
    caughtBy: ['arrival-waits-for-mark', 'arrival-mark-last', 'arrival-after-forwarding'],
  },
  (machinePath, ports) => ({ ...machinePath(ports), endMark: () => undefined }),
);
/** Counts everybody's. */
export const anySender = wrongPath(
  {
    id: 'counts-any-router-for-mark',
    breaks: ['ATT-022'],
    says: 'Counts the packets of every router for an EndMark.',
    caughtBy: ['arrival-counts-sender-of-mark'],
  },
  (machinePath, ports) => {
    const path = machinePath(ports);
    return {
      ...path,
      tunnelled: (packet, epoch) => path.tunnelled(packet, epoch, ''),
      endMark: (mark) => path.endMark({ ...mark, router: '' }),
    };
  },
);
/** Any time's. */
export const anyEpoch = wrongWires(
  {
    id: 'takes-mark-of-any-epoch',
    breaks: ['ATT-022'],
    says: 'Takes an EndMark of another epoch for the one that it waits for.',
    caughtBy: ['arrival-mark-of-past'],
  },
  {
    hear: (event, { context }) =>
      event.type === 'path.marked' ? { ...event, epoch: context.attached.epoch } : event,
  },
);
/** Forgets it. */
export const forgetsMark = wrongWires(
  {
    id: 'forgets-early-mark',
    breaks: ['ATT-022'],
    says: 'Forgets an EndMark that came before the attachment.',
    caughtBy: ['arrival-mark-before-attachment'],
  },
  { hear: (event, { value }) => (event.type === 'path.marked' && value === 'prepared' ? undefined : event) },
);
