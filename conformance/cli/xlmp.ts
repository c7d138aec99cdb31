/** The program without a terminal, for tests. */
import { runProgram } from './program.ts';

/** How the program ended, and what it said. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `xlmp` with parameters in this process. */
export async function xlmp(...parameters: readonly string[]): Promise<Ended> {
  let [out, err] = ['', ''];
  const code = await runProgram(parameters, {
    input: (async function* () {})(),
    colour: false,
    watched: false,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    setExitCode: () => undefined,
    onStop: () => () => undefined,
  });
  return { code, out, err };
}
