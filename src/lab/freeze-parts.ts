/** What the time of a freeze went into, from the messages that were exchanged meanwhile. */
import { rounded } from './instruments.ts';
import type { LabMove, LabResult } from './result.ts';

type Message = LabResult['ladder']['messages'][number];

/** What ends each part, in order: when a message left, or when it arrived. */
const ends = [
  { part: 'the rest of the memory is handed over', message: 'Freeze', when: 'sentMs' },
  { part: 'the destination has it and says so', message: 'Complete', when: 'arrivedMs' },
  { part: 'the witness counts on', message: 'WitnessAnswer', when: 'arrivedMs' },
  { part: 'the source commits', message: 'Commit', when: 'sentMs' },
] as const satisfies readonly { part: string; message: string; when: keyof Message }[];

/** The parts of the freeze of a move; a part whose message was not seen is in the next one. None without a freeze. */
export function freezeParts(
  { frozenMs, runningMs }: LabMove,
  messages: readonly Message[],
): LabResult['freezeParts'] {
  if (frozenMs === null || runningMs === null || messages.length === 0) return [];
  const parts: { name: string; ms: number }[] = [];
  let from = frozenMs;
  const until = (name: string, ms: number): void => {
    parts.push({ name, ms: rounded(ms - from) });
    from = ms;
  };
  for (const { part, message, when } of ends) {
    const times = messages.flatMap((each) => (each.message === message ? (each[when] ?? []) : []));
    const end = times.find((ms) => ms >= from && ms <= runningMs);
    if (end !== undefined) until(part, end);
  }
  until('the destination starts it', runningMs);
  return parts;
}
