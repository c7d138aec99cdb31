/**
 * What an implementation may choose by itself, so that a difference there means nothing: numbers and nonces of its own,
 * each of which stands for that of the other wherever it comes again, and what is computed of them.
 */
import type { Event } from './events.ts';

/** Fields that their sender chooses. */
const chosen: ReadonlySet<string> = new Set([
  'challenge.nonce',
  'sessionOffer.nonce',
  'cookie.cookie',
  'operationId',
]);

/** The number of an exchange: chosen by who opens it. */
const exchange = 'header.exchange';

/** Fields that follow from what was said before: they differ when that differs, and are signed anew. */
const derived = /(^|\.)(transcript\.digest|session\.session|session|authenticator\.signature|signature)$/;

/** What says nothing: text for people, and code points that mean nothing to anybody. */
const idle = /^(reason\.detail|extensions\b.*)$/;

/** Which value of one side stands for which of the other; grows while they are compared. */
export class Freedom {
  /** Values that stand for each other. */
  private readonly pairs = new Set<string>();
  /** Values of each side that stand for something since the last start. */
  private readonly forward = new Set<string>();
  private readonly back = new Set<string>();
  private haveParted = false;

  /** Something was said otherwise, or chosen otherwise: what is computed of it may differ from now on. */
  parted(): void {
    this.haveParted = true;
  }

  /** A start or a restart: what was chosen before still stands, and may be chosen anew. */
  restarted(): void {
    this.forward.clear();
    this.back.clear();
  }

  /** Whether a field means the same on both sides; undefined stands for a field that is not there. */
  isSame(path: string, event: Event, a: string | undefined, b: string | undefined): boolean {
    const isItsOwn = chosen.has(path) || (path === exchange && event.opens);
    if (isItsOwn && a !== undefined && b !== undefined) {
      this.haveParted ||= a !== b;
      return this.match(scopeOf(path, event), a, b, true);
    }
    if (a === b) return true;
    if (derived.test(path) && this.haveParted) return a !== undefined && b !== undefined;
    this.haveParted = true;
    if (a === undefined || b === undefined) return idle.test(path);
    return idle.test(path) || (path === exchange && this.match(scopeOf(path, event), a, b, false));
  }

  /** Whether what both were asked differs in nothing but what follows from their own words. */
  isSameAsked(path: string, event: Event, a: string | undefined, b: string | undefined): boolean {
    if (a === b || derived.test(path)) return true;
    if (a === undefined || b === undefined) return false;
    return (chosen.has(path) || path === exchange) && this.match(scopeOf(path, event), a, b, false);
  }

  private match(scope: string, a: string, b: string, isNew: boolean): boolean {
    const [left, right] = [`${scope} ${a}`, `${scope} ${b}`];
    const pair = `${left} ${b}`;
    if (this.pairs.has(pair)) return true;
    if (!isNew || this.forward.has(left) || this.back.has(right)) return false;
    this.forward.add(left);
    this.back.add(right);
    this.pairs.add(pair);
    return true;
  }
}

/** Numbers of exchanges are chosen for each receiver. */
function scopeOf(path: string, { channel }: Event): string {
  return path === exchange ? `${path} ${channel}` : path;
}
