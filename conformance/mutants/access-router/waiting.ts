/** Access routers that keep the wrong packets for a host that is prepared, or for the wrong time. */
import { never, setting, without, wrongPath, wrongWires } from './wrong-router.ts';

/** Drops them. */
export const keepsNothing = wrongWires(
  {
    id: 'keeps-nothing-for-who-is-prepared',
    breaks: ['ATT-007'],
    says: 'Drops what comes through a tunnel before the host is attached.',
    caughtBy: ['prepared-keeps-tunnelled', 'prepared-keeps-tunnelled-beside'],
  },
  setting((row) => ({ ...row, expects: 0 })),
);
/** Keeps all of them. */
export const keepsAll = wrongWires(
  {
    id: 'keeps-for-later-epochs',
    breaks: ['ATT-007'],
    says: 'Keeps what comes through a tunnel for a later epoch than the one that is prepared.',
    caughtBy: ['prepared-drops-later-epoch'],
  },
  setting((row) => ({ ...row, expects: row.expects === 0 ? 0 : Number.MAX_SAFE_INTEGER })),
);
/** Keeps the past. */
export const keepsPast = wrongPath(
  {
    id: 'keeps-for-past-epochs',
    breaks: ['ATT-007'],
    says: 'Keeps what comes through a tunnel for the latest epoch while a host is prepared.',
    caughtBy: ['prepared-drops-past-epoch'],
  },
  (machinePath, ports) => {
    const path = machinePath(ports);
    let expects = 0;
    return {
      ...path,
      setRow(row) {
        expects = row.rule === 'none' ? row.expects : 0;
        path.setRow(row);
      },
      tunnelled: (packet, epoch, router) => path.tunnelled(packet, expects === 0 ? epoch : expects, router),
    };
  },
);
/** Delivers them to somebody else. */
export const deliversAtOnce = wrongPath(
  {
    id: 'delivers-for-later-epoch-at-once',
    breaks: ['ATT-007'],
    says: 'Delivers what comes through a tunnel to the host that is attached, whatever its epoch is.',
    caughtBy: ['prepared-keeps-tunnelled-beside'],
  },
  (machinePath, ports) => {
    const path = machinePath(ports);
    let attached = 0;
    return {
      ...path,
      setRow(row) {
        attached = row.rule === 'deliver' ? row.epoch : 0;
        path.setRow(row);
      },
      tunnelled: (packet, epoch, router) => path.tunnelled(packet, attached === 0 ? epoch : attached, router),
    };
  },
);
/** The last first. */
export const reverses = wrongPath(
  {
    id: 'sends-what-waited-in-reverse',
    breaks: ['ATT-007', 'ATT-015', 'ATT-016', 'ATT-022', 'ATT-010'],
    says: 'Sends what waited in reverse order.',
    caughtBy: [
      'prepared-keeps-tunnelled',
      'resume',
      'hold-limit',
      'arrival-waits-for-mark',
      'forward-inside-ad',
    ],
  },
  (machinePath, ports) => {
    let collected: (() => void)[] | undefined;
    const path = machinePath({
      ...ports,
      deliver(packet, host) {
        if (collected === undefined) ports.deliver(packet, host);
        else collected.push(() => ports.deliver(packet, host));
      },
    });
    return {
      ...path,
      flush() {
        collected = [];
        path.flush();
        const waiting = collected.reverse();
        collected = undefined;
        for (const deliver of waiting) deliver();
      },
    };
  },
);

/** For ever. */
export const noLease = wrongWires(
  {
    id: 'keeps-prepared-for-ever',
    breaks: ['ATT-008'],
    says: 'Never forgets who is prepared.',
    caughtBy: ['prepared-lease-ends', 'prepared-lease-ends-beside'],
  },
  never('ATTACH_LEASE'),
);
/** Keeps what nobody waits for. */
export const keepsAfterLease = wrongWires(
  {
    id: 'keeps-packets-after-lease',
    breaks: ['ATT-008'],
    says: 'Forgets who was prepared, and keeps what came for it.',
    caughtBy: ['prepared-lease-ends', 'prepared-lease-ends-beside'],
  },
  without('dropHeld'),
);
/** From the first Join. */
export const firstLease = wrongWires(
  {
    id: 'does-not-renew-lease',
    breaks: ['ATT-008'],
    says: 'Arms the lease by the first Join that prepares, and not anew by the next ones.',
    caughtBy: ['prepared-lease-renewed'],
  },
  {
    say: (outputs, { event, before, state }) =>
      event?.type === 'received.Join' && before?.value === 'prepared' && state.value === 'prepared'
        ? outputs.filter(({ type }) => type !== 'arm' && type !== 'disarm')
        : outputs,
  },
);
