/** Runs a host or a witness until it is stopped: what `xlmp agent --role …` does. */
import { type Contact, readContact, writeContact } from './contact.ts';
import {
  type Agent,
  createAgent,
  letHeapGrow,
  type MigrationReport,
  type SimulatedMachine,
} from '../agent/index.ts';
import { systemClock } from '../clocks/system.ts';
import { toHex } from '../core/hex.ts';
import type { QemuHypervisor } from '../hypervisors/qemu.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { decodeJournalRecord, encodeJournalRecord } from '../protocol/index.ts';
import { JournalError, readJournal, recover } from '../runtime/index.ts';
import { etcdRegisters } from '../stores/etcd.ts';
import { fileStore } from '../stores/file.ts';
import { StoreError } from '../stores/store-error.ts';
import { memoryStore } from '../stores/memory.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import { formatDag, makeXid, type Xid, xidType } from '../xia/index.ts';
import {
  type AgentOptions,
  readMachine,
  readNetwork,
  readPolicy,
  readRegisters,
  readRoles,
  readTimers,
  readVia,
} from './agent-config.ts';
import { type CompanionHostOptions, companionsOf, readCompanions } from './companion-file.ts';
import { environmentError, type ExitCode, exitCodes, usageError } from './exit-code.ts';
import { readKeyFile } from './key-file.ts';
import { openPeerBook } from './peer-book.ts';
import { openPlainHost, type PlainHost } from './plain-host.ts';
import { portError } from './port-error.ts';
import { openQemu, type QemuHostOptions } from './qemu-host.ts';
import { stopOf, type Terminal } from './terminal.ts';

/** Runs an agent until SIGINT or SIGTERM. @throws CommandError when it cannot start */
export async function runHost(
  terminal: Terminal,
  options: AgentOptions & QemuHostOptions & CompanionHostOptions,
  udp: UdpAddress,
): Promise<ExitCode> {
  const roles = readRoles(options.role);
  if (options.key === undefined) throw usageError('no key', 'Give --key FILE; xlmp key new FILE makes one.');
  const { router: routerFile } = options;
  const router = routerFile === undefined ? undefined : await readContact(terminal, routerFile);
  const config = {
    roles,
    ad: networkOf(options.ad, router),
    ...(options.via === undefined ? {} : { via: readVia(options.via) }),
    policy: readPolicy(options),
    timing: { delays: readTimers(options.timer) },
  };
  const machines = (options.machine ?? []).map(readMachine);
  const beside = await readCompanions(terminal, options);
  if (beside !== undefined && router === undefined)
    throw usageError('--companion and --accompanied go with --router', 'It says where machines are.');
  const other = [...(beside?.machines.keys() ?? [])].find(
    (hid) => !machines.some(({ machine }) => machine === hid),
  );
  if (other !== undefined)
    throw usageError(`--companion for HID:${other} without --machine`, 'An agent begins beside its machine.');
  if (options.plain !== undefined && beside === undefined)
    throw usageError(
      '--plain goes with --companion or --accompanied',
      'Agents beside machines carry packets.',
    );
  if (options.registers !== undefined && !roles.includes('witness'))
    throw usageError('--registers goes with --role witness or rendezvous', 'Other roles keep a journal.');
  const endpoints = options.registers === undefined ? undefined : readRegisters(options.registers);
  const { seed } = await readKeyFile(options.key);
  const contacts = [
    ...(options.peer ?? []),
    ...(routerFile === undefined ? [] : [routerFile]),
    ...(beside?.contacts ?? []),
  ];
  const book = await openPeerBook(terminal, systemClock(), contacts);
  letHeapGrow();
  const stopped = stopOf(terminal);
  const registers = endpoints === undefined ? undefined : etcdRegisters({ endpoints });
  const log: Log = (level, text) => {
    if (level !== 'debug' && (level !== 'info' || options.verbose === true))
      terminal.err(`${level}: ${text}\n`);
  };
  let qemu: QemuHypervisor | undefined;
  let plain: PlainHost | undefined;
  try {
    const store = opened(() => (options.journal === undefined ? memoryStore() : fileStore(options.journal)));
    const ours = machines.filter((machine) => mayBoot(terminal, store, machine));
    plain = options.plain === undefined ? undefined : await openPlainHost(terminal, options.plain);
    qemu = await openQemu(terminal, options, ours, log);
    const agent = await createAgent({
      ...config,
      seed,
      udp: { ...udp, peers: book.peers },
      ...(options.ethernet === undefined ? {} : { ethernet: options.ethernet }),
      ...(options.capture === undefined ? {} : { capture: options.capture }),
      journal: store,
      ...(registers === undefined ? {} : { registers }),
      ...(router === undefined ? {} : { router }),
      hypervisor: qemu ?? ours,
      ...(beside === undefined
        ? {}
        : { companions: companionsOf(terminal, beside, ours, plain?.applications) }),
      log,
      onReport: (report) => terminal.out(`${reportLine(report)}\n`),
    }).catch((error: unknown) => {
      throw startError(error);
    });
    try {
      await introduce(terminal, agent, options);
      await stopped.asked;
    } finally {
      await agent.close();
    }
  } finally {
    await qemu?.close();
    await plain?.close();
    stopped.forget();
    registers?.close();
    book.close();
  }
  terminal.out('stopped\n');
  return exitCodes.ok;
}

