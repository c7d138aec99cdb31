/**
 * How commands end: their exit codes, and the error that ends one with a message for people.
 */

/** The exit codes of the commands that run an agent or read octets. */
export const exitCodes = {
  /** It worked, and the answer is yes. */
  ok: 0,
  /** It worked, and the answer is no: refused, aborted, does not decode. */
  negative: 1,
  /** The command line, or the text in an input, is not what the command takes. */
  usage: 2,
  /** The environment: a file, a port, a host that does not answer. */
  environment: 4,
} as const;

/** How a command ended. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit codes as a paragraph for `--help`. */
export const exitCodeHelp = `
Exit codes:
  0  it worked
  1  it worked and the answer is no (refused, aborted, does not decode)
  2  the command line or an input text is wrong
  4  a file, a port or a peer stood in the way`;

/** Ends a command with a message: what was wrong, and what to do about it. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  /** What to do, a sentence; undefined when the message says it all. */
  readonly hint: string | undefined;

  constructor(exitCode: ExitCode, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

/** A {@link CommandError} about the command line or an input text. */
export function usageError(message: string, hint?: string): CommandError {
  return new CommandError(exitCodes.usage, message, hint);
}

/** A {@link CommandError} about a file, a port or a peer. */
export function environmentError(message: string, hint?: string, cause?: unknown): CommandError {
  return new CommandError(exitCodes.environment, message, hint, { cause });
}
