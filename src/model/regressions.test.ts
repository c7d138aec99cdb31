import { describe, expect, it } from 'vitest';
import { sourceHost, witness, type SourceHostEvent, type WitnessEvent } from '../machines/index.ts';
import { facts, order } from './facts.ts';

/** What the explorer found in the machines once, step by step. */
describe('found by exploring', () => {
  const input = {
    machine: facts.machine,
    migration: facts.migration,
    epoch: facts.epoch,
    self: facts.source,
    destination: facts.destination,
  };
  const ordered: SourceHostEvent = { type: 'order.migrate', verdict: 'valid', ...order(false) };
  const cancel: SourceHostEvent = { type: 'received.Cancel', authorised: true };

  function answersTo(events: readonly (SourceHostEvent | { type: `xstate.after.${string}` })[]): string[] {
    let { state } = sourceHost.begin(input);
    const answers: string[] = [];
    for (const event of events) {
      const step = sourceHost.step(state, event);
      state = step.state;
      for (const output of step.outputs) {
        if (output.type !== 'answer' || output.params.message.type !== 'CancelAnswer') continue;
        answers.push(output.params.message.cancelResult.outcome);
      }
    }
    return answers;
  }

  it('a cancel of an order that no record knows promises nothing: the order could come again after a crash', () => {
    const slow = { type: 'xstate.after.SOURCE_OPERATION.sourceHost.ordering' } as const;
    expect(answersTo([ordered, slow, cancel])).toEqual(['unknown']);
    const failed: SourceHostEvent = { type: 'journal.failed', step: 'source-aborted' };
    expect(answersTo([ordered, cancel, failed])).toEqual(['unknown']);
    const slower = { type: 'xstate.after.SOURCE_OPERATION.sourceHost.recordingAbort' } as const;
    expect(answersTo([ordered, cancel, slower])).toEqual(['unknown']);
  });

  it('a cancel of an order that a record knows is promised', () => {
    const written: SourceHostEvent = { type: 'journal.written', step: 'ordered' };
    const failed: SourceHostEvent = { type: 'journal.failed', step: 'source-aborted' };
    expect(answersTo([ordered, written, cancel, failed])).toEqual(['done']);
  });

  it('a witness whose journal is slow begins no other record before it has heard of the first', () => {
    const swap = (epoch: number, from: string, owner: string): WitnessEvent => ({
      type: 'received.WitnessSwap',
      ticket: order(true).ticket,
      verdict: 'valid',
      from,
      migration: facts.migration,
      swap: { expected: epoch - 1, epoch, owner, digest: '0'.repeat(64) },
    });
    let { state } = witness.begin({ machine: facts.machine });
    const tell = (event: WitnessEvent | { type: `xstate.after.${string}` }): string[] => {
      const step = witness.step(state, event);
      state = step.state;
      return step.outputs
        .map(({ type }) => type)
        .filter((type) => type === 'send' || type === 'writeJournal');
    };
    const first = swap(facts.epoch, facts.source, facts.destination);
    expect(tell(first)).toEqual(['writeJournal']);
    expect(tell({ type: 'xstate.after.WITNESS_OPERATION.witness.recording' })).toEqual([]);
    expect(tell(first)).toEqual([]);
    expect(tell({ type: 'journal.written', step: 'register' })).toEqual(['send']);
    expect(tell(swap(facts.epoch + 1, facts.destination, facts.source))).toEqual(['writeJournal']);
    expect(tell({ type: 'journal.written', step: 'register' })).toEqual(['send']);
  });
});
