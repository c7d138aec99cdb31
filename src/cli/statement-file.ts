/** Statements of attachment in files: where an access router says that a machine is, as JSON. */
import { type AttachmentJson, signedRecordFromJson } from '../protocol/index.ts';
import { usageError } from './exit-code.ts';
import { readJsonInput } from './json-input.ts';
import type { Terminal } from './terminal.ts';

/** Reads a statement of attachment. @throws CommandError */
export async function readAttachment(terminal: Terminal, file: string): Promise<AttachmentJson> {
  const { name, json } = await readJsonInput(terminal, { words: [], file });
  if (!signedRecordFromJson('attachment', json).ok)
    throw usageError(`${name} is no statement of attachment`, 'An access router makes them.');
  return json as AttachmentJson;
}
