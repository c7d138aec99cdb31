/**
 * Wireshark's program for terminals, for tests: found on the machine, or where `.ci/packages` puts it. One that was not
 * installed finds its own files only when it does not run as root.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeCapture } from './write-pcapng.ts';

/** A tshark, what it needs in its environment, and who runs it. */
interface Tshark {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  readonly owner?: { readonly uid: number; readonly gid: number };
}

const fetched = resolve('.xlmp/debian/usr');
const nobody = { uid: 65_534, gid: 65_534 };
const ofFetched = {
  path: join(fetched, 'bin/tshark'),
  env: {
    ...process.env,
    LD_LIBRARY_PATH: join(fetched, 'lib/x86_64-linux-gnu'),
    WIRESHARK_DATA_DIR: join(fetched, 'share/wireshark'),
  },
};
const nothing = writeCapture({ application: '', comments: [], interfaces: [], frames: [] });

const found: Tshark | undefined = [
  { path: 'tshark', env: process.env },
  process.getuid?.() === 0 ? { ...ofFetched, owner: nobody } : ofFetched,
].find((one) => (!one.path.includes('/') || existsSync(one.path)) && runsScripts(one));

/** Why tests with tshark are not run; empty when they are. */
export const whyNoTshark = found === undefined ? 'not run: this machine has no tshark with Lua' : '';

/** Has tshark read a capture; what it prints. @throws Error when it fails, or complains */
export function tshark(capture: Uint8Array, ...parameters: readonly string[]): string {
  return printed(capture, parameters);
}

/** The same with a script of Lua, whose path is given. */
export function tsharkWith(script: string, capture: Uint8Array, ...parameters: readonly string[]): string {
  return printed(capture, parameters, script);
}

function printed(capture: Uint8Array, parameters: readonly string[], script?: string): string {
  if (found === undefined) throw new TypeError('ask whyNoTshark first');
  return inFolder((folder) => {
    if (script !== undefined) copyFileSync(script, join(folder, 'script.lua'));
    const { status, stdout, stderr } = run(found, folder, capture, parameters, script !== undefined);
    const complaints = stderr
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('Running as user'));
    if (status !== 0 || complaints.length > 0)
      throw new Error(`tshark ended with ${status}: ${complaints.join('; ')}`);
    return stdout;
  });
}

function run(
  { path, env, owner }: Tshark,
  folder: string,
  capture: Uint8Array,
  parameters: readonly string[],
  scripted: boolean,
): SpawnSyncReturns<string> {
  const file = join(folder, 'capture');
  writeFileSync(file, capture);
  const script = scripted ? ['-X', `lua_script:${join(folder, 'script.lua')}`] : [];
  return spawnSync(path, ['-n', '-r', file, ...script, ...parameters], {
    // A configuration of whoever runs the tests is none of theirs.
    env: { ...env, HOME: folder, XDG_CONFIG_HOME: folder },
    encoding: 'utf8',
    maxBuffer: 1 << 29,
    ...owner,
  });
}

function runsScripts(one: Tshark): boolean {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'script.lua'), 'print(base.DEC)');
    const { error, stdout } = run(one, folder, nothing, [], true);
    return error === undefined && stdout.startsWith('1');
  });
}

/** A folder that everybody can read, for as long as something is done. */
function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'xlmp-tshark-'));
  chmodSync(folder, 0o755);
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
