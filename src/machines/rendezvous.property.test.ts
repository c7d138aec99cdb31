/** Random registrations, journal faults and restarts: a binding only ever goes on, and is told only when it is durable. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attachmentAt } from './access-router-world.laws.ts';
import { isLater } from './announcements.ts';
import { rendezvous } from './rendezvous.ts';
import type { Binding, RendezvousEffect, RendezvousEvent, RendezvousRecord } from './rendezvous-events.ts';

const machine = 'a1'.repeat(20);

type Move =
  | { readonly move: 'event'; readonly event: RendezvousEvent }
  | { readonly move: 'timer' }
  | { readonly move: 'settle'; readonly isTold: boolean; readonly isDurable: boolean }
  | { readonly move: 'restart' };

const registers = fc
  .record({
    epoch: fc.integer({ min: 1, max: 3 }),
    sequence: fc.integer({ min: 1, max: 3 }),
    place: fc.constantFrom('A', 'B'),
    verdict: fc.constantFrom('valid' as const, 'valid' as const, 'attachment' as const),
  })
  .map(({ epoch, sequence, place, verdict }): RendezvousEvent => ({
    type: 'received.Register',
    from: machine,
    attachment: attachmentAt(place, 'c1'.repeat(20), epoch),
    sequence,
    verdict,
  }));

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: registers.map((event) => ({ move: 'event' as const, event })) },
    {
      weight: 1,
      arbitrary: fc.constant<Move>({ move: 'event', event: { type: 'received.Lookup', from: machine } }),
    },
    { weight: 1, arbitrary: fc.constant<Move>({ move: 'timer' }) },
    {
      weight: 5,
      arbitrary: fc.record({
        move: fc.constant('settle' as const),
        isTold: fc.boolean(),
        isDurable: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.constant<Move>({ move: 'restart' }) },
  ),
  { maxLength: 40, size: 'max' },
);

it('a binding only goes on, and nothing is told or used that is not durable', () => {
  fc.assert(
    fc.property(moves, (all) => {
      const durable: RendezvousRecord[] = [];
      let pending: RendezvousRecord[] = [];
      let timer: string | undefined;
      let told: Binding | undefined;
      let step = rendezvous.begin({ machine });
      const carryOut = (effect: RendezvousEffect): void => {
        if (effect.type === 'writeJournal') pending.push(effect.params.record);
        if (effect.type === 'setRoute') {
          expect(durable.map(({ attachment }) => attachment)).toContainEqual(effect.params.attachment);
        }
        if (effect.type !== 'answer') return;
        const { message } = effect.params;
        if (message.type !== 'RegisterAnswer' || message.binding.outcome === 'unknown') return;
        const { epoch, sequence } = message.binding;
        const behind = durable.find((one) => one.attachment.epoch === epoch && one.sequence === sequence);
        expect(behind).toBeDefined();
        if (told !== undefined)
          expect(isLater({ epoch: told.attachment.epoch, sequence: told.sequence }, message.binding)).toBe(
            false,
          );
        told = behind;
      };
      const take = (): void => {
        for (const output of step.outputs) {
          if (output.type === 'arm') timer = output.timer;
          else if (output.type === 'disarm') timer = undefined;
          else carryOut(output);
        }
      };
      const give = (event: object): void => {
        step = rendezvous.step(step.state, event as RendezvousEvent);
        take();
      };
      take();
      for (const move of all) {
        if (move.move === 'event') give(move.event);
        else if (move.move === 'timer') {
          if (timer !== undefined) give({ type: timer });
        } else if (move.move === 'settle') {
          const record = pending.shift();
          if (record === undefined) continue;
          if (move.isTold || move.isDurable) durable.push(record);
          give({ type: move.isTold ? 'journal.written' : 'journal.failed', step: 'bound' });
        } else {
          pending = [];
          timer = undefined;
          const resume = durable.at(-1);
          step = rendezvous.begin({ machine, ...(resume === undefined ? {} : { resume }) });
          take();
        }
      }
    }),
    { numRuns: Number(process.env['XLMP_RUNS'] ?? 200), seed: 5 },
  );
});
