/** Source hosts whose timers are wrong. */
import { timers } from '../../../spec/registry/timers.ts';
import { delaying, wrongSteps } from './wrong-source.ts';

/** Too early. */
export const repeatsEarly = wrongSteps(
  {
    id: 'repeats-early',
    breaks: ['TMR-001'],
    says: 'Repeats a request after half of the delay.',
    caughtBy: ['offer-repeated', 'prepare-gives-up'],
  },
  { ask: delaying((delay) => delay / 2) },
);

/** Too late. */
export const repeatsLate = wrongSteps(
  {
    id: 'repeats-late',
    breaks: ['TMR-001'],
    says: 'Repeats a request for the first time after the second delay.',
    caughtBy: ['offer-repeated', 'prepare-gives-up'],
  },
  { ask: delaying((delay) => 2 * delay) },
);

/** No back-off. */
export const doesNotBackOff = wrongSteps(
  {
    id: 'does-not-back-off',
    breaks: ['TMR-002'],
    says: 'Repeats a request always after the same delay.',
    caughtBy: ['offer-gives-up', 'commit-without-limit', 'abort-repeated'],
  },
  { ask: delaying((delay, { name }) => Math.min(delay, timers[name].standard)) },
);

/** No ceiling. */
export const knowsNoCeiling = wrongSteps(
  {
    id: 'knows-no-ceiling',
    breaks: ['TMR-002'],
    says: 'Lets delays grow beyond the ceiling of the timer.',
    caughtBy: ['commit-without-limit'],
  },
  { ask: delaying((delay, { name }) => (delay === timers[name].ceiling ? 2 * delay : delay)) },
);

/** A back-off where there is none. */
export const backsOffEverywhere = wrongSteps(
  {
    id: 'backs-off-in-the-freeze',
    breaks: ['TMR-002'],
    says: 'Lets the delay of FREEZE_RETRY grow, too.',
    caughtBy: ['freeze-repeated'],
  },
  {
    ask: (outputs, event) =>
      outputs.map((asked) =>
        asked.type === 'arm' && asked.name === 'FREEZE_RETRY' && event?.type.startsWith('xstate.after.')
          ? { ...asked, delayMs: 2 * asked.delayMs }
          : asked,
      ),
  },
);
