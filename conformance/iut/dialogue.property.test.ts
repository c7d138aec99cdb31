import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Dialogue } from './dialogue.ts';
import type { Report } from './lines.ts';
import { IutError } from './port.ts';

function dialogue(): { readonly talk: Dialogue; readonly asked: () => number } {
  let asked = 0;
  const talk = new Dialogue({
    write: (text) => {
      asked = (JSON.parse(text) as { readonly id: number }).id;
    },
    broken: () => undefined,
    timeoutMs: 60_000,
  });
  return { talk, asked: () => asked };
}

/** Cuts octets at the places that a list of numbers names. */
function cut(octets: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const at = [...new Set([0, ...places.map((place) => place % octets.length), octets.length])].sort(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, i) => octets.subarray(at[i], end));
}

const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 5 });

test('wherever the stream is cut, the reports are the same', async () => {
  const law = fc.asyncProperty(texts, fc.array(fc.nat(), { maxLength: 20 }), async (logs, places) => {
    const { talk, asked } = dialogue();
    const answer = talk.ask({ do: 'advance', ms: 0 });
    const reports: readonly Report[] = logs.map((text) => ({ is: 'log', text }));
    const lines = [...reports, { is: 'done', id: asked() }]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
    for (const part of cut(Buffer.from(lines, 'utf8'), places)) talk.receive(part);
    expect(await answer).toEqual({ reports });
  });
  await fc.assert(law);
});

test('whatever comes instead, the dialogue ends by an answer or an error that says why', async () => {
  const law = fc.asyncProperty(
    fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }),
    async (parts) => {
      const { talk } = dialogue();
      const answer = talk.ask({ do: 'advance', ms: 0 }).catch((error: unknown) => error);
      for (const part of parts) talk.receive(part);
      talk.ended('exited with code 0');
      const outcome = await answer;
      expect(outcome).toBeInstanceOf(IutError);
      expect((outcome as IutError).message.length).toBeGreaterThan(10);
      await expect(talk.ask({ do: 'bye' })).rejects.toBeInstanceOf(IutError);
    },
  );
  await fc.assert(law);
});
