/** The derived parts of docs/guide/adapter-protocol.md: the capabilities, and the adapter of the example. */
import { readFile } from 'node:fs/promises';
import { capabilities } from '../../conformance/manifest.ts';
import { fillBlocks } from './figures/blocks.ts';
import { formatted } from './format.ts';
import type { Generator } from './generator.ts';

const path = 'docs/guide/adapter-protocol.md';
const root = new URL('../../', import.meta.url);

function capabilityTable(): string {
  const rows = Object.entries(capabilities).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`);
  return ['| capability | what is claimed by it |', '| --- | --- |', ...rows].join('\n');
}

async function exampleAdapter(): Promise<string> {
  const program = await readFile(new URL('conformance/examples/python/destination_host.py', root), 'utf8');
  return `\`\`\`python\n${program.slice(program.indexOf('class Adapter:'))}\`\`\``;
}

/** Fills the guide to the adapter protocol. */
export const adapterGuideGenerator: Generator = {
  name: 'adapter guide',
  async files() {
    const page = await readFile(new URL(path, root), 'utf8');
    const filled = await fillBlocks(path, page, async (name) => {
      if (name === 'capabilities') return capabilityTable();
      return name === 'example-adapter' ? exampleAdapter() : undefined;
    });
    return new Map([[path, await formatted(path, filled)]]);
  },
};
