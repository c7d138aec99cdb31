/** The package as npm would publish it, and a project in an empty folder that installs it. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The name under which a project finds its packages. */
const modules = 'node_modules';

/** A folder with an installed package. */
export interface Project {
  readonly folder: string;
  /** The octets of the packed file. */
  readonly tarball: Uint8Array;
  /** Runs a program in the folder; gives its standard output. @throws when it does not end with 0 */
  run(program: string, ...parameters: readonly string[]): Promise<string>;
  /** Writes a file of the project. */
  write(name: string, text: string): Promise<void>;
}

/**
 * Packs the package that is built, and installs the packed file with npm. What it depends on comes from the folders of
 * this repository, so that no registry is asked.
 */
export async function installPacked(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'xlmp-packed-'));
  const run = async (program: string, ...parameters: readonly string[]): Promise<string> =>
    (await execute(program, [...parameters], { cwd: folder, maxBuffer: 2 ** 26 })).stdout;
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
  await run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder, root);
  const file = (await readdir(folder)).find((name) => name.endsWith('.tgz'))!;
  const overrides = Object.fromEntries(
    (await needed()).map((name) => [name, `file:${join(root, modules, name)}`]),
  );
  await write(
    'package.json',
    JSON.stringify({ private: true, type: 'module', dependencies: { xlmp: `file:./${file}` }, overrides }),
  );
  await run('npm', 'install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional');
  return { folder, tarball: await readFile(join(folder, file)), run, write };
}

/** Makes a development tool of this repository one of a project. */
export async function lend(project: Project, name: string): Promise<void> {
  await mkdir(join(project.folder, modules), { recursive: true });
  await symlink(join(root, modules, name), join(project.folder, modules, name));
}

/** The packages that a user installs along, those of dependencies included; what is optional is left out. */
async function needed(): Promise<readonly string[]> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, row]) => path !== '' && row.dev !== true && row.optional !== true)
    .map(([path]) => path.slice(`${modules}/`.length));
}
