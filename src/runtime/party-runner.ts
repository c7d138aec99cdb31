/**
 * Drives one party: hands it events one at a time, carries its requests out, and keeps its timers on a clock.
 */
import type { Party, PartyState, Step, TimerCommand, TimerFired } from '../machines/party.ts';
import type { Clock, ClockEntry } from '../ports/clock.ts';

/** A party that is being driven. */
export interface PartyRunner<Event, Context> {
  /** Makes the first step; once. */
  start(): void;
  /** Hands over an event; those that come while another is being handled wait. */
  send(event: Event): void;
  /** The state it is in. Before `start` that of its first step. */
  state(): PartyState<Context>;
  /** Forgets its timers and ignores everything from here on, as a crash does. */
  stop(): void;
}

/**
 * Makes a runner.
 *
 * @param perform carries out one request; it may send events.
 * @param resume the first step, for a party that goes on from what another process has left.
 */
export function runParty<Input, Event, Effect extends { readonly type: string }, Context>(
  party: Pick<Party<Input, Event, Effect, Context>, 'begin' | 'step'>,
  input: Input,
  clock: Clock,
  perform: (effect: Effect) => void,
  resume?: Step<Context, Effect>,
): PartyRunner<Event, Context> {
  const first = resume ?? party.begin(input);
  const timers = new Map<string, ClockEntry>();
  const queue: (Event | TimerFired)[] = [];
  let state = first.state;
  let busy = true;
  let stopped = false;

  const carryOut = (outputs: readonly (Effect | TimerCommand)[]): void => {
    for (const output of outputs) {
      if (stopped) return;
      if (isTimerCommand(output)) setTimer(output);
      else perform(output);
    }
  };
  const setTimer = (command: TimerCommand): void => {
    timers.get(command.timer)?.cancel();
    timers.delete(command.timer);
    if (command.type === 'disarm') return;
    const fire = (): void => {
      timers.delete(command.timer);
      send({ type: command.timer as TimerFired['type'] });
    };
    timers.set(command.timer, clock.schedule(command.delayMs, fire));
  };
  const drain = (): void => {
    busy = true;
    for (let event = queue.shift(); event !== undefined && !stopped; event = queue.shift()) {
      const step = party.step(state, event);
      state = step.state;
      carryOut(step.outputs);
    }
    busy = false;
  };
  const send = (event: Event | TimerFired): void => {
    if (stopped) return;
    queue.push(event);
    if (!busy) drain();
  };
  return {
    start() {
      carryOut(first.outputs);
      drain();
    },
    send,
    state: () => state,
    stop() {
      stopped = true;
      for (const entry of timers.values()) entry.cancel();
      timers.clear();
    },
  };
}

function isTimerCommand(output: { readonly type: string }): output is TimerCommand {
  return output.type === 'arm' || output.type === 'disarm';
}
