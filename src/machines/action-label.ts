/**
 * Names actions and guards for people: `send Offer` tells more than `send`. The parameters are a function of context
 * and event; here it is called with a stand-in that has every field, and only names are read from the result.
 */

/** What a party says of a migration in a state. */
export interface StatusDescription {
  readonly outcome: string;
  readonly phase: string;
  readonly runsHere: string;
}

/** The name of an action, with the message, the record, the row or the reason it is about where there is one. */
export function actionLabel(action: unknown): string {
  if (typeof action === 'string') return action;
  const { type } = action as { readonly type?: unknown };
  if (typeof type !== 'string') return '(not named)';
  const params = paramsOf(action);
  const object = [
    params?.message?.type,
    params?.record?.step,
    params?.row?.rule,
    params?.reason,
    params?.what,
  ].find(isName);
  return object === undefined ? type : `${type} ${object}`;
}

const changes: readonly string[] = [
  'keep',
  'count',
  'countAnew',
  'because',
  'set',
  'forget',
  'beginHold',
  'endHold',
  'spendHold',
];

/** Whether the label is that of an action that only changes what the party remembers, and asks nothing of anybody. */
export function isChange(label: string): boolean {
  return changes.includes(label.split(' ')[0]!);
}

/** The name of a guard, with the steps of the journal that it compares with. */
export function guardLabel(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  const { type } = guard as { readonly type?: unknown };
  if (typeof type !== 'string') return '(not named)';
  const { asked, steps, latest } = paramsOf(guard) ?? {};
  if (isName(asked)) return `${type} ${asked}`;
  if (!Array.isArray(steps)) return type;
  const which = latest === undefined ? '' : latest === true ? ', the latest' : ', not the latest';
  return `${type} ${steps.join(' or ')}${which}`;
}

/** The status that an action answers a question with; null when it answers none. */
export function statusIn(action: unknown): StatusDescription | null {
  const status = paramsOf(action)?.message?.status;
  if (status === undefined) return null;
  return { outcome: status.outcome, phase: status.phase, runsHere: status.runsHere };
}

interface ReadParams {
  readonly message?: { readonly type?: unknown; readonly status?: StatusDescription };
  readonly record?: { readonly step?: unknown };
  readonly row?: { readonly rule?: unknown };
  readonly reason?: unknown;
  readonly what?: unknown;
  readonly asked?: unknown;
  readonly steps?: unknown;
  readonly latest?: unknown;
}

function paramsOf(action: unknown): ReadParams | undefined {
  const { params } = action as { readonly params?: unknown };
  if (typeof params !== 'function') return params as ReadParams | undefined;
  return (params as (args: unknown) => ReadParams)({ context: standIn(), event: standIn() });
}

function isName(value: unknown): value is string {
  return typeof value === 'string';
}

/** A value that has every field, each of the same kind. */
function standIn(): object {
  return new Proxy(
    {},
    {
      get(_, key) {
        if (key === Symbol.toPrimitive) return () => 0;
        return typeof key === 'symbol' ? undefined : standIn();
      },
    },
  );
}
