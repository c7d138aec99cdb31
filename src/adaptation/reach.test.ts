/** The addresses of the ways to stay reachable, written out. */
import { describe, expect, it } from 'vitest';
import { type Dag, formatDag, makeXid, parseDag, xidType } from '../xia/index.ts';
import { isAtPlace, neighbourAt, networkOf, placeOf, serviceAt } from './places.ts';
import { destinationOf, reaches, throughRendezvous } from './reach.ts';

const id = (octet: string): string => octet.repeat(20);
const dag = (text: string): Dag => {
  const parsed = parseDag(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.code}`);
  return parsed.value;
};
const text = (address: Dag): string =>
  formatDag(address, { form: 'dag' }).replaceAll(/([0-9a-f]{2})\1{19}/g, '$1');

const service = makeXid(xidType.sid, id('5e'));
const home = dag(`RE AD:${id('a0')} HID:${id('11')}`);
const place = dag(`RE AD:${id('a2')} HID:${id('11')}`);
const former = dag(`RE AD:${id('a1')} HID:${id('11')}`);
const rendezvous = dag(`RE AD:${id('af')} HID:${id('22')} SID:${id('23')}`);

describe('destinations', () => {
  const known = { home, place, former, rendezvous };

  it('are as the way says', () => {
    expect(Object.fromEntries(reaches.map((reach) => [reach, text(destinationOf(reach, known))]))).toEqual({
      fallback: 'DAG 0 1 - AD:a0 3 1 - AD:af 2 - HID:22 3 - HID:11',
      route: 'DAG 1 0 - AD:a0 1 - HID:11',
      rebind: 'DAG 0 - AD:a2 1 - HID:11',
      rendezvous: 'DAG 0 - AD:af 1 - HID:22 2 - HID:11',
      combined: 'DAG 0 1 2 - AD:a2 4 1 2 - AD:a1 4 2 - AD:af 3 - HID:22 4 - HID:11',
    });
  });

  it('end with the service when there is one', () => {
    expect(text(destinationOf('combined', { home, place }, service))).toBe(
      'DAG 0 - AD:a2 1 - HID:11 2 - SID:5e',
    );
    expect(text(throughRendezvous(rendezvous, makeXid(xidType.hid, id('11')), service))).toBe(
      'DAG 0 - AD:af 1 - HID:22 2 - HID:11 3 - SID:5e',
    );
  });

  it('name a way once, and go without a rendezvous when there is none', () => {
    expect(text(destinationOf('combined', { home, place, former: place }))).toBe('DAG 0 - AD:a2 1 - HID:11');
    expect(text(destinationOf('rendezvous', { home, place }))).toBe('DAG 0 - AD:a0 1 - HID:11');
  });
});

describe('places', () => {
  it('are addresses without a service', () => {
    const address = serviceAt(place, service);
    expect(text(address)).toBe('DAG 0 - AD:a2 1 - HID:11 2 - SID:5e');
    expect(placeOf(address)).toEqual(place);
    expect(placeOf(place)).toBe(place);
    expect(isAtPlace(address, place)).toBe(true);
    expect(isAtPlace(address, former)).toBe(false);
  });

  it('have neighbours in the same network', () => {
    const host = makeXid(xidType.hid, id('33'));
    expect(text(neighbourAt(place, host, service))).toBe('DAG 0 - AD:a2 1 - HID:33 2 - SID:5e');
    expect(networkOf(place)).toEqual(makeXid(xidType.ad, id('a2')));
  });

  it('may be reached by more than one way', () => {
    const two = dag(`DAG 0 1 - AD:${id('a1')} 2 - AD:${id('a2')} 2 - HID:${id('11')}`);
    expect(text(serviceAt(two, service))).toBe('DAG 0 1 - AD:a1 2 1 - AD:a2 2 - HID:11 3 - SID:5e');
    const bare = dag(`RE HID:${id('11')}`);
    expect(text(serviceAt(bare, service))).toBe('DAG 0 - HID:11 1 - SID:5e');
  });
});
