import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { hasProgram } from '../guests/booted-guest.laws.ts';
import { buildProbe, type ProbeFigures, type ProbeOptions, startProbe } from './probe.ts';

const reason = hasProgram('gcc') ? '' : 'no C compiler';
const folder = mkdtempSync(join(tmpdir(), 'xlmp-probe-'));
const rows = join(folder, 'rows.csv');
const wanted = 200;
/** Until what is under way has been answered, however busy the machine is. */
const patienceMs = 250_000;
let service: Socket;

/** Asks a service that answers requests as `answer` says, with the counters that it gives, until enough have come. */
const probed = async (
  answer: (number: number) => readonly number[],
  options: Pick<ProbeOptions, 'patienceMs'> = { patienceMs },
): Promise<ProbeFigures> => {
  service = createSocket('udp4').bind(0, '127.0.0.1');
  await once(service, 'listening');
  const enough = new Promise<void>((resolve) => {
    service.on('message', (request, { port, address }) => {
      const number = Number(request.readBigUInt64BE(0));
      for (const counter of answer(number)) {
        const reply = Buffer.from(request);
        reply.writeBigUInt64BE(5n, 16);
        reply.writeBigUInt64BE(BigInt(counter), 24);
        service.send(reply, port, address);
      }
      if (number === wanted) resolve();
    });
  });
  const { port } = service.address();
  const program = await buildProbe(folder);
  const probe = startProbe({ program, address: '127.0.0.1', port, rows, ...options });
  await enough;
  return probe.stop();
};

afterEach(() => new Promise<void>((resolve) => service.close(resolve)));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(reason !== '')(`the probe${reason && ` (not run: ${reason})`}`, () => {
  it('finds nothing wrong with a service that answers everything once', async () => {
    const figures = await probed((number) => [number + 1]);
    expect(figures).toMatchObject({ lost: 0, duplicated: 0, refused: 0, counterBack: 0 });
    expect(figures.answered).toBe(figures.sent);
    const lines = readFileSync(rows, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBe(1 + figures.sent);
    expect(lines[0]).toBe('number,sent,answered,guest_counter,guest_clock,answers');
    expect(lines[8]).toMatch(/^7,\d+,\d+,8,5,1$/);
  });

  it('counts what is lost, and the gap that it makes', async () => {
    const figures = await probed((number) => (number >= 50 && number < 100 ? [] : [number + 1]), {});
    const lines = readFileSync(rows, 'utf8').trimEnd().split('\n').slice(1);
    const arrivals = lines.map((line) => line.split(',')[2]!);
    const lost = arrivals.flatMap((arrival, number) => (arrival === '' ? [number] : []));
    // Of those after the last that was waited for, none need have been answered before the probe went.
    expect(lost.filter((number) => number <= wanted)).toEqual(Array.from({ length: 50 }, (_, i) => 50 + i));
    expect(figures.lost).toBe(lost.length);
    expect(lines[50]).toMatch(/^50,\d+,,,,0$/);

    const known = arrivals.filter((arrival) => arrival !== '').map(BigInt);
    const gaps = known.slice(1).map((arrival, i) => Number(arrival - known[i]!));
    const longest = Math.max(...gaps);
    expect(figures.gapMs).toBeCloseTo(longest / 1e6, 2);
    expect(figures.gapFromMs).toBeCloseTo(Number(known[gaps.indexOf(longest)]!) / 1e6, 2);
    expect(figures.gapFromMs).toBeGreaterThan(figures.firstSentMs);
  });

  it('counts answers that come twice', async () => {
    expect(await probed((number) => [number + 1, number + 1].slice(number === 7 ? 0 : 1))).toMatchObject({
      lost: 0,
      duplicated: 1,
      counterBack: 0,
    });
  });

  it('notices a guest whose count goes back', async () => {
    const { counterBack } = await probed((number) => [number < 100 ? number + 1 : number - 9]);
    expect(counterBack).toBe(10);
  });
});
