import { describe, expect, it } from 'vitest';
import { machinePath, type MachinePath, type PathRow } from './machine-path.ts';

interface Bed {
  readonly path: MachinePath;
  /** What came out: `HOST N`, `tunnel N`, `marked EPOCH` or `exhausted`. */
  readonly out: string[];
  row(row: Partial<PathRow>): void;
}

function bed(bounds = { packets: 4, octets: 1000 }, forwardOctets = 100): Bed {
  const out: string[] = [];
  const path = machinePath({
    bounds,
    forwardOctets,
    deliver: (packet, host) => out.push(`${host} ${packet[0]}`),
    marked: (epoch) => out.push(`marked ${epoch}`),
    exhausted: () => out.push('exhausted'),
  });
  const tunnel = (packet: Uint8Array): boolean => out.push(`tunnel ${packet[0]}`) > 0;
  const row = (some: Partial<PathRow>): void =>
    path.setRow({ rule: 'deliver', host: 'a', epoch: 1, expects: 0, tunnel, ...some });
  return { path, out, row };
}

const packet = (number: number, length = 1): Uint8Array => new Uint8Array(length).fill(number);
const old = 'old router';

describe('the path of a machine', () => {
  it('leads nowhere before a row is set', () => {
    const { path, out } = bed();
    path.direct(packet(1));
    path.tunnelled(packet(2), 1, old);
    expect(path.isOpen()).toBe(false);
    expect(path.counts()).toEqual({ held: 0, dropped: 0 });
    expect(out).toEqual([]);
  });

  it('holds what comes and gives it out in order', () => {
    const { path, out, row } = bed();
    row({});
    path.direct(packet(1));
    row({ rule: 'hold' });
    path.direct(packet(2));
    path.tunnelled(packet(3), 1, old);
    expect(path.counts()).toEqual({ held: 2, dropped: 0 });
    row({});
    path.flush();
    path.direct(packet(4));
    expect(out).toEqual(['a 1', 'a 2', 'a 3', 'a 4']);
  });

  it('drops the newest when too much waits, by packets and by octets, and counts from each hold anew', () => {
    const { path, out, row } = bed({ packets: 2, octets: 10 });
    row({ rule: 'hold' });
    path.direct(packet(1, 8));
    path.direct(packet(2, 3));
    path.direct(packet(3, 2));
    path.direct(packet(4, 0));
    expect(path.counts()).toEqual({ held: 2, dropped: 2 });
    row({});
    path.flush();
    row({ rule: 'hold' });
    expect(path.counts()).toEqual({ held: 0, dropped: 0 });
    path.direct(packet(5, 10));
    expect(path.counts()).toEqual({ held: 1, dropped: 0 });
    expect(out).toEqual(['a 1', 'a 3']);
  });

  it('sends what was held through the tunnel, in order, then what comes later, and counts it', () => {
    const { path, out, row } = bed();
    row({ rule: 'hold' });
    path.direct(packet(1, 5));
    path.direct(packet(2, 6));
    row({ rule: 'forward', epoch: 2 });
    path.flush();
    expect(path.sentOn()).toEqual({ packets: 2, octets: 11 });
    path.direct(packet(3));
    expect(out).toEqual(['tunnel 1', 'tunnel 2', 'tunnel 3']);
  });

  it('gives what was held to another host of the same network', () => {
    const { path, out, row } = bed();
    row({ rule: 'hold' });
    path.direct(packet(1));
    row({ host: 'b', epoch: 2 });
    path.flush();
    expect(out).toEqual(['b 1']);
  });

  it('keeps what is tunnelled to somebody who is prepared, and nothing for a later epoch', () => {
    const { path, out, row } = bed();
    row({ rule: 'none', host: 'b', epoch: 0, expects: 2 });
    path.tunnelled(packet(1), 2, old);
    path.tunnelled(packet(9), 3, old);
    path.direct(packet(8));
    expect(path.isOpen()).toBe(false);
    expect(path.counts()).toEqual({ held: 1, dropped: 0 });
    row({ rule: 'order', host: 'b', epoch: 2 });
    path.flush();
    path.direct(packet(3));
    path.tunnelled(packet(2), 2, old);
    row({ host: 'b', epoch: 2 });
    path.flush();
    expect(out).toEqual(['b 1', 'b 2', 'b 3']);
  });

  it('says that a mark is complete when all the packets of its router are here, before it or after it', () => {
    const { path, out, row } = bed();
    row({ rule: 'order', host: 'b', epoch: 2 });
    path.tunnelled(packet(1), 2, old);
    path.tunnelled(packet(2), 2, 'another router');
    path.endMark({ epoch: 2, router: old, packets: 2 });
    expect(out).toEqual(['b 1', 'b 2']);
    path.tunnelled(packet(3), 2, old);
    expect(out.at(-1)).toBe('marked 2');
    path.endMark({ epoch: 2, router: 'another router', packets: 1 });
    expect(out.filter((line) => line === 'marked 2')).toHaveLength(2);
    path.endMark({ epoch: 3, router: old, packets: 0 });
    expect(out).not.toContain('marked 3');
  });

  it('drops a tunnelled packet that would go back where it came from, and sends on one that goes further', () => {
    const { path, out, row } = bed();
    row({ rule: 'forward', epoch: 3 });
    path.tunnelled(packet(1), 3, old);
    path.tunnelled(packet(2), 4, old);
    path.tunnelled(packet(3), 2, old);
    expect(out).toEqual(['tunnel 3']);
  });

  it('keeps for the return what comes back while the row still leads away', () => {
    const { path, out, row } = bed();
    row({ rule: 'forward', epoch: 2, expects: 3 });
    path.tunnelled(packet(1), 3, old);
    path.direct(packet(2));
    row({ epoch: 3 });
    path.flush();
    expect(out).toEqual(['tunnel 2', 'a 1']);
  });

  it('sends on no more than is allowed, and says so once', () => {
    const { path, out, row } = bed(undefined, 10);
    row({ rule: 'forward', epoch: 2 });
    path.direct(packet(1, 9));
    path.direct(packet(2, 2));
    path.direct(packet(3, 2));
    expect(out).toEqual(['tunnel 1', 'exhausted']);
  });

  it('drops what waits with a tag in a range', () => {
    const { path, out, row } = bed();
    row({ rule: 'hold', epoch: 2, expects: 3 });
    path.direct(packet(1));
    path.tunnelled(packet(2), 2, old);
    path.tunnelled(packet(3), 3, old);
    path.dropHeld(2, 2);
    expect(path.counts()).toEqual({ held: 2, dropped: 0 });
    row({ epoch: 3 });
    path.flush();
    expect(out).toEqual(['a 1', 'a 3']);
  });
});
