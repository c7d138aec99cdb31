/** The baseline as the command line gives it: read before a run, held against its report, written anew on request. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Terminal } from '../../src/cli/index.ts';
import { type Baseline, readBaseline } from '../baseline/baseline.ts';
import { heldAgainst } from '../baseline/judge.ts';
import { baselineText, type Update, updated } from '../baseline/update.ts';
import { exitCodes } from '../exit-codes.ts';
import type { RunReport } from '../report.ts';
import type { BaselineOptions } from './shared-options.ts';
import { KitError } from './usage.ts';

/** A baseline in its file. */
export class BaselineFile {
  private readonly options: BaselineOptions & { readonly baseline: string };
  private readonly before: Baseline | undefined;
  private readonly terminal: Terminal;

  private constructor(options: BaselineFile['options'], before: Baseline | undefined, terminal: Terminal) {
    this.options = options;
    this.before = before;
    this.terminal = terminal;
  }

  /** Reads the baseline; undefined when there is to be none. @throws KitError when it cannot be taken */
  static async open(options: BaselineOptions, terminal: Terminal): Promise<BaselineFile | undefined> {
    const { baseline } = options;
    if (baseline === undefined) {
      const lonely = (['updateBaseline', 'reason', 'link', 'expires'] as const).find((name) => options[name]);
      if (lonely === undefined) return undefined;
      throw new KitError(
        `--${lonely === 'updateBaseline' ? 'update-baseline' : lonely} goes with --baseline`,
      );
    }
    const text = await textOf(baseline, options.updateBaseline === true);
    const found = text === undefined ? undefined : readBaseline(text);
    if (found !== undefined && 'length' in found) {
      throw new KitError(`the baseline "${baseline}" is wrong: ${found.join('; ')}`);
    }
    return new BaselineFile({ ...options, baseline }, found, terminal);
  }

  /** The report with what the baseline says about it; writes the baseline first, when that was asked for. */
  async heldAgainst(report: RunReport): Promise<RunReport> {
    const today = this.options.today ?? new Date().toISOString().slice(0, 10);
    if (this.options.updateBaseline !== true) return heldAgainst(report, this.before!, today);
    const update = updated(this.before, report, today, this.options);
    const lacks = [
      ...(update.withoutReason.length > 0 ? [`--reason (for ${some(update.withoutReason)})`] : []),
      ...(update.withoutDay.length > 0 ? [`--expires (for ${some(update.withoutDay)})`] : []),
    ];
    if (lacks.length > 0) throw new KitError(`to update the baseline, give ${lacks.join(' and ')}`);
    await this.write(update);
    return heldAgainst(report, update.baseline, today);
  }

  private async write({ baseline, added, removed }: Update): Promise<void> {
    const file = this.options.baseline;
    try {
      await writeFile(file, baselineText(baseline));
    } catch (error) {
      throw new KitError(
        `cannot write the baseline "${file}": ${(error as Error).message}`,
        exitCodes.harness,
      );
    }
    this.terminal.err(
      `${file}: ${baseline.known.length} entries, ${added.length} new, ${removed.length} taken out\n`,
    );
  }
}

async function textOf(file: string, mayBeMissing: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new KitError(`cannot read the baseline "${file}": ${message}`);
    if (mayBeMissing) return undefined;
    throw new KitError(`there is no baseline "${file}"; --update-baseline makes one`);
  }
}

function some(ids: readonly string[]): string {
  return ids.length > 3 ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more` : ids.join(', ');
}
