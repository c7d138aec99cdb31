import { describe, expect, it } from 'vitest';
import { memoryStore } from './memory.ts';
import { appendTo, storeLaws } from './store.laws.ts';

storeLaws('memory', () => {
  const store = memoryStore();
  return { store, reopen: () => memoryStore(store.image()), dispose: () => {} };
});

describe('the faults of a memory store', () => {
  it('is full', async () => {
    const store = memoryStore();
    store.setFault('full');
    expect((await appendTo(store, 1, 2))?.code).toBe('STORE_FULL');
    expect(store.image()).toHaveLength(0);
    store.setFault(undefined);
    expect(await appendTo(store, 1, 2)).toBeUndefined();
  });

  it('tears a write', async () => {
    const store = memoryStore();
    store.setFault('torn');
    expect((await appendTo(store, 1, 2, 3, 4))?.code).toBe('STORE_WRITE');
    expect([...store.image()]).toEqual([1, 2]);
  });

  it('holds a write until it is released', () => {
    const store = memoryStore();
    let done = false;
    store.setFault('held');
    store.append(Uint8Array.of(1), () => (done = true));
    expect([done, store.image().length]).toEqual([false, 0]);
    store.setFault(undefined);
    expect([done, store.image().length]).toEqual([true, 1]);
  });

  it('is unreadable', () => {
    const store = memoryStore();
    store.setUnreadable(true);
    expect(() => store.read()).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
  });
});
