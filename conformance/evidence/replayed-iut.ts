/** An implementation that says again what it said in a recorded run, as long as the kit asks the same. */
import { isDeepStrictEqual } from 'node:util';
import { type Answer, type Iut, IutError } from '../iut/port.ts';
import type { DialogueRecord, Turn } from './dialogue-record.ts';

/** Makes it of the record of one run. */
export function replayedIut(record: DialogueRecord): Iut {
  let next = 0;
  const answerOf = ({ reports, failed, broken }: Turn): Answer => {
    if (broken !== undefined) throw new IutError(broken.code, broken.message);
    return failed === undefined ? { reports } : { reports, failed };
  };
  return {
    adapter: record.adapter,
    realTime: record.realTime,
    async start() {},
    async ask(ask) {
      const turn = record.turns[next];
      if (turn?.ask === undefined || !isDeepStrictEqual(turn.ask, plain(ask)))
        throw new IutError(
          'IUT_RECORD',
          `the record does not go on as the case does: it has ${described(turn)}, the case asks "${ask.do}"`,
        );
      next += 1;
      return answerOf(turn);
    },
    async late() {
      const turn = record.turns[next];
      if (turn === undefined || turn.ask !== undefined) return { reports: [] };
      next += 1;
      return answerOf(turn);
    },
    stepMs: () => record.stepMs,
    waitedMs: () => 0,
    async stop() {},
  };
}

function described(turn: Turn | undefined): string {
  if (turn === undefined) return 'nothing more';
  return turn.ask === undefined ? 'something that came late' : `"${turn.ask.do}"`;
}

/** As it was written into the record. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
