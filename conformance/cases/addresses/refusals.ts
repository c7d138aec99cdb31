/** What a reader of text says of what it refuses, if it says it (chapter 02): every text that the vectors refuse. */
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { families } from '../../vectors/families.ts';
import { readVectors, type VectorGroup, type VectorTest } from '../../vectors/vector-file.ts';

const family = families.find(({ path }) => path === 'xia/addresses.json')!;

/** What an implementation may say besides code and offset. */
interface Words {
  readonly offset?: number;
  readonly expected?: unknown;
  readonly found?: unknown;
}

/** What is wrong with what was said about a text; nothing where nothing was said. */
function faultsOf(text: string, { offset = 0, expected = 'something', found = '' }: Words): object {
  return {
    ...(typeof expected === 'string' && expected.trim() !== '' ? {} : { expected }),
    ...(typeof found === 'string' && text.startsWith(found, offset) ? {} : { found }),
  };
}

async function wordsAbout(
  { evaluate }: CaseContext,
  group: VectorGroup,
  test: VectorTest,
): Promise<Words | undefined> {
  const question = family.question(group, test);
  const { error } = (await evaluate(question.function, question.input)) as { readonly error?: Words };
  return error;
}

/** Those of one group; a group without any makes no case. */
function refusalsOf(group: VectorGroup): readonly Case[] {
  const refused = group.tests.filter(
    ({ result, input }) => result === 'invalid' && typeof input['text'] === 'string',
  );
  if (refused.length === 0) return [];
  const needs = [...new Set(refused.map((test) => family.question(group, test).function))];
  return [
    defineCase({
      id: `addresses/refused/${group.id}`,
      title: `${group.id}: what is said to be expected and found in a text is words, and what stands there`,
      covers: ['DAG-018'],
      role: 'addresses',
      needs,
      async run(context) {
        for (const test of refused) {
          const words = await wordsAbout(context, group, test);
          if (words === undefined) continue;
          const faults = faultsOf(test.input['text'] as string, words);
          context.expect.equal(faults, {}, `what is wrong in what is said about ${test.id}`, 'DAG-018');
        }
      },
    }),
  ];
}

/** By group of the vectors. */
export const refusals: readonly Case[] = readVectors(family.path).flatMap(refusalsOf);
