/** JSON from an argument, a file or standard input. */
import { usageError } from './exit-code.ts';
import { type InputChoice, readTextInput } from './input.ts';
import type { Terminal } from './terminal.ts';

/** JSON, and what its source is called in messages. */
export interface JsonInput {
  readonly name: string;
  readonly json: unknown;
}

/** Reads JSON. @throws CommandError (usage) with the place of what is no JSON. */
export async function readJsonInput(terminal: Terminal, choice: InputChoice): Promise<JsonInput> {
  const { name, text } = await readTextInput(terminal, choice);
  try {
    return { name, json: JSON.parse(text) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageError(`${name} is not JSON: ${why}`);
  }
}
