/** Cookies, the gauge of load, and the numbers of requests. */
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../clocks/virtual.ts';
import { cookieJar, cookieSlotMs, loadGauge } from './cookie.ts';
import { rememberedRequests, requestBook } from './request-book.ts';

const claim = { sender: '11'.repeat(20), nodes: 'aa'.repeat(56) };

describe('a cookie', () => {
  it('is good for its claim and for nothing else', () => {
    const clock = virtualClock();
    const jar = cookieJar(new Uint8Array(32).fill(1), clock);
    const cookie = jar.bake(claim);
    expect(cookie).toHaveLength(16);
    expect(jar.isGood(cookie, claim)).toBe(true);
    expect(jar.isGood(cookie, { ...claim, sender: '22'.repeat(20) })).toBe(false);
    expect(jar.isGood(cookie, { ...claim, nodes: 'bb'.repeat(56) })).toBe(false);
    expect(jar.isGood(cookie.subarray(1), claim)).toBe(false);
    expect(cookieJar(new Uint8Array(32).fill(2), clock).isGood(cookie, claim)).toBe(false);
  });

  it('gets too old', () => {
    const clock = virtualClock();
    const jar = cookieJar(new Uint8Array(32), clock);
    const cookie = jar.bake(claim);
    clock.advance(2 * cookieSlotMs - 1);
    expect(jar.isGood(cookie, claim)).toBe(true);
    clock.advance(1);
    expect(jar.isGood(cookie, claim)).toBe(false);
  });
});

describe('the gauge of load', () => {
  it('counts within a second', () => {
    const clock = virtualClock();
    const gauge = loadGauge({ perSecond: 2 }, clock);
    expect([gauge.isLoaded(), gauge.isLoaded(), gauge.isLoaded()]).toEqual([false, false, true]);
    clock.advance(1000);
    expect(gauge.isLoaded()).toBe(false);
    expect(loadGauge('always', clock).isLoaded()).toBe(true);
    expect(loadGauge('never', clock).isLoaded()).toBe(false);
  });
});

describe('a book of requests', () => {
  it('gives the same number to the same content, and expects answers from who was asked', () => {
    let last = 0;
    const book = requestBook(() => (last += 1));
    const number = book.numberOf('aa', 'StatusQuery', 'x');
    expect(book.numberOf('aa', 'StatusQuery', 'x')).toBe(number);
    expect(book.numberOf('aa', 'StatusQuery', 'y')).not.toBe(number);
    expect(book.isExpected('aa', 'StatusAnswer', number)).toBe(true);
    expect(book.isExpected('bb', 'StatusAnswer', number)).toBe(false);
    expect(book.isExpected('aa', 'CancelAnswer', number)).toBe(false);
    for (let count = 0; count < rememberedRequests; count += 1)
      book.numberOf('aa', 'StatusQuery', `${count}`);
    expect(book.isExpected('aa', 'StatusAnswer', number)).toBe(false);
  });
});
