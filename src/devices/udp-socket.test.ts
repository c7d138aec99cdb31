import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { libc, type Libc } from './libc.ts';
import { openUdpSocket, type UdpSocket } from './udp-socket.ts';

const here = '127.0.0.1';
const isHere = await libc().then(
  () => true,
  () => false,
);

/** Sends datagrams from a socket to a plain one. @returns what came, in order */
async function sent(socket: UdpSocket, datagrams: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
  const receiver = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  await new Promise<void>((resolve) => receiver.bind(0, here, resolve));
  const got: Uint8Array[] = [];
  const all = new Promise<void>((resolve) => {
    receiver.on('message', (octets) => {
      if (got.push(Uint8Array.from(octets)) === datagrams.length) resolve();
    });
  });
  for (const datagram of datagrams) socket.send(datagram, here, receiver.address().port);
  await all;
  receiver.close();
  await socket.close();
  return got;
}

const run = (count: number, octets: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, n) => new Uint8Array(octets).fill(n));

/** The calls of the system, but the first ones that send many datagrams fail. */
const refusing = (why: string, times: number) => async (): Promise<Libc> => {
  const calls = await libc();
  let left = times;
  let failed = false;
  return {
    ...calls,
    sendmmsg(...parameters) {
      failed = left > 0;
      left -= 1;
      return failed ? -1 : calls.sendmmsg(...parameters);
    },
    errorName: () => (failed ? why : calls.errorName()),
  };
};

describe.runIf(isHere)('a UDP socket with batches', () => {
  it.each([
    ['of one length', run(100, 1400)],
    ['with a shorter one among them', [...run(3, 900), ...run(1, 10), ...run(3, 900)]],
    ['of which each is longer than the last', [1, 2, 300, 40_000, 60_000].flatMap((n) => run(1, n))],
    ['that are empty', [...run(1, 0), ...run(1, 5), ...run(1, 0)]],
  ])('sends datagrams %s as they are', async (_, datagrams) => {
    expect(await sent(await openUdpSocket(here, 0, { type: 'udp4' }), datagrams)).toEqual(datagrams);
  });

  it.each([
    ['EINVAL', 1],
    ['EMSGSIZE', 2],
    ['EAGAIN', 1],
    ['EPERM', 100],
  ])('sends them one by one after %s', async (why, times) => {
    const datagrams = run(40, 1400);
    const socket = await openUdpSocket(here, 0, { type: 'udp4' }, refusing(why, times));
    const got = await sent(socket, datagrams);
    expect(got.map(([first]) => first).sort((a, b) => a! - b!)).toEqual(datagrams.map(([first]) => first));
  });

  it('takes what comes in runs, and says from where', async () => {
    const [from, to] = [
      await openUdpSocket(here, 0, { type: 'udp4' }),
      await openUdpSocket(here, 0, { type: 'udp4' }),
    ];
    const datagrams = run(100, 1000);
    let octets = 0;
    const places = new Set<string>();
    await new Promise<void>((resolve) => {
      to.onDatagrams((some, host, port) => {
        places.add(`${host}:${port}`);
        octets += some.length;
        if (octets === 100_000) resolve();
      });
      for (const datagram of datagrams) from.send(datagram, to.local.host, to.local.port);
    });
    expect([...places]).toEqual([`${from.local.host}:${from.local.port}`]);
    await from.close();
    await to.close();
  });

  it('says that a place is taken, or is none', async () => {
    const first = await openUdpSocket(here, 0, { type: 'udp4' });
    const again = openUdpSocket(here, first.local.port, { type: 'udp4' });
    await expect(again).rejects.toMatchObject({ code: 'DEVICE_FAILED', message: /EADDRINUSE/ });
    await expect(openUdpSocket('a.example', 0, { type: 'udp4' })).rejects.toMatchObject({
      code: 'DEVICE_FAILED',
    });
    await first.close();
    await first.close();
  });
});
