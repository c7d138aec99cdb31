/**
 * The invariants of the protocol on a world (P1, P2, P7, the local half of P3), and over all worlds (P3, P7).
 * P8 is checked move by move: each role says what must be durable before an effect.
 */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { copiesText, newestExists, runningAt, type Copies } from './copies.ts';
import type { Exploration, Finding, FindingAt, WorldView } from './exploration.ts';
import { firstStuck } from './progress.ts';
import type { Parcel } from './role.ts';

/** A property that is checked. */
export interface Property {
  readonly requirement: RequirementId;
  readonly text: string;
}

/** The properties by the names of the design. */
export const properties = {
  P1: { requirement: 'INV-001', text: 'at most one copy runs' },
  P2: {
    requirement: 'INV-002',
    text: 'the newest copy still exists, runs unless somebody waits, and no stale one ever runs',
  },
  P3: { requirement: 'INV-003', text: 'who waits has a timer, and an end stays within reach' },
  P7: { requirement: 'INV-007', text: 'a cancel is answered, and the answer stays true' },
  P8: { requirement: 'INV-008', text: 'nothing is said or done that the journal does not cover' },
} as const satisfies Readonly<Record<string, Property>>;

/** The name of a property. */
export type PropertyName = keyof typeof properties;

/** Judges one world. */
export function judge({ parties, copies }: WorldView<Copies>): readonly Finding[] {
  const findings: Finding[] = [];
  const find = (property: PropertyName, text: string): void => {
    findings.push({ property, text });
  };
  const running = runningAt(copies);
  if (running.length > 1) find('P1', 'two copies run');
  if (copies.stale !== '') find('P2', `a stale copy was let run at the ${copies.stale}`);
  if (!newestExists(copies)) find('P2', `the newest state of the machine is lost: ${copiesText(copies)}`);
  const waiting = parties.filter(({ rests }) => !rests);
  if (running.length === 0 && waiting.length === 0) find('P2', 'no copy runs and nobody waits for anything');
  for (const { name, state, waitsForSomething } of waiting) {
    if (!waitsForSomething) find('P3', `the ${name} waits in ${state} without a timer`);
  }
  judgePromises(parties, copies, find);
  return findings;
}

function judgePromises(
  parties: WorldView<Copies>['parties'],
  { promises }: Copies,
  find: (property: PropertyName, text: string) => void,
): void {
  if (promises.length === 0) return;
  const journal = parties.find(({ name }) => name === 'source')?.journal ?? '';
  const isCommitted = ['committed', 'swapped', 'source-done', 'regained'].includes(journal);
  if (promises.includes('done') && isCommitted)
    find('P7', 'a cancel was answered "done", and the migration committed');
  if (promises.includes('too-late') && !isCommitted) {
    find('P7', 'a cancel was answered "too late", and the migration is not committed');
  }
}

/** What the operator was told of a cancel. */
export function told(copies: Copies, { message }: Parcel): Copies {
  if (message.type !== 'CancelAnswer') return copies;
  const { outcome } = (message as unknown as { cancelResult: { outcome: 'done' | 'too-late' | 'unknown' } })
    .cancelResult;
  if (outcome === 'unknown' || copies.promises.includes(outcome)) return copies;
  return { ...copies, promises: [...copies.promises, outcome].sort() };
}

/** Judges all worlds together: an end, and the answer to what was asked, must stay within reach. */
export function judgeProgress(exploration: Exploration<Copies>): readonly FindingAt[] {
  const findings: FindingAt[] = [];
  const endless = firstStuck(
    exploration,
    () => true,
    (world) => isEnd(exploration.view(world)),
  );
  if (endless >= 0) {
    findings.push({ property: 'P3', text: 'no end can be reached any more', world: endless, move: null });
  }
  const asks = (world: number): boolean =>
    exploration.view(world).parties.some(({ open }) => open.length > 0);
  const unanswered = firstStuck(exploration, asks, (world) => !asks(world));
  if (unanswered >= 0) {
    findings.push({ property: 'P7', text: 'a request is never answered', world: unanswered, move: null });
  }
  return findings;
}

/** The migration is over for everybody, and one copy runs. */
function isEnd({ parties, copies }: WorldView<Copies>): boolean {
  return (
    runningAt(copies).length === 1 &&
    parties.every(({ name, ended, rests }) => (name === 'source' ? ended : rests))
  );
}
