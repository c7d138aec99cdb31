import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyDag, anyXid } from './arbitrary.laws.ts';
import { decodeDag, encodeDag, equalDags, findDagFault } from './dag.ts';
import { sinkLast, sortTopologically } from './dag-order.ts';
import { type DagForm, formatDag, parseDag } from './dag-text.ts';
import { formatReForm } from './dag-text-re.ts';
import { equalXids, formatLinuxXid, formatXid, parseLinuxXid, parseXid, type TextDialect } from './xid.ts';

const dialects: readonly TextDialect[] = ['xia-core-v2', 'xia-core-1'];

describe('identifiers', () => {
  test.each(dialects)('are read as they are printed (%s)', (dialect) => {
    fc.assert(
      fc.property(anyXid, (xid) => {
        const back = parseXid(formatXid(xid, dialect), dialect);
        expect(back.ok && equalXids(back.value, xid)).toBe(true);
      }),
    );
  });

  test('are read as they are printed (Linux)', () => {
    fc.assert(
      fc.property(anyXid, (xid) => {
        const back = parseLinuxXid(formatLinuxXid(xid));
        expect(back.ok && equalXids(back.value, xid)).toBe(true);
      }),
    );
  });
});

describe('addresses', () => {
  test('octets are read as they are written', () => {
    fc.assert(
      fc.property(anyDag(20), (dag) => {
        const back = decodeDag(encodeDag(dag));
        expect(back.ok && equalDags(back.value, dag)).toBe(true);
      }),
    );
  });

  test.each(['dag', 'linux', undefined] as const)(
    'text is read as it is printed (%s)',
    (form: DagForm | undefined) => {
      fc.assert(
        fc.property(anyDag(20), (dag) => {
          const text = formatDag(dag, form === undefined ? {} : { form });
          const back = parseDag(text);
          expect(back.ok && equalDags(back.value, dag)).toBe(true);
        }),
      );
    },
  );

  test('text of xia-core 1 is read as it is printed, once the nodes have its order', () => {
    fc.assert(
      fc.property(anyDag(20), (dag) => {
        const sorted = sortTopologically(dag);
        const back = parseDag(formatDag(sorted, { dialect: 'xia-core-1' }), 'xia-core-1');
        expect(back.ok && equalDags(back.value, sorted)).toBe(true);
      }),
    );
  });

  test.each(dialects)('the RE form is read as it is printed (%s)', (dialect) => {
    const words = fc.array(fc.record({ group: fc.array(anyXid, { maxLength: 3 }), main: anyXid }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(words, (steps) => {
        const text = steps
          .map(({ group, main }) => [
            ...(group.length > 0 ? ['(', ...group.map((xid) => formatXid(xid, dialect)), ')'] : []),
            formatXid(main, dialect),
          ])
          .flat()
          .join(' ');
        const dag = parseDag(`RE ${text}`, dialect);
        expect(dag.ok && findDagFault(dag.value)).toBe(undefined);
        if (dag.ok) expect(formatReForm(dag.value, dialect)).toBe(`RE ${text}`);
      }),
    );
  });

  test('whatever is read from octets is valid and is written as it was read, but for marks', () => {
    const rows = fc.array(
      fc.tuple(
        anyXid,
        fc.array(fc.constantFrom(0, 1, 2, 3, 0x7f, 0x80, 0xff), { minLength: 4, maxLength: 4 }),
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(rows, (nodes) => {
        const octets = Uint8Array.from(
          nodes.flatMap(([xid, edges]) => [
            ...encodeDag({ nodes: [{ xid, edges: [] }], entry: [] }).subarray(0, 24),
            ...edges,
          ]),
        );
        const dag = decodeDag(octets);
        if (!dag.ok) expect(dag.error.offset).toBeLessThanOrEqual(octets.length);
        else {
          expect(findDagFault(dag.value)).toBe(undefined);
          const unmarked = octets.map((octet, i) => (i % 28 < 24 ? octet : octet & 0x7f));
          expect(encodeDag(dag.value)).toEqual(unmarked);
        }
      }),
    );
  });

  test('moving the sink to the end changes nothing in a valid address', () => {
    fc.assert(
      fc.property(anyDag(), (dag) => {
        expect(equalDags(sinkLast(dag).dag, dag)).toBe(true);
      }),
    );
  });

  test('any text gives an address or an error within the text', () => {
    const word = fc.constantFrom(
      'RE',
      'DAG',
      '(',
      ')',
      '-',
      '0',
      '1',
      `AD:${'a'.repeat(40)}`,
      `ad-${'a'.repeat(40)}-1:`,
      '!',
      'AD:1',
      '\n',
      ':',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join(' ')),
        ),
        (text) => {
          const dag = parseDag(text);
          if (dag.ok) expect(findDagFault(dag.value)).toBe(undefined);
          else expect(dag.error.offset).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});
