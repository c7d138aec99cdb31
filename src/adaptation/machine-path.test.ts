import { describe, expect, it } from 'vitest';
import { machinePath, type MachinePath } from './machine-path.ts';

interface Bed {
  readonly path: MachinePath;
  /** What came out: `HOST N`, `tunnel N` or `exhausted`. */
  readonly out: string[];
}

function bed(bounds = { packets: 4, octets: 1000 }, forwardOctets = 100): Bed {
  const out: string[] = [];
  const path = machinePath({
    bounds,
    forwardOctets,
    deliver: (packet, host) => out.push(`${host} ${packet[0]}`),
    exhausted: () => out.push('exhausted'),
  });
  return { path, out };
}

const packet = (number: number, length = 1): Uint8Array => new Uint8Array(length).fill(number);
const tunnel = (out: string[], epoch: number) => ({
  epoch,
  send: (octets: Uint8Array) => out.push(`tunnel ${octets[0]}`) > 0,
});

describe('the path of a machine', () => {
  it('leads nowhere before there is an attachment', () => {
    const { path, out } = bed();
    path.direct(packet(1));
    path.tunnelled(packet(2), 1);
    expect(path.isOpen()).toBe(false);
    expect(out).toEqual([]);
  });

  it('holds what comes and gives it out in order', () => {
    const { path, out } = bed();
    path.attach({ epoch: 1, host: 'a', expectsTunnel: false });
    path.direct(packet(1));
    path.hold();
    path.direct(packet(2));
    path.direct(packet(3));
    expect(path.counts()).toEqual({ held: 2, dropped: 0 });
    path.resume();
    path.direct(packet(4));
    expect(out).toEqual(['a 1', 'a 2', 'a 3', 'a 4']);
  });

  it('drops the newest when too much is held, by packets and by octets', () => {
    const { path, out } = bed({ packets: 2, octets: 10 });
    path.attach({ epoch: 1, host: 'a', expectsTunnel: false });
    path.hold();
    path.direct(packet(1, 8));
    path.direct(packet(2, 3));
    path.direct(packet(3, 2));
    path.direct(packet(4, 0));
    expect(path.counts()).toEqual({ held: 2, dropped: 2 });
    path.resume();
    expect(out).toEqual(['a 1', 'a 3']);
  });

  it('sends what was held through the tunnel, in order, then what comes later', () => {
    const { path, out } = bed();
    path.attach({ epoch: 1, host: 'a', expectsTunnel: false });
    path.hold();
    path.direct(packet(1, 5));
    path.direct(packet(2, 6));
    expect(path.forward(tunnel(out, 2))).toEqual({ packets: 2, octets: 11 });
    path.direct(packet(3));
    expect(out).toEqual(['tunnel 1', 'tunnel 2', 'tunnel 3']);
  });

  it('gives what was held to another host of the same network', () => {
    const { path, out } = bed();
    path.attach({ epoch: 1, host: 'a', expectsTunnel: false });
    path.prepare(2);
    path.hold();
    path.direct(packet(1));
    path.attach({ epoch: 2, host: 'b', expectsTunnel: false });
    path.direct(packet(2));
    expect(out).toEqual(['b 1', 'b 2']);
  });

  it('keeps what is tunnelled for an attachment that is to come, and puts what comes direct behind it', () => {
    const { path, out } = bed();
    path.prepare(2);
    path.tunnelled(packet(1), 2);
    path.attach({ epoch: 2, host: 'b', expectsTunnel: true });
    path.direct(packet(5));
    path.tunnelled(packet(2), 2);
    path.endMark({ epoch: 2, packets: 3 });
    expect(path.isWaiting()).toBe(true);
    expect(out).toEqual(['b 1', 'b 2']);
    path.tunnelled(packet(3), 2);
    expect(path.isWaiting()).toBe(false);
    path.direct(packet(6));
    expect(out).toEqual(['b 1', 'b 2', 'b 3', 'b 5', 'b 6']);
  });

  it('does not wait when the end mark and all its packets came before', () => {
    const { path, out } = bed();
    path.prepare(2);
    path.tunnelled(packet(1), 2);
    path.endMark({ epoch: 2, packets: 1 });
    path.attach({ epoch: 2, host: 'b', expectsTunnel: true });
    path.direct(packet(2));
    expect(out).toEqual(['b 1', 'b 2']);
  });

  it('waits no longer once it is told so', () => {
    const { path, out } = bed();
    path.attach({ epoch: 2, host: 'b', expectsTunnel: true });
    path.direct(packet(1));
    expect(out).toEqual([]);
    path.release();
    expect(out).toEqual(['b 1']);
  });

  it('drops a tunnelled packet that would go back where it came from, and sends on one that goes further', () => {
    const { path, out } = bed();
    path.attach({ epoch: 2, host: 'a', expectsTunnel: false });
    path.hold();
    path.forward(tunnel(out, 3));
    path.tunnelled(packet(1), 3);
    path.tunnelled(packet(2), 4);
    expect(out).toEqual([]);
    path.tunnelled(packet(3), 2);
    expect(out).toEqual(['tunnel 3']);
  });

  it('keeps for the return what comes back while the way still leads away', () => {
    const { path, out } = bed();
    path.attach({ epoch: 1, host: 'a', expectsTunnel: false });
    path.forward(tunnel(out, 2));
    path.prepare(3);
    path.tunnelled(packet(1), 3);
    path.attach({ epoch: 3, host: 'a', expectsTunnel: true });
    expect(out).toEqual(['a 1']);
  });

  it('does not deliver what is tunnelled to a later place than the attached one', () => {
    const { path, out } = bed();
    path.attach({ epoch: 2, host: 'a', expectsTunnel: false });
    path.tunnelled(packet(1), 3);
    path.tunnelled(packet(2), 2);
    path.tunnelled(packet(3), 1);
    expect(out).toEqual(['a 2', 'a 3']);
  });

  it('sends on no more than is allowed, and says so once', () => {
    const { path, out } = bed(undefined, 10);
    path.attach({ epoch: 1, host: 'a', expectsTunnel: false });
    path.forward(tunnel(out, 2));
    path.direct(packet(1, 9));
    path.direct(packet(2, 2));
    path.direct(packet(3, 1));
    expect(out).toEqual(['tunnel 1', 'exhausted']);
  });

  it('forgets what it holds when it closes', () => {
    const { path, out } = bed();
    path.attach({ epoch: 1, host: 'a', expectsTunnel: false });
    path.hold();
    path.direct(packet(1));
    path.close();
    path.attach({ epoch: 2, host: 'b', expectsTunnel: false });
    expect(out).toEqual([]);
  });
});
