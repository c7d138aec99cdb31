/** Brings Debian packages into a folder: needs neither root nor an installation, and keeps what it has fetched. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { mustRun, tryCommand } from '../command.ts';
import { LabError } from '../lab-error.ts';

/** A folder of unpacked packages. */
export interface DebianPackages {
  /** Where their files lie, as from the root of a file system. Absolute if the folder is. */
  readonly root: string;
  /** Fetches and unpacks packages, unless they are there. @throws LabError by rejection: MACHINE_LACKS */
  fetch(names: readonly string[]): Promise<void>;
  /** The packages that one depends on directly, alternatives among them. */
  dependencies(name: string): Promise<readonly string[]>;
}

/** How long one call of apt may take. Milliseconds. */
const aptLimit = 300_000;

const dependencyLine = /^ +\|?(?:Pre)?Depends: ([a-z0-9][a-z0-9+.-]*)$/gm;

/** The packages of a folder, which is made when there is none. */
export function debianPackages(folder: string): DebianPackages {
  const root = join(folder, 'root');
  const apt = join(folder, 'apt');
  const fetched = join(folder, 'fetched');
  for (const path of [root, fetched, join(apt, 'lists/partial'), join(apt, 'archives/partial')]) {
    mkdirSync(path, { recursive: true });
  }
  const setApart = [
    '-o',
    `Dir::State::lists=${apt}/lists`,
    '-o',
    `Dir::Cache=${apt}`,
    '-o',
    'Debug::NoLocking=1',
    '-o',
    'Acquire::Languages=none',
  ];
  let updated: Promise<unknown> | undefined;
  const update = (): Promise<unknown> => {
    updated ??= run(['apt-get', ...setApart, '-qq', 'update']);
    return updated;
  };

  /** In one call of apt, which takes longer to begin than to bring a package. */
  const fetchNow = async (names: readonly string[]): Promise<void> => {
    await update();
    const scratch = mkdtempSync(join(folder, 'scratch-'));
    try {
      await run(['apt-get', ...setApart, '-qq', 'download', ...names], scratch);
      const files = readdirSync(scratch);
      for (const name of names) {
        const file = files.find((each) => each.startsWith(`${name}_`));
        if (file === undefined) throw new LabError('MACHINE_LACKS', `apt brought no file of ${name}`);
        await run(['dpkg-deb', '-x', join(scratch, file), root]);
        writeFileSync(join(fetched, name), file);
      }
    } finally {
      rmSync(scratch, { recursive: true });
    }
  };
  return {
    root,
    async fetch(names) {
      const missing = names.filter((name) => !existsSync(join(fetched, name)));
      if (missing.length > 0) await fetchNow(missing);
    },
    async dependencies(name) {
      const note = join(fetched, `${name}.dependencies`);
      if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8')) as string[];
      await update();
      const list = await run(['apt-cache', ...setApart, 'depends', name]);
      const names = [...list.matchAll(dependencyLine)].map(([, found = '']) => found);
      writeFileSync(note, JSON.stringify(names));
      return names;
    },
  };
}

async function run(words: readonly string[], cwd?: string): Promise<string> {
  const [program = ''] = words;
  const missing = (await tryCommand(['which', program])).code !== 0;
  if (missing)
    throw new LabError('MACHINE_LACKS', `there is no ${program}: packages can be fetched on Debian only`);
  return mustRun(words, { timeoutMs: aptLimit, ...(cwd === undefined ? {} : { cwd }) });
}
