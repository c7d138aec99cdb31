/** The generator of the codec: registry tables in, straight-line TypeScript out. */
import { formatted } from '../format.ts';
import type { Generator } from '../generator.ts';
import { codesModule } from './code-tables.ts';
import { journalModule, messagesModule, recordsModule } from './interfaces.ts';
import { layoutModule } from './layout.ts';
import { messageModules } from './messages.ts';
import { readersModule } from './readers.ts';
import { writersModule } from './writers.ts';

/** Derives `src/protocol/generated/`. */
export const codecGenerator: Generator = {
  name: 'codec',
  async files() {
    const modules = new Map<string, string>([
      ['codes.ts', codesModule()],
      ['layout.ts', layoutModule()],
      ['records.ts', recordsModule('octets')],
      ['record-json.ts', recordsModule('json')],
      ['messages.ts', messagesModule('octets')],
      ['message-json.ts', messagesModule('json')],
      ['journal-records.ts', journalModule('octets')],
      ['journal-json.ts', journalModule('json')],
      ['read-records.ts', readersModule()],
      ['write-records.ts', writersModule()],
      ...messageModules(),
    ]);
    const files = new Map<string, string>();
    for (const [name, text] of modules) {
      const path = `src/protocol/generated/${name}`;
      files.set(path, await formatted(path, text));
    }
    return files;
  },
};
