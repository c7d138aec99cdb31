import { defineConfig } from 'vitest/config';

/** Every test stands beside what it tests; a slow machine gets time, never a retry. */
export default defineConfig({
  test: {
    include: ['{spec,src,conformance,vectors,docs}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
});
