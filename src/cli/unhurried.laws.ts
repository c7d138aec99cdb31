/** Options of commands for tests on a machine that does other things besides: soon repeated, late given up. */

/** For agents. */
export const agentTimers: readonly string[] = [
  'COMMIT_RETRY=50',
  'FREEZE_RETRY=20',
  'ROUND_RETRY=50',
  'FREEZE_LIMIT=60000',
].flatMap((timer) => ['--timer', timer]);

/** For orders. */
export const orderPatience: readonly string[] = ['--timeout', '5m', '--budget', 'memory=60000'];
