/** How destination hosts are made wrong: by changes of the machine, of what it is told, or of what it asks for. */
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import type { TimerName } from '../../../spec/registry/timers.ts';
import type { Implementation } from '../../../src/agent/index.ts';
import {
  type DestinationHostContext,
  type DestinationHostEffect,
  type DestinationHostEvent,
  type DestinationHostInput,
  type DestinationHostMessage,
  type DestinationHostStep,
  mutateDestinationHost,
  type Overrides,
  type PermitClaims,
  type TimerCommand,
} from '../../../src/machines/index.ts';
import { defineMutant, type Mutant } from '../mutant.ts';
import { rewired, type Rewiring } from '../rewired.ts';

/** What every mutant says of itself; the ids without `destination-host/`. */
export interface Wrong {
  readonly id: string;
  readonly breaks: readonly [RequirementId, ...RequirementId[]];
  readonly says: string;
  readonly caughtBy: readonly [string, ...string[]];
}

type Asked = DestinationHostEffect | TimerCommand;
type Wires = Rewiring<
  DestinationHostInput,
  DestinationHostEvent,
  DestinationHostEffect,
  DestinationHostContext
>;

/** A destination host whose implementation has other functions. */
export function wrongFunctions(
  { id, breaks, says, caughtBy: [first, ...more] }: Wrong,
  make: (reference: Implementation) => Partial<Implementation>,
): Mutant {
  return defineMutant({
    id: `destination-host/${id}`,
    of: 'destination-host',
    breaks,
    says,
    caughtBy: [`destination-host/${first}`, ...more.map((slug) => `destination-host/${slug}`)],
    make: (reference) => ({ ...reference, ...make(reference) }),
  });
}

/** A destination host with other guards or transitions. */
export function wrongMachine(wrong: Wrong, overrides: Overrides): Mutant {
  return wrongFunctions(wrong, () => ({ destinationHost: mutateDestinationHost(overrides) }));
}

/** A destination host that hears or says something else. */
export function wrongWires(wrong: Wrong, wires: Wires): Mutant {
  return wrongFunctions(wrong, ({ destinationHost }) => ({
    destinationHost: rewired(destinationHost, wires),
  }));
}

/** Wires that say something more than the party when it begins to write a record. */
export function beforeRecord(
  step: DestinationHostStep,
  more: (context: DestinationHostContext) => DestinationHostEffect,
): Wires {
  return {
    say: (outputs, { state }) =>
      outputs.flatMap((output): readonly Asked[] =>
        output.type === 'writeJournal' && output.params.record.step === step
          ? [output, more(state.context)]
          : [output],
      ),
  };
}

/** Wires that take a record that could not be written for written. */
export function unwritten(step: DestinationHostStep): Wires {
  return {
    hear: (event) =>
      event.type === 'journal.failed' && event.step === step ? { ...event, type: 'journal.written' } : event,
  };
}

/** Wires that change what is sent; undefined sends nothing. */
export function sending(
  change: (
    message: DestinationHostMessage,
    context: DestinationHostContext,
  ) => DestinationHostMessage | undefined,
): Wires {
  return {
    say: (outputs, { state }) =>
      outputs.flatMap((output): readonly Asked[] => {
        if (output.type !== 'send' && output.type !== 'answer') return [output];
        const message = change(output.params.message, state.context);
        return message === undefined
          ? []
          : [{ ...output, params: { ...output.params, message } } as DestinationHostEffect];
      }),
  };
}

/** A message to the source. */
export function toSource(message: DestinationHostMessage): DestinationHostEffect {
  return { type: 'send', params: { to: 'source', message } };
}

/** What the permit says by which the machine goes back. */
export function returnPermit(context: DestinationHostContext): PermitClaims {
  const { machine, migration, epoch, source, stateDigest, offer } = context;
  const serial = offer?.ticket.serial ?? '';
  return { machine, migration, epoch: epoch + 1, holder: source, digest: stateDigest, serial };
}

/** Wires that see another last record after a restart. */
export function resumingFrom(step: DestinationHostStep, instead: DestinationHostStep | undefined): Wires {
  return {
    wake({ resume, ...input }) {
      if (resume === undefined || resume.record.step !== step) {
        return resume === undefined ? input : { ...input, resume };
      }
      return instead === undefined
        ? input
        : { ...input, resume: { ...resume, record: { ...resume.record, step: instead } } };
    },
  };
}

/** Wires that change the commands for a timer; undefined forgets the command. */
export function timing(
  name: TimerName,
  change: (
    command: Extract<TimerCommand, { type: 'arm' }>,
    context: DestinationHostContext,
  ) => TimerCommand | undefined,
): Wires {
  return {
    say: (outputs, { state }) =>
      outputs.flatMap((output): readonly Asked[] => {
        if (output.type !== 'arm' || output.name !== name) return [output];
        const command = change(output, state.context);
        return command === undefined ? [] : [command];
      }),
  };
}
