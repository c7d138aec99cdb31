import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that start what is built, as a user does; it is built for them alone. */
const ofWhatIsBuilt = '{spec,src,conformance,vectors,docs}/**/*.built.test.ts';

/** Every test stands beside what it tests; a slow machine gets time, never a retry. */
export default defineConfig({
  test: {
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
    hookTimeout: 60_000,
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
