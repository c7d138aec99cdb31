/** Runs a command line in process with streams of its own and keeps what it wrote. For tests. */
import { Command, CommanderError } from 'commander';
import { exitCodes } from './exit-code.ts';
import { registerAgentCommands } from './index.ts';
import type { Terminal } from './terminal.ts';

/** What a command line did. */
export interface CapturedRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A terminal whose output is kept, and the handles that a person would have. */
export interface CapturedTerminal extends Terminal {
  written(): CapturedRun;
  /** Resolves when standard output matches. */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
  /** Does what SIGINT does. */
  stop(): void;
}

/** Makes a terminal that reads the given standard input. */
export function capturedTerminal(input: string | Uint8Array = ''): CapturedTerminal {
  let code = 0;
  let out = '';
  let err = '';
  const stops = new Set<() => void>();
  const watchers = new Set<() => void>();
  return {
    input: (async function* () {
      yield typeof input === 'string' ? new TextEncoder().encode(input) : input;
    })(),
    colour: false,
    watched: false,
    out(text) {
      out += text;
      for (const watcher of watchers) watcher();
    },
    err: (text) => void (err += text),
    setExitCode: (value) => void (code = value),
    onStop: (handler) => {
      stops.add(handler);
      return () => void stops.delete(handler);
    },
    seen: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = pattern.exec(out);
          if (found === null) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
      }),
    written: () => ({ code, out, err }),
    stop: () => {
      for (const handler of stops) handler();
    },
  };
}

/** Runs the words after `xlmp`. */
export async function capturedRun(
  words: readonly string[],
  terminal = capturedTerminal(),
): Promise<CapturedRun> {
  const program = new Command('xlmp').exitOverride().configureOutput({
    writeOut: (text) => terminal.out(text),
    writeErr: (text) => terminal.err(text),
  });
  registerAgentCommands(program, terminal);
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    terminal.setExitCode(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage);
  }
  return terminal.written();
}
