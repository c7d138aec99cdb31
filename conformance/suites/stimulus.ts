/** What a suite can give to an implementation: named stimuli, and the scene in which one is made of what was said. */
import type { MessageName, TlvName } from '../../spec/registry/messages.ts';
import type { MemberName } from '../cast.ts';
import type { CaseConfig } from '../case-config.ts';
import type { OperationReport } from '../iut/lines.ts';
import type { Capability, Role } from '../manifest.ts';
import type { MessageView } from '../octets/read-message.ts';

/** What was said in a test so far, and the verbs to answer it. */
export interface Scene {
  /**
   * The latest message of this name, with this TLV, from the implementation; undefined when it sent none. What it said
   * before a restart has no answer any more: a number may be used again, and then it is up to chance what is answered.
   */
  last(name: MessageName, having?: TlvName): MessageView | undefined;
  /** Whether the implementation has sent a message of this name in this test, restarted or not. */
  hasSaid(name: MessageName): boolean;
  /** The octets of the latest message of this name from the implementation; of an empty message when it sent none. */
  request(name: MessageName): Uint8Array;
  /** The operation of this name that the hypervisor is asked for and has not answered. */
  pending(operation: string): OperationReport | undefined;
  /** Hands over a message in a packet from who signs it, or from somebody else. */
  send(message: Uint8Array, from?: MemberName): Promise<void>;
  /** Hands over a packet. */
  deliver(packet: Uint8Array): Promise<void>;
  /** The hypervisor answers. */
  answer(operation: OperationReport, result: Readonly<Record<string, unknown>>): Promise<void>;
  /** A crash, and a start with the journal. */
  restart(): Promise<void>;
  fault(fault: 'journal-full' | 'journal-held' | 'journal-ok'): Promise<void>;
  /** Gives an order; false when the implementation says that it cannot carry it out. */
  order(order: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** Whether a packet was handed over, or ordered, that has not come out yet. */
  isKept(): boolean;
  /** What the implementation said to the latest verb, for stimuli of more than one. */
  heard(): readonly MessageView[];
}

/** A stimulus: an input of the finite machine of a party. */
export interface Stimulus {
  /** Short, and the same for ever: suites name it. */
  readonly name: string;
  /** Gives it; false, with nothing done, when there is nothing that it could be an answer to. */
  give(scene: Scene): Promise<void | false>;
}

/** What a party is tested with. */
export interface Alphabet {
  /** Short; the file of the suite is called so. */
  readonly name: string;
  /** What the suite is about, in a sentence. */
  readonly about: string;
  readonly role: Role;
  /** What the manifest must claim. */
  readonly needs: readonly Capability[];
  readonly config?: CaseConfig;
  /** Messages that stimuli answer at any time later: states after different latest ones are not taken for one. */
  readonly remembers?: readonly MessageName[];
  readonly stimuli: readonly Stimulus[];
}

/** The stimulus that time passes until the party does something else than repeat itself. */
export const patience = 'time passes';

/** A stimulus that is one message. */
export function says(name: string, message: (scene: Scene) => Uint8Array, from?: MemberName): Stimulus {
  return { name, give: (scene) => scene.send(message(scene), from) };
}

/** A stimulus that answers an operation of the hypervisor. */
export function answers(
  name: string,
  operation: string,
  result: (asked: OperationReport) => Readonly<Record<string, unknown>>,
): Stimulus {
  return {
    name,
    async give(scene) {
      const asked = scene.pending(operation);
      if (asked === undefined) return false;
      await scene.answer(asked, result(asked));
    },
  };
}

/** Crash and restart. */
export const restart: Stimulus = { name: 'restart', give: (scene) => scene.restart() };

/** Time passes; how much is up to who plays it. */
export const wait: Stimulus = { name: patience, give: () => Promise.resolve() };

/** The journal fails in its ways, and works again. */
export const journalFaults: readonly Stimulus[] = [
  { name: 'the journal is full', give: (scene) => scene.fault('journal-full') },
  { name: 'the journal is silent', give: (scene) => scene.fault('journal-held') },
  { name: 'the journal works', give: (scene) => scene.fault('journal-ok') },
];
