import { describe, expect, it } from 'vitest';
import { readSerial } from './serial.ts';

describe('readSerial', () => {
  it('reads what a guest reports, among lines of others', () => {
    const log = [
      'Linux version 6.1',
      'READY up=105 ms',
      'TICK 1 up=200 ms echo=0 passes=0 corrupt=0',
      'DISK last=19',
      'TICK 2 up=401 ms echo=37 passes=1 corrupt=0',
      'DISK last=59',
      '',
    ].join('\r\n');
    expect(readSerial(log)).toEqual({
      ready: 105,
      ticks: [
        { tick: 1, up: 200, echo: 0, passes: 0, corrupt: 0 },
        { tick: 2, up: 401, echo: 37, passes: 1, corrupt: 0 },
      ],
      lastDisk: 59,
      faults: [],
    });
  });

  it('takes no number from a line that has not ended', () => {
    expect(readSerial('READY up=1 ms\nDISK last=100\nDISK last=10')).toMatchObject({ lastDisk: 100 });
    expect(readSerial('READY up=1')).not.toHaveProperty('ready');
  });

  it('tells what must not be', () => {
    const log =
      'EXCEPTION 13 error=0\nDISK error=1\nERROR no virtio-net\nTICK 1 up=200 ms echo=0 passes=0 corrupt=2\n';
    expect(readSerial(log)).toMatchObject({
      ticks: [{ corrupt: 2 }],
      faults: ['EXCEPTION 13 error=0', 'DISK error=1', 'ERROR no virtio-net'],
    });
  });
});
