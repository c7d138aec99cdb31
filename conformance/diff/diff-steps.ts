/** What both sides were asked and said until they parted, and then what each of them said, as steps of an exchange. */
import type { DialogueRecord, Turn } from '../evidence/dialogue-record.ts';
import { evaluateStep, packetStep, reportStep, restartNote, type Step, timeStep } from '../exchange.ts';
import { octets } from '../octets/octets.ts';
import { turnsOf } from './compare.ts';

/** The exchange of two sides. */
export interface PartedSteps {
  /** Up to the stimulus at which they part, as A has it. */
  readonly common: readonly Step[];
  readonly a: readonly Step[];
  readonly b: readonly Step[];
}

/** The steps up to a turn of two dialogues. */
export function partedSteps(a: DialogueRecord, b: DialogueRecord, turn: number): PartedSteps {
  const left = steps(turnsOf(a).slice(0, turn + 1));
  const right = steps(turnsOf(b).slice(0, turn + 1));
  const { asked, said } = left.at(-1) ?? { asked: [], said: [] };
  return {
    common: [...left.slice(0, -1).flatMap((each) => [...each.asked, ...each.said]), ...asked],
    a: said,
    b: right.at(-1)?.said ?? [],
  };
}

interface TurnSteps {
  readonly asked: readonly Step[];
  readonly said: readonly Step[];
}

function steps(turns: readonly Turn[]): readonly TurnSteps[] {
  let now = 0;
  return turns.map(({ ask, reports, failed, broken }) => {
    const began = now;
    if (ask?.do === 'reset') now = 0;
    if (ask?.do === 'advance') now += ask.ms;
    const ends = [failed, broken?.message].flatMap((why) =>
      why === undefined ? [] : [{ at: began, way: 'from', what: why } as const],
    );
    const said = reports.flatMap((report) => {
      const at = 'at' in report && typeof report.at === 'number' ? report.at : began;
      return reportStep(report, at) ?? [];
    });
    return { asked: askSteps(ask, began), said: [...said, ...ends] };
  });
}

function askSteps(ask: Turn['ask'], at: number): readonly Step[] {
  const to = (what: string): readonly Step[] => [{ at, way: 'to', what }];
  switch (ask?.do) {
    case 'deliver':
      return [packetStep(at, 'to', octets(ask.packet))];
    case 'advance':
      return [timeStep(at, ask.ms)];
    case 'evaluate':
      return [evaluateStep(at, ask.function, ask.input)];
    case 'operation':
      return to(`the hypervisor answers (${ask.operationId})`);
    case 'order':
      return to(`order ${JSON.stringify(ask.order)}`);
    case 'fault':
      return to(`fault ${ask.fault}`);
    case 'reset':
      return ask.keepJournal === true ? [{ at, way: 'note', what: restartNote }] : [];
    default:
      return [];
  }
}
