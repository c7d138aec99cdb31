/** Which version of the kit this is, and where its package lies. */
import { existsSync, readFileSync } from 'node:fs';

/** The folder of the package, found from this file, whether it was compiled or not. */
export function packageRoot(): URL {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) {
    const above = new URL('../', folder);
    if (above.href === folder.href) throw new TypeError('the kit lies in no package');
    folder = above;
  }
  return folder;
}

/** The version of the package. */
export function kitVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', packageRoot()), 'utf8')) as {
    version: string;
  };
  return version;
}
