/** Where the sources of guests and of the probe lie: they are shipped as they are, beside the TypeScript sources. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The absolute path of a file or folder below src/lab, found from this file, whether it was compiled or not.
 * @param path relative to src/lab
 */
export function labSource(path: string): string {
  const beside = new URL(`../${path}`, import.meta.url);
  if (existsSync(beside)) return fileURLToPath(beside);
  return fileURLToPath(new URL(`../../../../src/lab/${path}`, import.meta.url));
}
