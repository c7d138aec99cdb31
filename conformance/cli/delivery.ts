/** Where the reports of a command go, and the writing. */
import { writeFile } from 'node:fs/promises';
import type { Terminal } from '../../src/cli/index.ts';
import { exitCodes } from '../exit-codes.ts';
import type { RunReport } from '../report.ts';
import { reportForms } from '../reporters/forms.ts';
import type { DeliveryOptions } from './shared-options.ts';
import { KitError } from './usage.ts';

/** Where the reports of a command go. */
export class Delivery {
  private readonly options: DeliveryOptions;
  private readonly terminal: Terminal;

  private constructor(options: DeliveryOptions, terminal: Terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  /**
   * Finds out before a long run whether its report can be written.
   * @throws KitError when it cannot, or when more reports are to come than the form can hold
   */
  static async prepare(options: DeliveryOptions, terminal: Terminal, reports: number): Promise<Delivery> {
    const form = options.html === undefined ? `--report ${options.report}` : '--html';
    if (reports > 1 && form !== '--report console')
      throw new KitError(`${form} holds one run; judge one implementation at a time with it`);
    for (const file of [options.output, options.html]) if (file !== undefined) await write(file, '', 'w');
    return new Delivery(options, terminal);
  }

  /** Writes a report in the form that was asked for. */
  async report(report: RunReport): Promise<void> {
    const colour = this.terminal.colour && this.options.output === undefined;
    const verbose = this.options.verbose === true;
    await this.text(reportForms[this.options.report](report, { colour, verbose }));
    if (this.options.html === undefined) return;
    const { loadMutants } = await import('../mutants/all.ts');
    const { htmlReport } = await import('../reporters/html/page.ts');
    await write(this.options.html, htmlReport(report, await loadMutants()), 'w');
  }

  /** Writes text behind what was written before. */
  async text(text: string): Promise<void> {
    if (this.options.output === undefined) this.terminal.out(text);
    else await write(this.options.output, text, 'a');
  }
}

async function write(file: string, text: string, flag: 'w' | 'a'): Promise<void> {
  try {
    await writeFile(file, text, { flag });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KitError(`cannot write the report to "${file}": ${why}`, exitCodes.harness);
  }
}
