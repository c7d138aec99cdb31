/** Puts what was found to be ambiguous into a register. */
import { exchangeLines } from './diff-text.ts';
import { type DiffReport, nameOfSide } from './diff.ts';
import { type Ambiguity, nextId, type Register } from './register.ts';
import type { Side } from './side.ts';

/** A register with an open entry for each subject on which the specification is silent, the first time that it came. */
export function withFound(
  register: Register,
  { cases }: DiffReport,
  a: Side,
  b: Side,
): { readonly register: Register; readonly added: readonly Ambiguity[] } {
  let grown = register;
  const added: Ambiguity[] = [];
  for (const one of cases) {
    const { id, outcome, first } = one;
    const [role = ''] = id.split('/', 1);
    const has = (entry: Ambiguity): boolean => entry.role === role && entry.subjects.includes(first!.subject);
    if (outcome !== 'silent' || first === undefined || grown.entries.some(has)) continue;
    const entry: Ambiguity = {
      id: nextId(grown),
      title: first.subject,
      role,
      subjects: [first.subject],
      seen: {
        case: id,
        trace: exchangeLines(a, b, one, false),
        behaviours: [
          { by: nameOfSide(a), does: first.a },
          { by: nameOfSide(b), does: first.b },
        ],
      },
      status: 'open',
      by: [],
      remark: '',
    };
    added.push(entry);
    grown = { ...grown, entries: [...grown.entries, entry] };
  }
  return { register: grown, added };
}
