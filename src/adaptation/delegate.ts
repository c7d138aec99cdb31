/**
 * A host that speaks for a machine about its place, under one epoch and before the machine has executed an instruction
 * (chapter 13, section The delegate).
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import type { Timing } from '../machines/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { AttachmentJson, DelegationJson, MessageJson } from '../protocol/index.ts';
import { type Identity, type ProtocolFunctions, serviceOf } from '../runtime/index.ts';
import { sealer } from '../runtime/sealer.ts';
import { type Dag, makeXid, sinkOf, xidType } from '../xia/index.ts';
import { announcer } from './announcer.ts';
import type { Rendezvous } from './peer-core.ts';
import type { PeerFunctions } from './peer-functions.ts';
import { dagOfNodes } from './place-verdicts.ts';
import { serviceAt } from './places.ts';
import { throughRendezvous } from './reach.ts';
import { registrar } from './registrar.ts';

/** A session of the machine, as its agent has told it to the host. */
export interface DelegatedSession {
  /** Its id, in hexadecimal. */
  readonly session: string;
  /** The id of the HID of the correspondent, in hexadecimal. */
  readonly peer: string;
  /** The address of the XLMP service of the correspondent. */
  readonly address: Dag;
  /** The address of the rendezvous of the correspondent. */
  readonly rendezvous?: Dag;
}

/** What a delegate is made of. */
export interface DelegateOptions {
  readonly identity: Pick<Identity, 'hidText' | 'signer'>;
  readonly functions: Pick<PeerFunctions, 'rebinding' | 'registration'> &
    Pick<ProtocolFunctions, 'sealMessage'>;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: Log;
  /** Numbers from 1 to 2^32 - 1 that others cannot guess. */
  readonly fresh: () => number;
  /** Sends a message; its packet is from this address, which is that of the machine with the service of the host. */
  readonly send: (to: Dag, payload: Uint8Array, from: Dag) => void;
  /** Where the machine is: active, and of the epoch of the delegation. */
  readonly attachment: AttachmentJson;
  readonly delegation: DelegationJson;
  readonly sessions: readonly DelegatedSession[];
  /** The rendezvous of the machine. */
  readonly rendezvous: readonly Rendezvous[];
}

/** A host that announces the place of a machine. */
export interface Delegate {
  /** Whether this message may be an answer to an announcement; it is to be verified then. */
  isExpected(type: MessageName, sender: string, exchange: number): boolean;
  /** Takes a message that was expected and verified. */
  receive(message: MessageJson): void;
  /** Says nothing more: the migration is over, or the machine speaks for itself. */
  stop(): void;
}

/**
 * Announces the place of a machine to its correspondents and rendezvous, with repetitions. What comes for the machine
 * with the service of the host as its sink is for the delegate: the challenges of correspondents.
 *
 * @throws RangeError when the statement has no address.
 */
export function announceAs(options: DelegateOptions): Delegate {
  const { identity, functions, clock, timing, log, fresh, attachment, delegation } = options;
  const { machine } = attachment;
  const place = dagOfNodes(attachment.nodes);
  if (place === undefined) throw new RangeError('the address in the statement of attachment is none');
  const from = serviceAt(place, serviceOf(identity.signer.publicKey));
  const send = (to: Dag, payload: Uint8Array): void => options.send(to, payload, from);
  const seal = sealer(identity.hidText, identity.signer, functions, log);
  const common = { clock, functions, timing, seal, fresh, machine, delegation };
  const report = (what: string, reason: string | null): void =>
    log('info', `for machine ${machine}: ${what}${reason === null ? '' : ` (${reason})`}`);

  const parts = [
    ...options.sessions.map(({ session, peer, address, rendezvous }) => {
      const sink = sinkOf(address);
      const service = sink.type === xidType.sid ? sink : undefined;
      const around = rendezvous && throughRendezvous(rendezvous, makeXid(xidType.hid, peer), service);
      return announcer({
        ...common,
        session,
        peer,
        known: { epoch: 0, sequence: 0 },
        hasRendezvous: around !== undefined,
        send: (payload, by) => send((by === 'rendezvous' ? around : undefined) ?? address, payload),
        report,
      });
    }),
    ...options.rendezvous.map(({ hid, address }) =>
      registrar({ ...common, rendezvous: hid, send: (payload) => send(address, payload), report }),
    ),
  ];
  for (const part of parts) part.announce(attachment);
  return {
    isExpected: (type, sender, exchange) => parts.some((part) => part.isExpected(type, sender, exchange)),
    receive(message) {
      const { sender, exchange } = message.header;
      for (const part of parts) {
        if (part.isExpected(message.type, sender, exchange)) part.receive(message);
      }
    },
    stop() {
      for (const part of parts) part.stop();
    },
  };
}
