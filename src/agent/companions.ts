/**
 * The agents beside the machines of a host: begin and end with what the hypervisor does, get the packets of their
 * machines, and tell the host whom it may speak to for them.
 */
import type { MachineContacts, PeerFunctions } from '../adaptation/index.ts';
import { contactsOfState } from '../adaptation/index.ts';
import { toHex } from '../core/hex.ts';
import type { Companions } from '../hypervisors/accompanied.ts';
import type { Timing } from '../machines/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import { type AttachmentJson, type DelegationJson, identifierOf, signerFromSeed } from '../protocol/index.ts';
import type { Subject } from '../runtime/index.ts';
import { chainDag, makeXid, type Xid, xidType } from '../xia/index.ts';
import { type Companion, type CompanionBegin, startCompanion } from './companion.ts';
import type { CompanionsConfig } from './companion-config.ts';
import { decodeCompanion } from './companion-state.ts';

/** What the agents of a host are made with. */
export interface HostCompanionsParts {
  readonly config: CompanionsConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly functions: PeerFunctions;
  readonly timing?: Timing | undefined;
  readonly log: Log;
  /** The network of the host. */
  readonly ad: Xid;
  readonly send: (packet: Uint8Array) => void;
}

/** The agents beside the machines of a host. */
export interface HostCompanions {
  /** For the hypervisor. */
  readonly companions: Companions;
  /** Starts those of the machines that begin here. */
  begin(): void;
  of(machine: string): Companion | undefined;
  /** Takes a packet for a machine; false for one that has no agent here. */
  deliver(machine: string, packet: Uint8Array): boolean;
  /** A machine has been attached at this host. */
  attached(attachment: AttachmentJson): void;
  /** Whom a machine that has come wants to be told where it is; undefined when it tells them itself. */
  contactsOf(machine: string): MachineContacts | undefined;
  /** The right of the destination to speak for a machine that leaves; undefined for one without an agent here. */
  delegationFor(subject: Subject, destination: string): DelegationJson | undefined;
  stop(): void;
}

/** Makes the agents of a host; none runs yet. */
export function hostCompanions(parts: HostCompanionsParts): HostCompanions {
  const { config, log, ad } = parts;
  const here = new Map<string, Companion>();
  /** What has come with machines that have not started. */
  const come = new Map<string, Uint8Array>();
  /** Statements about machines whose agent does not run yet. */
  const statements = new Map<string, AttachmentJson>();

  const start = (machine: string, begin: CompanionBegin): void => {
    here.get(machine)?.stop();
    const companion = startCompanion(
      {
        clock: parts.clock,
        random: parts.random,
        functions: parts.functions,
        timing: parts.timing,
        log,
        send: parts.send,
        policy: config.policy,
        applications: config.applications,
      },
      begin,
    );
    here.set(machine, companion);
    config.onChange?.(machine, 'running', companion.epoch);
    const statement = statements.get(machine);
    statements.delete(machine);
    if (statement !== undefined) companion.moved(statement);
  };
  const stop = (machine: string): void => {
    const companion = here.get(machine);
    here.delete(machine);
    companion?.stop();
    if (companion !== undefined) config.onChange?.(machine, 'gone', companion.epoch);
  };

  const companions: Companions = {
    freeze(machine, done) {
      const companion = here.get(machine);
      if (companion === undefined) return done(new Uint8Array(0));
      const wasRunning = companion.state === 'running';
      companion.freeze((octets) => {
        if (wasRunning) config.onChange?.(machine, 'frozen', companion.epoch);
        done(octets);
      });
    },
    received: (machine, octets) => void come.set(machine, octets),
    start(machine, octets, epoch) {
      come.delete(machine);
      if (here.get(machine)?.epoch === epoch) return;
      const state = decodeCompanion(octets);
      const fault = state.ok ? undefined : `${state.error.path} ${state.error.text}`.trim();
      if (!state.ok || state.value.peer.machine !== machine || hidOf(state.value.seed) !== machine) {
        // The machine runs already, and without an agent it is no worse off than a machine that never had one.
        return log(
          'warn',
          `the agent beside machine ${machine} does not go on: ${fault ?? 'it is another one'}`,
        );
      }
      start(machine, { is: 'come', state: state.value, epoch });
    },
    thaw(machine, epoch) {
      const companion = here.get(machine);
      const wasFrozen = companion?.state === 'frozen';
      companion?.thaw(epoch);
      if (wasFrozen) config.onChange?.(machine, 'running', epoch);
    },
    gone(machine, epoch) {
      come.delete(machine);
      const companion = here.get(machine);
      // A late one must not end an agent that came back under a higher epoch.
      if (companion !== undefined && companion.epoch < epoch) stop(machine);
    },
  };
  return {
    companions,
    begin() {
      for (const machine of config.machines ?? []) {
        const hid = hidOf(machine.seed);
        start(hid, { is: 'new', machine, place: chainDag(ad, makeXid(xidType.hid, hid)) });
      }
    },
    of: (machine) => here.get(machine),
    deliver(machine, packet) {
      const companion = here.get(machine);
      companion?.deliver(packet);
      return companion !== undefined;
    },
    attached(attachment) {
      const { machine, epoch } = attachment;
      const companion = here.get(machine);
      // The one that is here may be the one that left: what has come goes on with the statement.
      if (come.has(machine) || companion === undefined) statements.set(machine, attachment);
      else if (epoch >= companion.epoch) companion.moved(attachment);
    },
    contactsOf(machine) {
      const octets = come.get(machine);
      const state = octets && decodeCompanion(octets);
      return state?.ok === true && state.value.peer.machine === machine
        ? contactsOfState(state.value.peer)
        : undefined;
    },
    delegationFor: ({ machine, epoch }, destination) => here.get(machine)?.delegation(destination, epoch),
    stop() {
      for (const machine of here.keys()) stop(machine);
    },
  };
}

/** The id of the HID of a key, in hexadecimal. */
function hidOf(seed: Uint8Array): string {
  return toHex(identifierOf('HID', signerFromSeed(seed).publicKey));
}
