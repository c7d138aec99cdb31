/** Shared registers: the laws on those in memory and on a real etcd, which is killed and restarted in the middle. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreError } from './store-error.ts';
import { etcdRegisters } from './etcd.ts';
import { etcdProgram, type EtcdServer, etcdServer } from './etcd-server.laws.ts';
import { memoryRegisters } from './memory-registers.ts';
import { read, registersLaws, swap } from './registers.laws.ts';

const shared = memoryRegisters();
registersLaws('registers in memory', () => ({ ...shared, close: () => {} }));

describe('registers in etcd', () => {
  it('need an endpoint that is a URL', () => {
    expect(() => etcdRegisters({ endpoints: [] })).toThrow(/at least one endpoint/);
    expect(() => etcdRegisters({ endpoints: ['somewhere'] })).toThrow(/not a URL: somewhere/);
  });

  it('say where nobody answers and what to do', async () => {
    const registers = etcdRegisters({ endpoints: ['http://127.0.0.1:1'], timeoutMs: 500 });
    const failure = await read(registers, 'key').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ code: 'STORE_UNREACHABLE' });
    expect((failure as Error).message).toMatch(/^etcd at http:\/\/127\.0\.0\.1:1: .*; see whether it runs/);
    expect(await swap(registers, 'key', '0', 1)).toBe('failed');
    registers.close();
  });
});

describe.skipIf(etcdProgram === undefined)('a real etcd (Debian package etcd-server)', () => {
  let server: EtcdServer;
  beforeAll(async () => {
    server = await etcdServer(etcdProgram!);
    await server.start();
  });
  afterAll(async () => await server?.dispose());

  registersLaws('etcd', () => etcdRegisters({ endpoints: [server.endpoint] }));

  it('keeps what was set when it is killed and started again', async () => {
    const registers = etcdRegisters({ endpoints: [server.endpoint] });
    expect(await swap(registers, 'kept', '0', 4, 2)).toBe('swapped');
    const { version } = await read(registers, 'kept');
    await server.kill();
    await expect(read(registers, 'kept')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
    await server.start();
    expect(await read(registers, 'kept')).toMatchObject({ version, octets: Buffer.from([4, 2]) });
    expect(await swap(registers, 'kept', version, 5)).toBe('swapped');
    registers.close();
  });

  it('asks the next member when one is down', async () => {
    const registers = etcdRegisters({ endpoints: ['http://127.0.0.1:1', server.endpoint] });
    expect(await swap(registers, 'next', '0', 1)).toBe('swapped');
    registers.close();
  });
});
