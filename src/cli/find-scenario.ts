/** Finds the scenario that a command names: one that is shipped, or one in a file. */
import type { ScenarioLibrary } from '../simulation/index.ts';
import { usageError } from './exit-code.ts';
import { readWholeFile } from './file-errors.ts';
import type { Terminal } from './terminal.ts';

const mostFaultsShown = 20;

/** A shipped scenario, or the one in a file, whose faults are told one a line. @throws CommandError */
export async function findScenario<T>(
  terminal: Terminal,
  name: string,
  library: ScenarioLibrary<T>,
): Promise<T> {
  const shipped = library.find(name);
  if (shipped !== undefined) return shipped;
  if (!/[./\\]/.test(name))
    throw usageError(
      `there is no scenario ${name}`,
      `There is ${library.names().join(', ')}; or name a file.`,
    );
  const read = library.read(new TextDecoder().decode(await readWholeFile(name)));
  if (read.ok) return read.value;
  const shown = read.error.slice(0, mostFaultsShown);
  for (const { line, path, text, code } of shown) {
    const place = [line === undefined ? name : `${name}:${line}`, path]
      .filter((word) => word !== '')
      .join(': ');
    terminal.err(`${place}: ${text} [${code}]\n`);
  }
  const more = read.error.length > shown.length ? ` (${read.error.length - shown.length} more)` : '';
  throw usageError(`${name} is no scenario: ${read.error.length} faults${more}`);
}
