import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileStore } from './file.ts';
import { appendTo, storeLaws } from './store.laws.ts';

const root = mkdtempSync(join(tmpdir(), 'xlmp-store-'));
let files = 0;
const freshPath = (): string => join(root, `journal-${(files += 1)}`);
afterAll(() => rmSync(root, { recursive: true }));

storeLaws('file', () => {
  const path = freshPath();
  const store = fileStore(path);
  return { store, reopen: () => fileStore(path), dispose: () => store.close() };
});

const noSpace = Object.assign(new Error('no space'), { code: 'ENOSPC' });

describe('a file store and its medium', () => {
  it('reports a full disk', async () => {
    const store = fileStore(freshPath(), {
      write: () => {
        throw noSpace;
      },
      sync: () => {},
      truncate: () => {},
    });
    const failure = await appendTo(store, 1);
    expect(failure?.code).toBe('STORE_FULL');
    expect(failure?.message).toContain('free some');
    expect(failure?.cause).toBe(noSpace);
    store.close();
  });

  it('reports a flush that fails: what is not flushed is not written', async () => {
    const store = fileStore(freshPath(), {
      write: (_, octets) => octets.length,
      sync: () => {
        throw new Error('input/output error');
      },
      truncate: () => {},
    });
    expect((await appendTo(store, 1))?.code).toBe('STORE_WRITE');
    expect(() => store.truncate(0)).toThrow(expect.objectContaining({ code: 'STORE_WRITE' }));
    store.close();
  });

  it('goes on after a short write and flushes before it reports', async () => {
    const calls: string[] = [];
    const store = fileStore(freshPath(), {
      write: (_, octets, position) => {
        calls.push(`write ${octets.length} at ${position}`);
        return Math.min(2, octets.length);
      },
      sync: () => calls.push('sync'),
      truncate: () => {},
    });
    await appendTo(store, 1, 2, 3);
    expect(calls).toEqual(['write 3 at 0', 'write 1 at 2', 'sync']);
    store.close();
  });

  it('says what to do when there is no folder, or a folder in the place of the file', () => {
    expect(() => fileStore(join(root, 'nowhere', 'journal'))).toThrow(/create its folder/);
    const folder = freshPath();
    mkdirSync(folder);
    expect(() => fileStore(folder)).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
  });

  it('says that it cannot read', () => {
    const path = freshPath();
    writeFileSync(path, 'x');
    chmodSync(path, 0o000);
    // The superuser may read everything, so there the file opens.
    if (process.getuid?.() === 0) expect([...fileStore(path).read()]).toEqual([0x78]);
    else expect(() => fileStore(path)).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
  });

  it('keeps the file to its owner', () => {
    const path = freshPath();
    fileStore(path).close();
    expect(statSync(path).mode & 0o077).toBe(0);
  });
});
