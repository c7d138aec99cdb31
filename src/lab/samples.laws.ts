/** A result of the lab for tests of what is made of results: a test names only the values that it looks at. */
import type { LabMove, LabResult } from './result.ts';

/** A move whose guest stood still for `freezeMs`, and was silent for `gapMs`. Milliseconds. */
export function sampleMove(freezeMs: number, gapMs: number, by: LabMove['by'] = 'xlmp'): LabMove {
  const orderedMs = 100;
  const frozenMs = 200;
  const runningMs = frozenMs + freezeMs;
  return {
    by,
    guest: 'guest',
    from: 'h1',
    to: 'h3',
    memoryMiB: 64,
    orderedMs,
    endedMs: 400,
    readyMs: 150,
    frozenMs,
    runningMs,
    totalMs: runningMs - orderedMs,
    freezeMs,
    parts: [{ name: 'freeze', ms: freezeMs }],
    octets: 1_048_576,
    packets: 800,
    outcome: 'moved',
    says: 'done',
    killed: undefined,
    runsAt: ['h3'],
    silence:
      by === 'qemu'
        ? null
        : {
            gapMs,
            gapStartMs: frozenMs - 1,
            gapOverFreezeMs: gapMs - freezeMs,
            sent: 9,
            lost: 0,
            late: 1,
          },
  };
}

/** A run of one move, of which everything held. */
export const sampleResult: LabResult = {
  format: 'xlmp-lab/1',
  scenario: 'inter-ad',
  title: 'A guest moves',
  way: 'inter-ad',
  about: '',
  began: '2026-01-01T00:00:00.000Z',
  machine: {
    processors: 2,
    model: 'a processor',
    memoryMiB: 4096,
    kernel: '6',
    node: 'v20',
    qemu: '10.0.2',
    accelerator: 'tcg',
    load: 0.5,
  },
  guest: { kind: 'bare', memoryMiB: 64, bootMs: 900 },
  mtu: 1500,
  moves: [sampleMove(60.5, 63)],
  between: null,
  probe: {
    perSecond: 1000,
    sent: 3,
    answered: 3,
    lost: 0,
    duplicated: 0,
    late: 1,
    gapMs: 63,
    roundTripMs: { least: 1, median: 1, most: 60 },
  },
  programs: [{ program: 'curl', ok: true, octets: 5, says: 'as expected' }],
  checks: [{ what: 'the guest runs exactly once', met: true, says: 'runs at h3' }],
  freezeParts: [{ name: 'the source commits', ms: 33 }],
  signalling: [{ message: 'Offer', part: 'migration', count: 1, octets: 900 }],
  ladder: { parties: [], messages: [], left: 0 },
  agents: [
    { name: 'h1', memoryMiB: 80, memoryMostMiB: 90, processorMs: 100, files: 30, memoryAfterMiB: [70, 80] },
  ],
};
