import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that start what is built, as a user does; it is built for them alone. */
const ofWhatIsBuilt = '{spec,src,conformance,vectors,docs}/**/*.built.test.ts';

/**
 * Every test stands beside what it tests; a slow machine gets time, never a retry. Files that one process runs share its
 * modules: to load them anew for each file would take as long as a third of all tests.
 */
export default defineConfig({
  test: {
    maxWorkers: availableParallelism(),
    isolate: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'built',
          include: [ofWhatIsBuilt],
          globalSetup: 'docs/package/built.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'sources',
          include: ['{spec,src,conformance,vectors,docs}/**/*.test.ts'],
          exclude: [ofWhatIsBuilt],
        },
      },
    ],
  },
});
