/** Plays stimuli in a session, and says what each of them brought. */
import type { MessageName } from '../../spec/registry/messages.ts';
import { cast } from '../cast.ts';
import type { Step } from '../exchange.ts';
import type { OperationReport } from '../iut/lines.ts';
import type { Role } from '../manifest.ts';
import { octets } from '../octets/octets.ts';
import { packet, readPacket } from '../octets/xip.ts';
import type { MessageView } from '../octets/read-message.ts';
import { memberOfRole, RefusedVerbError, type Session } from '../session.ts';
import { messageText, observe } from './observe.ts';
import type { Alphabet, Scene, Stimulus } from './stimulus.ts';
import { patience } from './stimulus.ts';

/** A session in which stimuli are played. */
export interface Stage {
  /** The exchange, which grows with each stimulus. */
  readonly steps: readonly Step[];
  /** Forgets everything and begins anew. */
  begin(): Promise<void>;
  /** Takes what was said at the beginning, which no test is about. */
  settle(): void;
  /** Gives a stimulus; undefined when it is no answer to anything here. `ms` is for time that passes. */
  play(stimulus: Stimulus, ms?: number): Promise<string | undefined>;
  /** Whose latest copy the latest stimulus asked for. */
  asked(): readonly MessageName[];
  /** What the tester itself knows: who waits for an answer, whether the journal works, and whether packets are kept. */
  standing(): string;
}

/** Octets of a message that nobody has sent; answers to it copy an exchange that nobody used. */
const neverSent = octets('00'.repeat(52), '0badf00d', '00'.repeat(40));

/** Who sends on what packets of sessions it gets. */
const passesOn: ReadonlySet<Role> = new Set<Role>(['access-router', 'rendezvous']);

/** Makes a stage of a session of the role. */
export function stageOf(session: Session, { role, remembers = [] }: Alphabet): Stage {
  const said: MessageView[] = [];
  const waiting = new Map<string, OperationReport>();
  /** Operations that were answered in this stimulus; the session has them still. */
  const answered = new Set<OperationReport>();
  const asked = new Set<MessageName>();
  const ever = new Set<MessageName>();
  let journal = 'journal-ok';
  let machine = '';
  /** A packet went in and none came out. */
  let kept = false;
  const me = memberOfRole[role];
  let lately: readonly MessageView[] = [];

  const listen = (): void => {
    lately = session.packets.flatMap(({ message }) => message ?? []);
    said.push(...lately.filter((message) => !said.includes(message)));
    for (const { name } of lately) ever.add(name);
    for (const operation of session.operations)
      if (!answered.has(operation)) waiting.set(operation.operation, operation);
    const state = session.states.at(-1);
    if (state !== undefined) machine = `${state.state} ${state.epoch}`;
  };
  /** Whether a packet that is no message came out meanwhile. */
  const carries = async (act: () => Promise<void>): Promise<boolean> => {
    const before = session.packets.length;
    await act();
    listen();
    return session.packets.slice(before).some(({ message }) => message === undefined);
  };
  const memory = (name: MessageName): string => {
    const latest = said.findLast((message) => message.name === name);
    return latest === undefined ? `no ${name}` : messageText(latest);
  };
  const scene: Scene = {
    last(name, having) {
      asked.add(name);
      return said.findLast(
        (message) => message.name === name && (having === undefined || message.maybe(having) !== undefined),
      );
    },
    hasSaid: (name) => ever.has(name),
    request: (name) => scene.last(name)?.octets ?? neverSent,
    pending: (operation) => waiting.get(operation),
    async send(message, from) {
      const sender = from ?? Object.values(cast).find(({ hid }) => hid === senderOf(message))!.name;
      await scene.deliver(packet(sender, me, message));
    },
    async deliver(octets_) {
      const carried = await carries(() => session.deliver(octets_));
      if (isData(octets_) && passesOn.has(role)) kept = !carried;
      else if (carried) kept = false;
    },
    async answer(operation, result) {
      waiting.delete(operation.operation);
      answered.add(operation);
      const { operationId } = operation;
      await session.tell(`the hypervisor answers ${operation.operation}: ${String(result['is'])}`, {
        do: 'operation',
        operationId,
        result,
      });
      listen();
    },
    async restart() {
      waiting.clear();
      journal = 'journal-ok';
      kept = false;
      said.length = 0;
      await session.reset(true);
      listen();
    },
    async fault(fault) {
      journal = fault;
      await session.tell(fault, { do: 'fault', fault });
      listen();
    },
    async order(order) {
      const what = `order ${JSON.stringify(order)}`;
      try {
        const carried = await carries(() => session.tell(what, { do: 'order', order }));
        if (order['kind'] === 'send') kept = !carried;
        return true;
      } catch (error) {
        if (error instanceof RefusedVerbError) return false;
        throw error;
      }
    },
    isKept: () => kept,
    heard: () => lately,
  };
  return {
    steps: session.steps,
    async begin() {
      said.length = 0;
      ever.clear();
      waiting.clear();
      journal = 'journal-ok';
      machine = '';
      kept = false;
      await session.reset();
      this.settle();
    },
    settle() {
      listen();
      observe(session);
    },
    async play(stimulus, ms = 0) {
      session.note(stimulus.name);
      asked.clear();
      if (stimulus.name === patience) {
        if (await carries(() => session.advance(ms))) kept = false;
      } else if ((await stimulus.give(scene)) === false) return undefined;
      return observe(session);
    },
    asked: () => [...asked],
    standing: () =>
      [
        [...waiting.keys()].sort().join(),
        journal,
        machine,
        kept ? 'kept' : '',
        ...remembers.map(memory),
      ].join('; '),
  };
}

/** Whether a packet is one of a session, by itself or in a tunnel. */
function isData(packet_: Uint8Array): boolean {
  return readPacket(packet_)?.nextHeader !== 0;
}

/** The id of the sender in the header of a message, in hexadecimal. */
function senderOf(message: Uint8Array): string {
  return Buffer.from(message.subarray(56, 76)).toString('hex');
}
