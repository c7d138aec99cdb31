/** The sum of the delays of REBIND_RETRY, for the bound of the gap in chapter 11. */
import { timers } from '../../../spec/registry/timers.ts';
import { delayOf } from '../../../src/machines/index.ts';
import { markdownTable, type Figures } from './figure.ts';

/** `rebind-span`: how long it takes until so many tries in a row came to nothing. */
export const rebindSpanFigures: Figures = {
  'rebind-span': () => {
    const { tries } = timers.REBIND_RETRY;
    const delays = Array.from({ length: tries }, (_, n) => delayOf('REBIND_RETRY', n, {}));
    const spans = [0, ...delays].map((_, n) => delays.slice(0, n).reduce((sum, delay) => sum + delay, 0));
    return markdownTable(
      ['tries in a row that came to nothing', ...spans.map((_, n) => String(n))],
      [['R(n) in milliseconds, standard timers', ...spans.map(String)]],
    );
  },
};
