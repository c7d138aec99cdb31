import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { listenUdpAdapter } from '../../src/agent/index.ts';
import { defineCase } from '../case.ts';
import { loadCatalogue } from '../catalogue.ts';
import { type RunReport } from '../report.ts';
import { run } from '../runner.ts';
import { IutError } from './port.ts';
import { udpIut } from './udp.ts';

const open: (Server | Socket)[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** A control connection whose answers a function makes; undefined hangs up. */
function control(
  answer: (verb: { readonly do: string; readonly id: number }) => string | undefined,
): Promise<number> {
  const server = createServer((socket) => {
    let rest = '';
    socket.on('error', () => undefined);
    socket.on('data', (octets) => {
      const lines = (rest + octets.toString('utf8')).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const said = answer(JSON.parse(line) as { do: string; id: number });
        if (said === undefined) socket.destroy();
        else socket.write(said);
      }
    });
  });
  open.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { readonly port: number }).port));
  });
}

/** A UDP port at which nobody answers. */
function deafPort(): Promise<number> {
  const socket = createSocket('udp4');
  open.push(socket);
  return new Promise((resolve) => {
    socket.bind(0, '127.0.0.1', () => resolve(socket.address().port));
  });
}

const hello = JSON.stringify({
  is: 'hello',
  protocol: 1,
  name: 'deaf',
  version: '1',
  manifest: { roles: ['witness'], capabilities: [], time: 'real' },
});
const done = (id: number): string => `${JSON.stringify({ is: 'done', id })}\n`;

const at = (port: number): { host: string; port: number } => ({ host: '127.0.0.1', port });

async function judge(controlPort: number): Promise<RunReport> {
  const nothing = { role: 'witness', covers: ['XIP-001'], needs: [], async run() {} } as const;
  return run({
    iut: udpIut({ udp: at(await deafPort()), control: at(controlPort), timeoutMs: 400 }),
    catalogue: [defineCase({ ...nothing, id: 'witness/a', title: 'nothing' })],
    selection: { filter: [], roles: [], requirements: [] },
    repeat: 1,
    kit: 'test',
    repeatWith: (id) => id,
  });
}

/**
 * A path to a UDP port that keeps every datagram until the next one comes, both ways. So nothing is answered before
 * the kit has asked its echo again.
 */
async function slowPath(port: number): Promise<number> {
  const [near, far] = [createSocket('udp4'), createSocket('udp4')];
  open.push(near, far);
  let kit = 0;
  const toFar = oneBehind((octets) => far.send(octets, port, '127.0.0.1'));
  const toNear = oneBehind((octets) => near.send(octets, kit, '127.0.0.1'));
  near.on('message', (octets, from) => {
    kit = from.port;
    toFar(octets);
  });
  far.on('message', toNear);
  await new Promise<void>((resolve) => far.bind(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => near.bind(0, '127.0.0.1', resolve));
  return near.address().port;
}

/** Sends each datagram when the next one is there; the last one goes nowhere. */
function oneBehind(send: (octets: Uint8Array) => void): (octets: Uint8Array) => void {
  let kept: Uint8Array | undefined;
  return (octets) => {
    if (kept !== undefined) send(kept);
    kept = octets;
  };
}

test('an answer that takes longer than an echo is waited for is late, and no verdict changes', async () => {
  const reference = await listenUdpAdapter({ udp: 0, control: 0 });
  const report = await run({
    iut: udpIut({
      udp: at(await slowPath(reference.udp)),
      control: at(reference.control),
      timeoutMs: 10_000,
    }),
    catalogue: await loadCatalogue(),
    selection: { filter: ['source-host/offer-repeated'], roles: [], requirements: [] },
    repeat: 1,
    kit: 'test',
    repeatWith: (id) => id,
  });
  await reference.close();
  expect(report.results).toMatchObject([{ id: 'source-host/offer-repeated', verdict: 'pass', waitedMs: 0 }]);
});

describe('an implementation over UDP that misbehaves', () => {
  test('never answers an echo', async () => {
    const port = await control(({ do: verb, id }) => (verb === 'hello' ? `${hello}\n${done(id)}` : done(id)));
    const report = await judge(port);
    expect(report.results).toMatchObject([
      {
        verdict: 'error',
        reason: expect.stringMatching(
          /no answer from 127\.0\.0\.1:\d+ to XCMP echoes from owner within 400 ms/,
        ),
      },
    ]);
  });

  test('hangs up', async () => {
    const failure = await judge(await control(() => undefined)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(IutError);
    expect(failure).toMatchObject({
      code: 'IUT_EXITED',
      message: 'the implementation closed its control connection while doing "hello"',
    });
  });

  test('says what is no line of the protocol', async () => {
    const failure = await judge(await control(() => 'hi\n')).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'IUT_GARBAGE' });
  });

  test('says something unasked: that is no offence in real time, and what it does later is judged', async () => {
    const state = JSON.stringify({ is: 'machine', machine: 'x', state: 'none', epoch: 1 });
    const port = await control(({ do: verb, id }) =>
      verb === 'hello' ? `${hello}\n${done(id)}${state}\n` : undefined,
    );
    const report = await judge(port);
    expect(report.results[0]!.reason).toMatch(/closed its control connection while doing "reset"/);
  });
});
