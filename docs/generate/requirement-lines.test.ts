/** Requirement lines that are read, and those that are refused with file and line. */
import { describe, expect, it } from 'vitest';
import { requirementRows } from './requirement-lines.ts';

function rowsOf(...lines: readonly string[]): ReturnType<typeof requirementRows> {
  return requirementRows(new Map([['spec/04-messages.md', lines.join('\n')]]));
}

describe('requirementRows', () => {
  it('reads id, level, chapter, section and a sentence over several lines', () => {
    expect(
      rowsOf('# 04', '## Framing', '- [MSG-001] MUST NOT: A receiver', '  waits', '  for it.', 'More.'),
    ).toEqual([
      {
        id: 'MSG-001',
        level: 'MUST NOT',
        chapter: 'messages',
        section: 'Framing',
        text: 'A receiver waits for it.',
      },
    ]);
  });

  it.each([
    '- [MSG-1] MUST: Too few digits.',
    '- [MSG-001] SHALL: Another level.',
    '- [MSG-001] MUST A colon is missing.',
    '* [MSG-001] MUST: Another sign in front.',
    '  - [MSG-001] MUST: Indented.',
    '- [MSG-001] MUST:',
    '- MSG-001 MUST: No brackets.',
  ])('refuses %s', (line) => {
    expect(() => rowsOf('## A', line)).toThrow('spec/04-messages.md:2: not a requirement line');
  });

  it('refuses an id that is taken, and says where', () => {
    const line = '- [MSG-001] MUST: Something.';
    expect(() => rowsOf(line, '', line)).toThrow(
      'spec/04-messages.md:3: the id MSG-001 is taken at spec/04-messages.md:1',
    );
  });

  it('leaves code and mentions alone', () => {
    expect(rowsOf('See [MSG-001].', '```', '- [MSG-1] MUST: Code.', '```')).toEqual([]);
  });
});
