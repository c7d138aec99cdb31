import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { describe, expect, it, type TestContext } from 'vitest';
import { DeviceError } from './device-error.ts';
import { openTun } from './tun.ts';

const name = `xt${process.pid}`.slice(0, 15);
const ip = (...words: string[]): string => execFileSync('ip', words, { encoding: 'utf8', timeout: 10_000 });

/** Opens a TUN, or skips the test where that is not possible. */
async function tunHere(context: TestContext): Promise<Awaited<ReturnType<typeof openTun>>> {
  try {
    ip('-V');
    return await openTun({ name, mtu: 1300 });
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: string };
    if (!(error instanceof DeviceError && code !== 'DEVICE_FAILED') && code !== 'ENOENT') throw error;
    return context.skip(`not run: ${message}`);
  }
}

const isThere = (): boolean => existsSync(`/sys/class/net/${name}`);

describe('a TUN device', () => {
  it('carries packets of programs in both directions, several in a turn', async (context) => {
    const tun = await tunHere(context);
    const socket = createSocket('udp4');
    try {
      ip('addr', 'add', '203.0.113.1/32', 'peer', '203.0.113.2/32', 'dev', name);
      ip('link', 'set', name, 'up');
      expect(ip('link', 'show', name)).toContain('mtu 1300');
      tun.onPacket((packet) => {
        // Whoever swaps both ends of a UDP packet leaves its checksums right.
        if (packet[0] !== 0x45 || packet[9] !== 17) return;
        const answer = packet.slice();
        answer.set(packet.subarray(12, 16), 16);
        answer.set(packet.subarray(16, 20), 12);
        answer.set(packet.subarray(20, 22), 22);
        answer.set(packet.subarray(22, 24), 20);
        expect(tun.send(answer)).toBe(true);
      });
      const answers = await new Promise<string[]>((resolve) => {
        const got: string[] = [];
        socket.on('message', (octets) => {
          got.push(octets.toString());
          if (got.length === 100) resolve(got);
        });
        for (let count = 0; count < 100; count += 1) socket.send(`packet ${count}`, 4000, '203.0.113.2');
      });
      expect(answers).toEqual(Array.from({ length: 100 }, (_, count) => `packet ${count}`));
    } finally {
      socket.close();
      await tun.close();
    }
    expect(isThere()).toBe(false);
  });

  it('loses nothing that comes while this process is busy for seconds', async (context) => {
    const tun = await tunHere(context);
    try {
      ip('addr', 'add', '203.0.113.1/32', 'peer', '203.0.113.2/32', 'dev', name);
      ip('link', 'set', name, 'up');
      const sender = `
        const socket = require('node:dgram').createSocket('udp4');
        const send = (count) => count === 3000
          ? socket.close()
          : socket.send(String(count), 4000, '203.0.113.2', () => send(count + 1));
        send(0);`;
      execFileSync(process.execPath, ['-e', sender], { timeout: 30_000 });
      const all = await new Promise<string[]>((resolve) => {
        const got: string[] = [];
        tun.onPacket((packet) => {
          if (packet[0] !== 0x45 || packet[9] !== 17) return;
          got.push(Buffer.from(packet.subarray(28)).toString());
          if (got.length === 3000) resolve(got);
        });
      });
      expect(all).toEqual(Array.from({ length: 3000 }, (_, count) => `${count}`));
    } finally {
      await tun.close();
    }
  });

  it('closes at once though nothing comes, and may be closed twice', async (context) => {
    const tun = await tunHere(context);
    expect(isThere()).toBe(true);
    await tun.close();
    await tun.close();
    expect(isThere()).toBe(false);
    expect(tun.send(Uint8Array.of(0x45))).toBe(false);
  });

  it('says that another one has it', async (context) => {
    const tun = await tunHere(context);
    await expect(openTun({ name })).rejects.toMatchObject({ code: 'DEVICE_BUSY' });
    await tun.close();
  });

  it('says that an interface is no TUN, and that an MTU is not possible', async (context) => {
    await (await tunHere(context)).close();
    await expect(openTun({ name: 'lo' })).rejects.toMatchObject({ code: 'BAD_NAME' });
    await expect(openTun({ name, mtu: 1 })).rejects.toMatchObject({ code: 'DEVICE_FAILED' });
    expect(isThere()).toBe(false);
  });
});
