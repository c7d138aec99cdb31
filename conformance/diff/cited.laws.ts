/** What the register of ambiguities and the oracle of campaigns refer to. */
import { existsSync, readFileSync } from 'node:fs';
import { requirements } from '../../spec/registry/requirements.ts';
import { packageRoot } from '../package-root.ts';
import { specificationRegister } from './register.ts';

/** Whether there is a requirement, an entry of the register, or a section of a chapter (`spec/…md#section`) of this name. */
export function isCited(what: string): boolean {
  if (!what.startsWith('spec/'))
    return (
      requirements.some(({ id }) => id === what) ||
      specificationRegister().entries.some(({ id }) => id === what)
    );
  const [file = '', section] = what.split('#');
  const place = new URL(file, packageRoot());
  if (!existsSync(place)) return false;
  const headings = readFileSync(place, 'utf8').match(/^#{2,3} .+$/gm) ?? [];
  return (
    section === undefined ||
    headings.some((heading) => heading.replace(/^#+ /, '').toLowerCase().replaceAll(' ', '-') === section)
  );
}
