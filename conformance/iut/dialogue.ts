/**
 * The kit's side of the adapter protocol over any stream of octets: cuts lines, numbers verbs, collects reports,
 * and gives up with a clear reason when the other side does not keep to the protocol.
 */
import { type Ask, excerpt, longestLine, type Report, readReport } from './lines.ts';
import { type Answer, IutError } from './port.ts';

/** More reports than this for one verb are a flood. */
export const mostReports = 10_000;

/** More octets than this for one verb are a flood. */
export const mostOctets = 16 * 1024 * 1024;

/** What a dialogue needs of the outside. */
export interface DialogueOutside {
  /** Writes octets to the implementation. */
  write(text: string): void;
  /** Called once when the dialogue is over because the other side broke the protocol. */
  broken(): void;
  /** How long a verb may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether reports may come while nothing is asked, as in real time; they are kept for the next verb. */
  readonly unasked?: boolean;
}

interface Pending {
  readonly id: number;
  readonly verb: string;
  readonly reports: Report[];
  octets: number;
  resolve(answer: Answer): void;
  reject(error: IutError): void;
  readonly alarm: NodeJS.Timeout;
}

/** One dialogue, from the start of an implementation to its end. */
export class Dialogue {
  private readonly outside: DialogueOutside;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private rest: Uint8Array = new Uint8Array(0);
  private pending: Pending | undefined;
  private lastId = 0;
  private unasked: Report[] = [];
  private over: IutError | undefined;

  constructor(outside: DialogueOutside) {
    this.outside = outside;
  }

  /** Asks a verb and waits until it is done. @throws IutError */
  ask(ask: Ask, extraMs = 0): Promise<Answer> {
    if (this.over !== undefined) return Promise.reject(this.over);
    if (this.pending !== undefined) throw new TypeError('one verb at a time');
    this.lastId += 1;
    const id = this.lastId;
    return new Promise<Answer>((resolve, reject) => {
      const timeoutMs = this.outside.timeoutMs + extraMs;
      const alarm = setTimeout(() => {
        this.end(
          new IutError(
            'IUT_TIMEOUT',
            `no "done" for "${ask.do}" (id ${id}) within ${timeoutMs} ms${this.unfinished()}; ` +
              'give it more time with --timeout, or look where it waits',
          ),
        );
      }, timeoutMs);
      this.pending = { id, verb: ask.do, reports: this.unasked, octets: 0, resolve, reject, alarm };
      this.unasked = [];
      const { do: verb, ...fields } = ask;
      this.outside.write(`${JSON.stringify({ do: verb, id, ...fields })}\n`);
    });
  }

  /** Takes octets that came from the implementation. */
  receive(octets: Uint8Array): void {
    if (this.over !== undefined) return;
    if (this.pending !== undefined) {
      this.pending.octets += octets.length;
      if (this.pending.octets > mostOctets) {
        return this.end(
          new IutError('IUT_FLOOD', `more than ${mostOctets} octets in answer to "${this.pending.verb}"`),
        );
      }
    }
    let whole = octets;
    if (this.rest.length > 0) {
      whole = new Uint8Array(this.rest.length + octets.length);
      whole.set(this.rest);
      whole.set(octets, this.rest.length);
    }
    let from = 0;
    for (let at = whole.indexOf(10); at >= 0 && this.over === undefined; at = whole.indexOf(10, from)) {
      this.line(whole.subarray(from, at));
      from = at + 1;
    }
    this.rest = whole.slice(from);
    if (this.over === undefined && this.rest.length >= longestLine) {
      this.end(
        new IutError(
          'IUT_GARBAGE',
          `a line of more than ${longestLine} octets; a report is one line of JSON`,
        ),
      );
    }
  }

  /** The stream ended; `how` says how, such as "exited with code 3". */
  ended(how: string): void {
    const doing = this.pending === undefined ? '' : ` while doing "${this.pending.verb}"`;
    this.end(new IutError('IUT_EXITED', `the implementation ${how}${doing}${this.unfinished()}`));
  }

  /** Ends the dialogue for another reason. */
  end(error: IutError): void {
    if (this.over !== undefined) return;
    this.over = error;
    const { pending } = this;
    this.pending = undefined;
    if (pending !== undefined) {
      clearTimeout(pending.alarm);
      pending.reject(error);
    }
    this.outside.broken();
  }

  private line(octets: Uint8Array): void {
    let text: string;
    try {
      text = this.decoder.decode(octets);
    } catch {
      return this.end(
        new IutError('IUT_GARBAGE', 'a line that is not UTF-8; standard output is for the protocol alone'),
      );
    }
    if (octets.length >= longestLine) {
      return this.end(
        new IutError('IUT_GARBAGE', `a line of more than ${longestLine} octets: ${excerpt(text)}`),
      );
    }
    if (text.trim() === '') return;
    const report = readReport(text);
    if (typeof report === 'string') {
      return this.end(
        new IutError(
          'IUT_GARBAGE',
          `a line ${report}; standard output is for the protocol alone, logs go to standard error`,
        ),
      );
    }
    this.report(report);
  }

  private report(report: Report): void {
    const { pending } = this;
    if (pending === undefined) {
      const answers = report.is === 'done' || report.is === 'failed';
      if (this.outside.unasked === true && !answers && this.unasked.length < mostReports) {
        this.unasked.push(report);
        return;
      }
      return this.end(new IutError('IUT_ORDER', `"${report.is}" without having been asked anything`));
    }
    if (report.is !== 'done' && report.is !== 'failed') {
      pending.reports.push(report);
      if (pending.reports.length > mostReports) {
        this.end(
          new IutError('IUT_FLOOD', `more than ${mostReports} reports in answer to "${pending.verb}"`),
        );
      }
      return;
    }
    if (report.id !== pending.id) {
      return this.end(
        new IutError(
          'IUT_ORDER',
          `"${report.is}" with id ${report.id}; asked was id ${pending.id} ("${pending.verb}")`,
        ),
      );
    }
    this.pending = undefined;
    clearTimeout(pending.alarm);
    pending.resolve(
      report.is === 'failed'
        ? { reports: pending.reports, failed: report.reason }
        : { reports: pending.reports },
    );
  }

  private unfinished(): string {
    if (this.rest.length === 0) return '';
    return `; it left half a line: ${excerpt(Buffer.from(this.rest).toString('latin1'))} (a line ends with a line feed)`;
  }
}
