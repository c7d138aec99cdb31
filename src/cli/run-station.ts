/** Runs an access router or a rendezvous until it is stopped: what `xlmp agent --role access-router` does. */
import type { AttachmentView } from '../adaptation/index.ts';
import { createRendezvousAgent, createRouterAgent, type StationAgent } from '../agent/index.ts';
import { systemClock } from '../clocks/system.ts';
import { type AttachmentJson, noMigration } from '../protocol/index.ts';
import { JournalError } from '../runtime/index.ts';
import { etcdRegisters } from '../stores/etcd.ts';
import { StoreError } from '../stores/store-error.ts';
import type { Faults } from '../transports/faults.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import { formatDag } from '../xia/index.ts';
import { type AgentOptions, readNetwork, readRegisters, readTimers, readVia } from './agent-config.ts';
import { readHost, writeContact } from './contact.ts';
import { environmentError, type ExitCode, exitCodes, usageError } from './exit-code.ts';
import { readKeyFile } from './key-file.ts';
import { readHid, readNumber } from './option-values.ts';
import { neighbours } from './neighbours.ts';
import { openPeerBook } from './peer-book.ts';
import { portError } from './port-error.ts';
import { stopOf, type Terminal } from './terminal.ts';

/** The options that only stations have. */
export interface StationAgentOptions extends AgentOptions {
  readonly trust?: readonly string[];
  readonly attach?: readonly string[];
  readonly impair?: string;
}

/** A machine that begins its life behind an access router. */
interface FirstAttachment {
  readonly machine: string;
  readonly host: string;
  readonly epoch: number;
}

/** Runs a station until SIGINT or SIGTERM. @throws CommandError when it cannot start */
export async function runStation(
  terminal: Terminal,
  options: StationAgentOptions,
  udp: UdpAddress,
): Promise<ExitCode> {
  const [role] = options.role ?? [];
  if (options.key === undefined) throw usageError('no key', 'Give --key FILE; xlmp key new FILE makes one.');
  if (role === 'access-router' && options.ad !== undefined)
    throw usageError('an access router has no --ad', 'Its network is that of its key.');
  if (role === 'rendezvous' && (options.trust ?? options.attach) !== undefined)
    throw usageError('--trust and --attach go with --role access-router');
  if (role === 'access-router' && options.registers !== undefined)
    throw usageError('--registers goes with --role witness or rendezvous', 'Other roles keep a journal.');
  if (options.registers !== undefined && options.journal !== undefined)
    throw usageError(
      'a rendezvous has --registers or --journal',
      'It keeps in one of them where machines are.',
    );
  const endpoints = options.registers === undefined ? undefined : readRegisters(options.registers);
  const witnesses: string[] = [];
  for (const text of options.trust ?? []) witnesses.push(await readHost(terminal, text, '--trust'));
  const attachments = (options.attach ?? []).map(readAttach);
  const common = {
    ...(options.via === undefined ? {} : { via: readVia(options.via) }),
    ...(options.journal === undefined ? {} : { journal: options.journal }),
    ...(options.impair === undefined ? {} : { impair: readImpair(options.impair) }),
    timing: { delays: readTimers(options.timer) },
    log(level: string, text: string): void {
      if (level !== 'debug' && (level !== 'info' || options.verbose === true))
        terminal.err(`${level}: ${text}\n`);
    },
  };
  const { seed } = await readKeyFile(options.key);
  const beside = neighbours();
  const book = await openPeerBook(terminal, systemClock(), options.peer, beside.found);
  const registers = endpoints === undefined ? undefined : etcdRegisters({ endpoints });
  const stopped = stopOf(terminal);
  try {
    const parts = {
      ...common,
      seed,
      udp: { ...udp, peers: book.peers },
      ...(options.ethernet === undefined ? {} : { ethernet: options.ethernet }),
      ...(options.capture === undefined ? {} : { capture: options.capture }),
    };
    const failed = (error: unknown): never => {
      if (error instanceof StoreError || error instanceof JournalError)
        throw environmentError(error.message, undefined, error);
      throw portError(error);
    };
    const onPlace = ({ machine, epoch }: AttachmentJson): void =>
      terminal.out(`machine HID:${machine} is at another place, epoch ${epoch}\n`);
    const onChange = (change: AttachmentView): void => terminal.out(`${changeLine(change)}\n`);
    const router =
      role === 'access-router'
        ? await createRouterAgent({ ...parts, witnesses, onChange }).catch(failed)
        : undefined;
    const agent =
      router ??
      (await createRendezvousAgent({
        ...parts,
        ad: readNetwork(options.ad),
        onPlace,
        ...(registers === undefined ? {} : { registers }),
      }).catch(failed));
    try {
      await introduce(terminal, agent, options, role === 'access-router');
      const known = new Set(router?.station.view().map(({ machine }) => machine));
      for (const { machine, host, epoch } of attachments) {
        // The journal knows better than the command line where a machine is.
        if (known.has(machine)) continue;
        router?.station.attach(machine, { host, epoch, migration: noMigration });
      }
      if (router !== undefined) beside.begin(router.station);
      await stopped.asked;
    } finally {
      await agent.close();
    }
  } finally {
    stopped.forget();
    registers?.close();
    book.close();
  }
  terminal.out('stopped\n');
  return exitCodes.ok;
}

async function introduce(
  terminal: Terminal,
  { identity, udp }: Pick<StationAgent<unknown>, 'identity' | 'udp'>,
  options: AgentOptions,
  isRouter: boolean,
): Promise<void> {
  const host = udp.host === '0.0.0.0' ? '127.0.0.1' : udp.host;
  if (options.contact !== undefined)
    await writeContact(options.contact, identity.address, { ...udp, host }, isRouter);
  terminal.out(`address ${formatDag(identity.address)}\n`);
  terminal.out(`listening on udp ${udp.host}:${udp.port} as ${(options.role ?? []).join(', ')}\n`);
}

function changeLine({ machine, state, epoch, host }: AttachmentView): string {
  const at = host === '' ? '' : `, host HID:${host}`;
  return `machine HID:${machine} ${state} under epoch ${epoch}${at}`;
}

/** Reads `--impair delay=MS,loss=PERCENT[,seed=N]`. @throws CommandError (usage) */
function readImpair(text: string): { readonly faults: Faults; readonly seed: number } {
  const values = { delay: 0, loss: 0, seed: 1 };
  const most = { delay: 60_000, loss: 100, seed: 0xffff_ffff };
  for (const setting of text.split(',')) {
    const [name = '', value = ''] = setting.split('=');
    if (!Object.hasOwn(values, name))
      throw usageError(
        `--impair ${text}: unknown setting ${name}`,
        `There are ${Object.keys(values).join(', ')}.`,
      );
    const known = name as keyof typeof values;
    values[known] = readNumber(value, `--impair ${name}=`, 0, most[known]);
  }
  const { delay, loss, seed } = values;
  return { faults: { loss: loss / 100, delayMs: [delay, delay] }, seed };
}

/** Reads `--attach HID:…=HID:…[,epoch=N]`. @throws CommandError (usage) */
function readAttach(text: string): FirstAttachment {
  const [pair = '', setting] = text.split(',');
  const [machine = '', host = ''] = pair.split('=');
  const epoch = setting === undefined ? '1' : setting.replace(/^epoch=/, '');
  return {
    machine: readHid(machine, '--attach'),
    host: readHid(host, '--attach'),
    epoch: readNumber(epoch, '--attach epoch=', 1, 2 ** 52),
  };
}
