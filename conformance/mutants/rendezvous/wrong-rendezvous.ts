/** How rendezvous are made wrong: by their rules, by what they judge, by what they hear or say. */
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import type { Implementation } from '../../../src/agent/index.ts';
import {
  mutateRendezvous,
  type Overrides,
  type RendezvousContext,
  type RendezvousEffect,
  type RendezvousEvent,
  type RendezvousInput,
  type TimerCommand,
} from '../../../src/machines/index.ts';
import { defineMutant, type Mutant } from '../mutant.ts';
import { rewired, type Rewiring } from '../rewired.ts';

/** What every mutant says of itself; the ids without `rendezvous/`. */
export interface Wrong {
  readonly id: string;
  readonly breaks: readonly [RequirementId, ...RequirementId[]];
  readonly says: string;
  readonly caughtBy: readonly [string, ...string[]];
}

type Wires = Rewiring<RendezvousInput, RendezvousEvent, RendezvousEffect, RendezvousContext>;
/** What a rendezvous asks for. */
export type Asked = RendezvousEffect | TimerCommand;
/** A binding. */
export type Binding = NonNullable<RendezvousContext['binding']>;

/** A rendezvous whose implementation has other functions. */
export function wrongFunctions(
  { id, breaks, says, caughtBy: [first, ...more] }: Wrong,
  make: (reference: Implementation) => Partial<Implementation>,
): Mutant {
  return defineMutant({
    id: `rendezvous/${id}`,
    of: 'rendezvous',
    breaks,
    says,
    caughtBy: [`rendezvous/${first}`, ...more.map((slug) => `rendezvous/${slug}`)],
    make: (reference) => ({ ...reference, ...make(reference) }),
  });
}

/** A rendezvous with other guards or transitions. */
export function wrongMachine(wrong: Wrong, overrides: Overrides): Mutant {
  return wrongFunctions(wrong, () => ({ rendezvous: mutateRendezvous(overrides) }));
}

/** A rendezvous that hears or says something else. */
export function wrongWires(wrong: Wrong, wires: Wires): Mutant {
  return wrongFunctions(wrong, ({ rendezvous }) => ({ rendezvous: rewired(rendezvous, wires) }));
}

/** Wires that answer something else; undefined answers nothing. */
export function answering(
  request: 'Register' | 'Lookup',
  change: (message: Answer, context: RendezvousContext) => Answer | undefined,
): Wires {
  return {
    say: (outputs, { state }) =>
      outputs.flatMap((output) => {
        if (output.type !== 'answer' || output.params.request !== request) return [output];
        const message = change(output.params.message, state.context);
        return message === undefined ? [] : [{ ...output, params: { ...output.params, message } }];
      }),
  };
}

type Answer = Extract<RendezvousEffect, { type: 'answer' }>['params']['message'];
