/** What holds for every store. */
import { describe, expect, it } from 'vitest';
import type { Store, StoreFailure } from '../ports/store.ts';

/** A store under test, and how it is opened again after a crash. */
export interface StoreFixture {
  readonly store: Store;
  reopen(): Store;
  dispose(): void;
}

/** Appends and waits for the report. */
export function appendTo(store: Store, ...octets: number[]): Promise<StoreFailure | undefined> {
  return new Promise((resolve) => store.append(Uint8Array.from(octets), resolve));
}

/** Checks the laws on fresh fixtures. */
export function storeLaws(name: string, setup: () => StoreFixture): void {
  const withFixture = (run: (fixture: StoreFixture) => Promise<void>) => async (): Promise<void> => {
    const fixture = setup();
    try {
      await run(fixture);
    } finally {
      fixture.dispose();
    }
  };
  describe(`${name} as a store`, () => {
    it(
      'begins empty',
      withFixture(async ({ store }) => expect([...store.read()]).toEqual([])),
    );

    it(
      'keeps what was appended, in order, over a restart',
      withFixture(async ({ store, reopen }) => {
        expect(await appendTo(store, 1, 2, 3)).toBeUndefined();
        expect(await appendTo(store, 4)).toBeUndefined();
        expect([...store.read()]).toEqual([1, 2, 3, 4]);
        const again = reopen();
        expect([...again.read()]).toEqual([1, 2, 3, 4]);
        await appendTo(again, 5);
        expect([...again.read()]).toEqual([1, 2, 3, 4, 5]);
        again.close();
      }),
    );

    it(
      'cuts off an end and appends there',
      withFixture(async ({ store }) => {
        await appendTo(store, 1, 2, 3, 4);
        store.truncate(2);
        expect([...store.read()]).toEqual([1, 2]);
        await appendTo(store, 9);
        expect([...store.read()]).toEqual([1, 2, 9]);
      }),
    );

    it(
      'gives copies',
      withFixture(async ({ store }) => {
        await appendTo(store, 1, 2);
        store.read().fill(0);
        expect([...store.read()]).toEqual([1, 2]);
      }),
    );

    it(
      'reports an append after close',
      withFixture(async ({ store }) => {
        store.close();
        expect((await appendTo(store, 1))?.code).toBe('STORE_CLOSED');
      }),
    );
  });
}
