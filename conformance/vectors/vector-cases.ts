/**
 * Cases that vectors make: each test of a vector file asks one function of the library of an implementation, and
 * compares the value. A refusal counts only when the valid twin of the test is accepted.
 */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { type Case, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import { families, type Family, type Question } from './families.ts';
import { readVectors, refusalOf, type VectorGroup, type VectorTest } from './vector-file.ts';

/** What need not be said of a refusal, and must be right when it is said: the broken requirement, the member at fault. */
const free: readonly string[] = ['requirement', 'path'];

/** All of them. */
export function vectorCases(): readonly Case[] {
  const files = families.map((family) => ({ family, groups: readVectors(family.path) }));
  const idOf = new Map<string, string>();
  for (const { family, groups } of files) {
    for (const test of groups.flatMap((group) => group.tests))
      idOf.set(`${family.role} ${test.id}`, caseId(family, test));
  }
  return files.flatMap(({ family, groups }) =>
    groups.flatMap((group) =>
      group.tests.flatMap((test) => {
        const twin = test.twin === undefined ? undefined : idOf.get(`${family.role} ${test.twin}`);
        return [evaluating(family, group, test, twin), ...writing(family, test)];
      }),
    ),
  );
}

function evaluating(family: Family, group: VectorGroup, test: VectorTest, twin: string | undefined): Case {
  const question = family.question(group, test);
  return defineCase({
    id: caseId(family, test),
    title: titleOf(test.comment),
    covers: family.covers(group, test) as [RequirementId, ...RequirementId[]],
    role: family.role,
    needs: [question.function],
    ...(twin === undefined ? {} : { twin }),
    run: (context) => compare(context, question, test),
  });
}

/** What decodes is also written, where a value has one encoding. */
function writing(family: Family, test: VectorTest): readonly Case[] {
  if (family.written === undefined || test.result !== 'valid') return [];
  const { by, covers } = family.written;
  const question: Question = { function: by, input: test.expectation };
  const written: VectorTest = { ...test, expectation: test.input };
  return [
    defineCase({
      id: `${caseId(family, test)}/written`,
      title: titleOf(`${test.id}: its value is written as the same octets`),
      covers: covers as [RequirementId, ...RequirementId[]],
      role: family.role,
      needs: [question.function],
      run: (context) => compare(context, question, written),
    }),
  ];
}

async function compare(
  { evaluate, expect }: CaseContext,
  question: Question,
  test: VectorTest,
): Promise<void> {
  const value = (await evaluate(question.function, question.input)) as Readonly<Record<string, unknown>>;
  if (test.result === 'valid' || isEmission(test)) {
    const asked = Object.keys(test.expectation);
    const seen = Object.fromEntries(Object.entries(value).filter(([name]) => asked.includes(name)));
    expect.equal('error' in value ? value : seen, test.expectation, `${question.function} to give`);
    return;
  }
  const { error } = value;
  const said = typeof error === 'object' && error !== null ? error : {};
  const asked = Object.entries(refusalOf(test)).filter(([name]) => !free.includes(name) || name in said);
  const seen = Object.fromEntries(
    asked.map(([name]) => [name, (said as Readonly<Record<string, unknown>>)[name]]),
  );
  expect.equal(
    error === undefined ? value : seen,
    Object.fromEntries(asked),
    `${question.function} to refuse with`,
  );
}

/** A router answers a malformed packet too: by an emission that says so. */
function isEmission(test: VectorTest): boolean {
  return 'emissions' in test.expectation;
}

function caseId(family: Family, test: VectorTest): string {
  return `${family.role}/${family.slug}/${test.id}`;
}

function titleOf(comment: string): string {
  const line = comment.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 97)}...` : line;
}
