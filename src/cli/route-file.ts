/**
 * Route files of `xlmp forward`: one route a line, `AD:… 2`, `HID:… local`, `AD:* unreachable`.
 */
import { type Forwarder, parseXid, routeAction, type Xid, xidType } from '../xia/index.ts';
import { usageError } from './exit-code.ts';

/** A row of a route file. */
export type RouteRow = {
  /** A port from 0 on, or a member of `routeAction`. */
  readonly action: number;
} & (
  | { readonly is: 'route'; readonly xid: Xid }
  /** What happens to identifiers of a type that have no route. */
  | { readonly is: 'default'; readonly type: number }
);

const actions = new Map(Object.entries(routeAction));

/**
 * Reads a route file. `#` begins a comment; empty lines are skipped.
 *
 * @throws CommandError (usage) that names file, line and what could have stood there.
 */
export function readRoutes(text: string, name: string): RouteRow[] {
  const rows: RouteRow[] = [];
  text.split('\n').forEach((line, i) => {
    const words = line.replace(/#.*/, '').trim().split(/\s+/);
    if (words[0] === '') return;
    const place = `${name}, line ${i + 1}`;
    if (words.length !== 2) {
      throw usageError(
        `${place}: a route has two words, this line has ${words.length}`,
        'Write an identifier and an action, such as: AD:0123…4567 2',
      );
    }
    rows.push(readRow(words[0]!, words[1]!, place));
  });
  if (rows.length === 0)
    throw usageError(`${name} holds no route`, 'Write at least one line such as: AD:* 0');
  return rows;
}

/** The name of an action, as a route file writes it. */
export function actionName(action: number): string {
  if (action >= 0) return `port ${action}`;
  return [...actions].find(([, code]) => code === action)?.[0] ?? String(action);
}

/** Puts rows into a forwarder. */
export function addRoutes(forwarder: Forwarder, rows: readonly RouteRow[]): void {
  for (const row of rows) {
    if (row.is === 'default') forwarder.setDefault(row.type, row.action);
    else forwarder.setRoute(row.xid, row.action);
  }
}

function readRow(target: string, actionText: string, place: string): RouteRow {
  const action = readAction(actionText, place);
  if (target.endsWith(':*')) {
    const probe = parseXid(`${target.slice(0, -1)}${'0'.repeat(40)}`);
    if (probe.ok) return { is: 'default', type: probe.value.type, action };
    const known = Object.keys(xidType).length;
    throw usageError(
      `${place}: ${target.slice(0, -2)} is no type of identifier`,
      `There are ${known} with names, such as AD, HID, SID, CID, IP; others are written 0x….`,
    );
  }
  const parsed = parseXid(target);
  if (parsed.ok) return { is: 'route', xid: parsed.value, action };
  throw usageError(
    `${place}: ${target} is no identifier: expected ${parsed.error.expected}`,
    'Write NAME: and 40 digits, or NAME:* for the default row of a type.',
  );
}

function readAction(text: string, place: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  const action = actions.get(text);
  if (action !== undefined) return action;
  throw usageError(
    `${place}: ${text} is no action`,
    `There are ports (0 to 9999) and ${[...actions.keys()].join(', ')}.`,
  );
}
