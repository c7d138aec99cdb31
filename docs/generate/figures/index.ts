/** All figures, and the generator that puts them into the chapters. */
import { readChapters } from '../chapters.ts';
import { formatted } from '../format.ts';
import { GenerateError, type Generator } from '../generator.ts';
import { machineFigures } from '../machines.ts';
import { fillBlocks } from './blocks.ts';
import { codeFigures } from './codes.ts';
import type { Figures } from './figure.ts';
import { messageFigures } from './messages.ts';
import { rebindSpanFigures } from './rebind-span.ts';
import { recordFigures } from './records.ts';
import { sessionFigures } from './sessions.ts';
import { xipFigures } from './xip.ts';

/** Every figure by the name in its marker. To add some: write their file and name it here. */
export const figures: Figures = {
  ...recordFigures,
  ...messageFigures,
  ...codeFigures,
  ...xipFigures,
  ...sessionFigures,
  ...machineFigures,
  ...rebindSpanFigures,
};

/** Fills the generated parts of the chapters. */
export const figuresGenerator: Generator = {
  name: 'figures',
  async files() {
    const files = new Map<string, string>();
    for (const [path, text] of await readChapters()) {
      files.set(
        path,
        await fillBlocks(path, text, async (name, line) => {
          const figure = figures[name];
          if (figure === undefined) throw new GenerateError(`${path}:${line}: no figure is called ${name}`);
          return formatted('figure.md', figure());
        }),
      );
    }
    return files;
  },
};
