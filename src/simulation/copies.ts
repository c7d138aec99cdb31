/** Watches that at most one copy of each machine runs, and never one under an epoch that has passed (P1, P2). */

/** The watch over all copies of all machines. */
export interface CopyWatch {
  /** A copy changed its state at a host. */
  changed(machine: string, host: string, isRunning: boolean, epoch: number): void;
  /** The host at which a machine runs; undefined when it runs nowhere. */
  hostOf(machine: string): string | undefined;
  /** What was seen that must not be, as sentences. */
  readonly violations: readonly string[];
}

/** Starts a watch. @param now the simulated time in milliseconds */
export function watchCopies(now: () => number): CopyWatch {
  const running = new Map<string, string>();
  const highest = new Map<string, number>();
  const violations: string[] = [];
  return {
    violations,
    hostOf: (machine) => running.get(machine),
    changed(machine, host, isRunning, epoch) {
      const where = running.get(machine);
      if (!isRunning) {
        if (where === host) running.delete(machine);
        return;
      }
      const at = `at ${now().toFixed(1)} ms`;
      if (where !== undefined && where !== host)
        violations.push(`P1: ${machine} runs at ${host} and at ${where}, ${at}`);
      const before = highest.get(machine) ?? 0;
      if (epoch < before)
        violations.push(`P2: ${machine} runs at ${host} under epoch ${epoch} after ${before}, ${at}`);
      running.set(machine, host);
      highest.set(machine, Math.max(before, epoch));
    },
  };
}
