/** Wireshark's program for terminals, for tests: found on the machine, or where `.ci/packages` puts it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const fetched = resolve('.xlmp/debian/usr');

/** A tshark, and what it needs in its environment. */
interface Tshark {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
}

const found: Tshark | undefined = [
  { path: 'tshark', env: process.env },
  {
    path: join(fetched, 'bin/tshark'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(fetched, 'lib/x86_64-linux-gnu'),
      WIRESHARK_DATA_DIR: join(fetched, 'share/wireshark'),
    },
  },
].find(({ path, env }) => {
  if (path.includes('/') && !existsSync(path)) return false;
  return spawnSync(path, ['--version'], { env }).status === 0;
});

/** Why tests with tshark are not run; empty when they are. */
export const whyNoTshark = found === undefined ? 'not run: this machine has no tshark' : '';

/** Has tshark read a capture; what it prints. @throws Error when it fails, or complains */
export function tshark(capture: Uint8Array, ...parameters: readonly string[]): string {
  if (found === undefined) throw new TypeError('ask whyNoTshark first');
  const folder = mkdtempSync(join(tmpdir(), 'xlmp-tshark-'));
  try {
    const file = join(folder, 'capture');
    writeFileSync(file, capture);
    const { status, stdout, stderr } = spawnSync(found.path, ['-n', '-r', file, ...parameters], {
      // A configuration of whoever runs the tests is none of theirs.
      env: { ...found.env, HOME: folder, XDG_CONFIG_HOME: folder },
      encoding: 'utf8',
      maxBuffer: 1 << 29,
    });
    const complaints = stderr
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('Running as user'));
    if (status !== 0 || complaints.length > 0)
      throw new Error(`tshark ended with ${status}: ${complaints.join('; ')}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