/** The network of a host: what it is told, or that of its access router. */
function networkOf(text: string | undefined, router: Contact | undefined): Xid {
  const isStated = text !== undefined || router?.network === undefined;
  return isStated ? readNetwork(text) : makeXid(xidType.ad, router.network);
}

async function introduce(terminal: Terminal, agent: Agent, options: AgentOptions): Promise<void> {
  const { identity, udp, simulated } = agent;
  const host = udp.host === '0.0.0.0' ? '127.0.0.1' : udp.host;
  if (options.contact !== undefined) await writeContact(options.contact, identity.address, { ...udp, host });
  terminal.out(`address ${formatDag(identity.address)}\n`);
  terminal.out(`key ${toHex(identity.signer.publicKey)}\n`);
  terminal.out(`listening on udp ${udp.host}:${udp.port} as ${(options.role ?? []).join(', ')}\n`);
  if (simulated === undefined) return;
  simulated.onChange = (machine, { state, epoch }) => {
    terminal.out(`machine HID:${machine} ${state}${state === 'running' ? ` under epoch ${epoch}` : ''}\n`);
  };
}

function reportLine({ role, migration, what, reason }: MigrationReport): string {
  return `migration ${migration}, ${role}: ${what}${reason === null ? '' : ` (${reason})`}`;
}

/**
 * Tells whether a machine may be booted. The memory of simulated machines ends with the process, but their journal
 * does not: a machine that has moved away must not run here again.
 */
function mayBoot(terminal: Terminal, store: Store, { machine, epoch }: SimulatedMachine): boolean {
  const reading = readJournal(
    opened(() => store.read()),
    { decode: decodeJournalRecord, encode: encodeJournalRecord },
  );
  if (!reading.ok) return false;
  const { epochs, migrations } = recover(reading.value.records);
  const known = epochs.get(machine) ?? 0;
  const latest = migrations.find(
    (found) => found.role !== 'witness' && found.machine === machine && found.latest,
  );
  const isHere = latest?.record.step === 'regained' || latest?.record.step === 'running';
  if (epoch > known || (epoch === known && isHere)) {
    terminal.out(`machine HID:${machine} running under epoch ${epoch}\n`);
    return true;
  }
  const next = isHere ? `, where it belongs here; give epoch=${known} to boot it` : '';
  terminal.err(`HID:${machine} is not booted: the journal knows of epoch ${known}${next}\n`);
  return false;
}

function opened<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw startError(error);
  }
}

function startError(error: unknown): unknown {
  if (error instanceof StoreError || error instanceof JournalError)
    return environmentError(error.message, undefined, error);
  return portError(error);
}
