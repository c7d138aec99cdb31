/** Destination hosts that are wrong about what they write down first. */
import type { Implementation } from '../../../src/agent/index.ts';
import { defineMutant } from '../mutant.ts';

type Machine = Implementation['destinationHost'];
type MachineStep = ReturnType<Machine['step']>;

/** Goes on as if each record were durable as soon as it is asked for. */
function hasty(machine: Machine, { state, outputs }: MachineStep): MachineStep {
  const all = [...outputs];
  let now = state;
  for (const output of outputs) {
    if (output.type !== 'writeJournal') continue;
    const next = hasty(
      machine,
      machine.step(now, { type: 'journal.written', step: output.params.record.step }),
    );
    now = next.state;
    all.push(...next.outputs);
  }
  return { state: now, outputs: all };
}

/** Does not wait for the medium. */
export const writesBehind = defineMutant({
  id: 'destination-host/does-not-wait-for-the-journal',
  of: 'destination-host',
  breaks: ['JRN-002'],
  says: 'Goes on when a record is handed to the journal and does not wait until it is durable.',
  caughtBy: ['destination-host/offer-accept-waits-for-record'],
  make: (reference) => ({
    ...reference,
    destinationHost: {
      ...reference.destinationHost,
      step: (state, event) => hasty(reference.destinationHost, reference.destinationHost.step(state, event)),
    },
  }),
});

/** Leaves the torn end where it is. */
export const writesBehindTornEnd = defineMutant({
  id: 'destination-host/writes-behind-torn-end',
  of: 'destination-host',
  breaks: ['JRN-003'],
  says: 'Leaves a torn end in the journal and appends behind it.',
  caughtBy: ['destination-host/restart-after-torn-record'],
  make: (reference) => ({
    ...reference,
    readJournal(octets, codec) {
      const reading = reference.readJournal(octets, codec);
      return reading.ok ? { ok: true, value: { ...reading.value, length: octets.length } } : reading;
    },
  }),
});

/** Counts anew. */
export const countsAnew = defineMutant({
  id: 'destination-host/numbers-every-record-two',
  of: 'destination-host',
  breaks: ['JRN-001'],
  says: 'Gives every record the number 2.',
  caughtBy: ['destination-host/restart-after-torn-record'],
  make: (reference) => ({
    ...reference,
    encodeJournalRecord: (record) =>
      reference.encodeJournalRecord({ ...record, header: { ...record.header, sequence: 2 } }),
  }),
});
