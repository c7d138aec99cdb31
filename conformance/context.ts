/** What a case gets to play with: stimuli, time, and expectations. */
import type { TimerName } from '../spec/registry/timers.ts';
import { cast, type MemberName } from './cast.ts';
import { type Expectations, expectationsOf } from './expectations.ts';
import { type GroundId, grounds } from './ground/grounds.ts';
import type { OperationReport } from './iut/lines.ts';
import type { Role } from './manifest.ts';
import { hexOf } from './octets/octets.ts';
import { packet } from './octets/xip.ts';
import { memberOfRole, type Session } from './session.ts';
import { type Stage, stageOf } from './suites/stage.ts';
import type { Alphabet } from './suites/stimulus.ts';
import { ExpectationError, GroundError } from './verdict.ts';

/** The context of one run of a case. Every stimulus returns when the implementation has processed it. */
export interface CaseContext {
  readonly expect: Expectations;
  /** Hands an XIP packet to the implementation, as it stands. */
  deliver(packet: Uint8Array): Promise<void>;
  /** Hands a message to it in a packet from who sends it (by default the one in the header) to it. */
  send(message: Uint8Array, from?: MemberName): Promise<void>;
  /** Lets milliseconds pass, or as long as it takes until a timer that was just armed has fired. */
  advance(time: number | TimerName): Promise<void>;
  /** The delay of a timer in force, in milliseconds. */
  delay(timer: TimerName): number;
  /** Answers an operation that was asked of the hypervisor. */
  operation(asked: OperationReport, result: Readonly<Record<string, unknown>>): Promise<void>;
  /** Crashes it and starts it again with its journal. What it sends at once is there to be expected. */
  restart(): Promise<void>;
  /** From now on its journal is full, tears the next record, neither writes nor fails, or works again. */
  fault(fault: 'journal-full' | 'journal-torn' | 'journal-held' | 'journal-ok'): Promise<void>;
  /** Has the operator tell it something that no message can say, such as `{ kind: 'retry', machine, migration }`. */
  order(order: Readonly<Record<string, unknown>>): Promise<void>;
  /** Asks for a value of its library. */
  evaluate(name: string, input: unknown): Promise<unknown>;
  /** Establishes what the case needs and is not about: an expectation that fails in it makes the case inconclusive. */
  ground<T>(step: string, establish: () => Promise<T>): Promise<T>;
  /** Establishes a ground of the graph; otherwise like `ground`. */
  reach<T>(id: GroundId, establish: () => Promise<T>): Promise<T>;
  /** A stage for the stimuli of a generated suite. */
  stage(alphabet: Alphabet): Stage;
  /** Writes a remark into the exchange. */
  note(text: string): void;
}

/** Makes the context of a session. @param onReach told of each ground before it is established */
export function contextOf(
  session: Session,
  role: Role | undefined,
  onReach: (id: GroundId) => void = () => undefined,
): CaseContext {
  const expect = expectationsOf(session);
  return {
    expect,
    deliver: (octets) => session.deliver(octets),
    send(message, from) {
      if (role === undefined) throw new TypeError('a case without a role sends no messages');
      return session.deliver(packet(from ?? senderOf(message), memberOfRole[role], message));
    },
    advance(time) {
      return typeof time === 'number' ? session.advance(time) : session.advanceTo(time);
    },
    delay: (timer) => session.delays[timer],
    operation(asked, result) {
      const what = `the hypervisor answers ${asked.operation} (${asked.operationId}): ${brief(result)}`;
      return session.tell(what, { do: 'operation', operationId: asked.operationId, result });
    },
    restart: () => session.reset(true),
    fault: (fault) => session.tell(`fault ${fault}`, { do: 'fault', fault }),
    order: (order) => session.tell(`order ${JSON.stringify(order)}`, { do: 'order', order }),
    evaluate: (name, input) => session.evaluate(name, input),
    ground: (step, establish) => established(step, undefined, establish),
    reach: (id, establish) => {
      onReach(id);
      return established(grounds[id].says, id, establish);
    },
    stage: (alphabet) => stageOf(session, alphabet),
    note: (text) => session.note(text),
  };
}

async function established<T>(
  step: string,
  id: GroundId | undefined,
  establish: () => Promise<T>,
): Promise<T> {
  try {
    return await establish();
  } catch (error) {
    if (error instanceof ExpectationError) throw new GroundError(step, error, id);
    throw error;
  }
}

function senderOf(message: Uint8Array): MemberName {
  const hid = hexOf(message.subarray(56, 76));
  const member = Object.values(cast).find((one) => one.hid === hid);
  if (member === undefined)
    throw new RangeError('the sender in the header is nobody of the cast; say from whom');
  return member.name;
}

function brief(result: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(result);
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
