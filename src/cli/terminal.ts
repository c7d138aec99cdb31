/**
 * Where commands read and write: the streams of the process, or those of a test.
 */
import process from 'node:process';

/** What a command sees of the place it was started from. */
export interface Terminal {
  /** Standard input. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Whether results may be coloured. */
  readonly colour: boolean;
  /** Whether somebody watches, so that progress is worth showing. */
  readonly watched: boolean;
  /** Writes to standard output; the text brings its own line ends. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** Says with which code the process is to end when nothing is left to do. */
  setExitCode(code: number): void;
  /** Calls the handler at the first request to stop (SIGINT, SIGTERM); returns what takes it back. */
  onStop(handler: () => void): () => void;
}

/** The terminal of this process; reads and changes nothing before a command does. */
export function processTerminal(): Terminal {
  let guarded = false;
  return {
    get input() {
      return process.stdin;
    },
    get colour() {
      return process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
    },
    get watched() {
      return process.stderr.isTTY;
    },
    out(text) {
      if (!guarded) {
        guarded = true;
        process.stdout.on('error', endQuietlyWhenNobodyReads);
      }
      process.stdout.write(text);
    },
    err(text) {
      process.stderr.write(text);
    },
    setExitCode(code) {
      process.exitCode = code;
    },
    onStop(handler) {
      const once = (): void => {
        remove();
        handler();
      };
      const remove = (): void => {
        process.off('SIGINT', once);
        process.off('SIGTERM', once);
      };
      process.on('SIGINT', once);
      process.on('SIGTERM', once);
      return remove;
    },
  };
}

/** A request to stop as a promise. */
export function stopOf(terminal: Terminal): { readonly asked: Promise<void>; readonly forget: () => void } {
  let forget = (): void => {};
  const asked = new Promise<void>((resolve) => {
    forget = terminal.onStop(resolve);
  });
  return { asked, forget: () => forget() };
}

/** `xlmp decode … | head` closes the pipe early; that is no failure. */
function endQuietlyWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
