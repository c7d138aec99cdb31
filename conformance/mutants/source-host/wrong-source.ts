/**
 * How source hosts are made wrong: by changes of the machine, of what it hears, or of what it asks for. A mutant is
 * wrong about one thing, so that what catches it says what it decides.
 */
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import type { Implementation } from '../../../src/agent/index.ts';
import {
  mutateSourceHost,
  type Overrides,
  type PartyState,
  type SourceHostContext,
  type SourceHostEffect,
  type SourceHostEvent,
  type SourceHostStep,
  type Step,
  type TimerCommand,
  type TimerFired,
} from '../../../src/machines/index.ts';
import { defineMutant, type Mutant } from '../mutant.ts';

/** What every mutant says of itself; the ids without `source-host/`. */
export interface Wrong {
  readonly id: string;
  readonly breaks: readonly [RequirementId, ...RequirementId[]];
  readonly says: string;
  readonly caughtBy: readonly [string, ...string[]];
}

type Source = Implementation['sourceHost'];
type State = PartyState<SourceHostContext>;

/** Something that a source host hears. */
export type Heard = SourceHostEvent | TimerFired;

/** Something that a source host asks for. */
export type Asked = SourceHostEffect | TimerCommand;

/** What is changed of a step. */
export interface Twist {
  /** Changes what is heard; undefined when it is not heard at all. */
  readonly hear?: (event: Heard, state: State) => Heard | undefined;
  /** Changes what is asked for; `event` is undefined at the beginning. */
  readonly ask?: (outputs: readonly Asked[], event: Heard | undefined, state: State) => readonly Asked[];
}

/** A source host whose implementation has other functions. */
export function wrongFunctions(
  wrong: Wrong,
  make: (reference: Implementation) => Partial<Implementation>,
): Mutant {
  const [first, ...more] = wrong.caughtBy.map((id) => `source-host/${id}`);
  return defineMutant({
    id: `source-host/${wrong.id}`,
    of: 'source-host',
    breaks: wrong.breaks,
    says: wrong.says,
    caughtBy: [first!, ...more],
    make: (reference) => ({ ...reference, ...make(reference) }),
  });
}

/** A source host whose machine is another. */
export function wrongMachine(wrong: Wrong, overrides: Overrides): Mutant {
  return wrongFunctions(wrong, () => ({ sourceHost: mutateSourceHost(overrides) }));
}

/** A source host with other states. */
export function wrongStates(wrong: Wrong, states: Readonly<Record<string, unknown>>): Mutant {
  return wrongMachine(wrong, { patch: { states } });
}

/** A source host that hears or asks for something else. */
export function wrongSteps(wrong: Wrong, { hear, ask }: Twist): Mutant {
  const changed = (
    step: Step<SourceHostContext, SourceHostEffect>,
    event: Heard | undefined,
  ): Step<SourceHostContext, SourceHostEffect> =>
    ask === undefined ? step : { ...step, outputs: ask(step.outputs, event, step.state) };
  return wrongFunctions(wrong, ({ sourceHost }) => ({
    sourceHost: {
      ...sourceHost,
      begin: (input) => changed(sourceHost.begin(input), undefined),
      step(state, event) {
        const heard = hear === undefined ? event : hear(event, state);
        return heard === undefined ? { state, outputs: [] } : changed(sourceHost.step(state, heard), heard);
      },
    },
  }));
}

/** A source host that takes a record for durable as soon as it has asked for it. */
export function presuming(step: SourceHostStep, wrong: Wrong): Mutant {
  return wrongFunctions(wrong, ({ sourceHost }) => ({
    sourceHost: { ...sourceHost, step: (state, event) => presumed(sourceHost, step, state, event) },
  }));
}

function presumed(
  source: Source,
  step: SourceHostStep,
  state: State,
  event: Heard,
): Step<SourceHostContext, SourceHostEffect> {
  const first = source.step(state, event);
  const asks = first.outputs.some(
    (asked) => asked.type === 'writeJournal' && asked.params.record.step === step,
  );
  if (!asks) return first;
  const then = source.step(first.state, { type: 'journal.written', step });
  return { state: then.state, outputs: [...first.outputs, ...then.outputs] };
}

/** Changes messages that a source host sends or answers with. */
export function saying(
  change: (message: Extract<SourceHostEffect, { type: 'send' }>['params']['message']) => unknown,
): NonNullable<Twist['ask']> {
  return (outputs) =>
    outputs.map((asked) =>
      asked.type === 'send' || asked.type === 'answer'
        ? ({ ...asked, params: { ...asked.params, message: change(asked.params.message) } } as Asked)
        : asked,
    );
}

/** Changes the delay of timers as they are armed. */
export function delaying(
  change: (delay: number, timer: TimerCommand & { readonly type: 'arm' }) => number,
): NonNullable<Twist['ask']> {
  return (outputs) =>
    outputs.map((asked) =>
      asked.type === 'arm' ? { ...asked, delayMs: change(asked.delayMs, asked) } : asked,
    );
}
