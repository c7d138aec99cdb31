/** What the tests of the page show besides the sample report. */
import type { ShownMutant } from './kill-table.ts';

/** A mutant that the sample report would have noticed, and one that it would not. */
export const sampleMutants: readonly ShownMutant[] = [
  {
    id: 'witness/noticed',
    of: 'witness',
    breaks: ['WIT-001'],
    says: 'Answers <always>.',
    caughtBy: ['witness/pass', 'witness/gone'],
  },
  {
    id: 'witness/unnoticed',
    of: 'witness',
    breaks: ['WIT-002'],
    says: 'Never answers.',
    caughtBy: ['witness/inconclusive'],
  },
];
