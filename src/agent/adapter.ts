/**
 * The side of an implementation in the adapter protocol `xlmp-adapter/1` (docs/guide/adapter-protocol.md): verbs come
 * in as objects, reports go out as objects. Who carries the lines stands beside this file.
 */
import { fromHex, toHex } from '../core/hex.ts';
import { seededRandom } from '../core/seeded-random.ts';
import type { Clock } from '../ports/clock.ts';
import type { Enactment } from '../ports/enactment.ts';
import type { Transport } from '../ports/transport.ts';
import { type MemoryStore, memoryStore, type MemoryStoreFault } from '../stores/memory.ts';
import { type CommonConfig, type Members, readCommon, readConfig } from './adapter-config.ts';
import { type HostUnderTest, hostUnderTest } from './adapter-host.ts';
import { readResult } from './adapter-operations.ts';
import type { AdapterReport, AdapterVerb } from './adapter-reports.ts';
import { makersByRole } from './adapter-roles.ts';
import { evaluate, evaluatedFunctions } from './evaluate.ts';
import type { Implementation } from './implementation.ts';
import { type MachineWatch, machineWatch } from './machine-watch.ts';
import type { Tested, TestedSetup } from './tested.ts';

/** The version of the adapter protocol that is spoken. */
export const adapterProtocol = 1;

/** Where time and packets of an adapter come from. */
export interface AdapterWorld {
  readonly time: 'virtual' | 'real';
  /** A clock that begins at 0; with `advance` in virtual time. */
  makeClock(wallSeconds: number): Clock & { advance?(ms: number): void };
  /** Carries packets when they do not travel as lines. */
  readonly transport?: Transport;
  /** Real machines that do what the kit says of its hypervisor. */
  readonly enactment?: Enactment;
}

/** The implementation side of the adapter protocol. */
export interface Adapter {
  /** Does a verb; reports are emitted meanwhile, the last one is `done` or `failed`. One at a time. Never rejects. */
  handle(verb: AdapterVerb): Promise<void>;
  /** Ends what runs. */
  close(): Promise<void>;
}

const faults: Readonly<Record<string, MemoryStoreFault | undefined>> = {
  'journal-full': 'full',
  'journal-torn': 'torn',
  'journal-held': 'held',
  'journal-ok': undefined,
};

const capabilities = [
  'witness',
  'dry-run',
  'access-router',
  'delegate',
  'keep-journal',
  'journal-faults',
] as const;

/** What does not fit a verb; the text goes into `failed`. */
class VerbError extends Error {}

/**
 * Makes an adapter over an implementation.
 *
 * @param emit takes reports in order.
 */
export function makeAdapter(
  implementation: Implementation,
  world: AdapterWorld,
  emit: (report: AdapterReport) => void,
): Adapter {
  let clock: ReturnType<AdapterWorld['makeClock']> = world.makeClock(0);
  let startedAt = clock.now();
  let tested: Tested | undefined;
  let host: HostUnderTest | undefined;
  let store: MemoryStore = memoryStore();
  let receiver: ((packet: Uint8Array) => void) | undefined;
  let resets = 0;
  let watch: MachineWatch = machineWatch(report);

  function report(what: AdapterReport): void {
    emit({ ...what, at: Math.round((clock.now() - startedAt) * 1000) / 1000 });
  }
  const lineTransport: Transport = {
    send: (packet, next) =>
      report({ is: 'packet', octets: toHex(packet), ...(next === undefined ? {} : { next }) }),
    onPacket(next) {
      receiver = next;
    },
    close: () => Promise.resolve(),
  };

  const log = (level: string, text: string): void => report({ is: 'log', text: `${level}: ${text}` });
  const stop = (): void => {
    tested?.stop();
    tested = undefined;
    host = undefined;
    receiver = undefined;
  };
  /** Begins anew, at time 0, and with an empty journal unless it is to be kept. */
  const begin = (keepJournal: boolean, wallSeconds: number): void => {
    stop();
    store = memoryStore(keepJournal ? store.image() : undefined);
    if (!keepJournal) watch = machineWatch(report);
    clock = world.makeClock(wallSeconds);
    startedAt = clock.now();
    resets += 1;
  };

  const setupOf = (config: CommonConfig): TestedSetup => ({
    config,
    implementation,
    clock,
    transport: world.transport ?? lineTransport,
    store,
    // After a restart other numbers than before, yet the same in every run of the same case.
    random: seededRandom(seedOf(config.identity.hid) + resets),
    log,
    report,
  });

  const reset = (verb: AdapterVerb): void | Promise<void> => {
    const role = String(verb['role']);
    const make = Object.hasOwn(makersByRole, role) ? makersByRole[role] : undefined;
    if (make === undefined) return resetHost(verb);
    const config = readCommon(verb['config']);
    begin(verb['keepJournal'] === true, config.wallSeconds);
    tested = make(setupOf(config));
  };
  const resetHost = async (verb: AdapterVerb): Promise<void> => {
    const config = readConfig(verb['role'], verb['config']);
    const isRestart = verb['keepJournal'] === true;
    begin(isRestart, config.wallSeconds);
    const machines = config.machines ?? [];
    for (const { machine, epoch } of machines) watch.boot(machine, epoch);
    await world.enactment?.begin(machines, isRestart);
    watch.tellAll();
    tested = host = hostUnderTest({
      ...setupOf(config),
      config,
      watch,
      enactment: world.enactment,
    });
  };
  const verbs: Readonly<Record<string, (verb: AdapterVerb) => void | Promise<void>>> = {
    hello(verb) {
      if (verb['protocol'] !== adapterProtocol) {
        throw new VerbError(`this adapter speaks version ${adapterProtocol} of the adapter protocol`);
      }
      const roles = ['source-host', 'destination-host', 'witness', ...Object.keys(makersByRole)];
      const manifest = {
        roles,
        capabilities: [...capabilities, ...evaluatedFunctions()],
        time: world.time,
      };
      emit({ is: 'hello', protocol: adapterProtocol, name: 'xlmp reference', version: '0.1.0', manifest });
    },
    reset,
    deliver(verb) {
      const packet = fromHex(String(verb['packet']));
      if (packet === undefined) throw new VerbError('packet is not hexadecimal');
      receiver?.(packet);
    },
    advance(verb) {
      const { ms } = verb as { ms?: unknown };
      if (typeof ms !== 'number' || !(ms >= 0)) throw new VerbError('ms is no number from 0 on');
      clock.advance?.(ms);
    },
    order(verb) {
      if (tested === undefined) throw new VerbError('no role was taken up');
      tested.order((verb['order'] ?? {}) as Members);
    },
    async operation(verb) {
      const result = readResult(verb['result']);
      if (result === undefined) throw new VerbError('the result is none of the adapter protocol');
      if ((await host?.operated(Number(verb['operationId']), result)) !== true) {
        throw new VerbError(`no operation ${String(verb['operationId'])} waits`);
      }
    },
    fault(verb) {
      const name = String(verb['fault']);
      if (!(name in faults)) throw new VerbError(`no fault is called ${name}`);
      store.setFault(faults[name]);
    },
    evaluate(verb) {
      const value = evaluate(implementation, String(verb['function']), verb['input']);
      if (value === undefined) throw new VerbError(`no function is called ${String(verb['function'])}`);
      emit({ is: 'value', value });
    },
    bye: stop,
  };
  return {
    async handle(verb) {
      const { id } = verb;
      try {
        const run = Object.hasOwn(verbs, verb.do) ? verbs[verb.do] : undefined;
        if (run === undefined) throw new VerbError(`no verb is called ${verb.do}`);
        await run(verb);
      } catch (error) {
        emit({ is: 'failed', id, reason: error instanceof Error ? error.message : String(error) });
        return;
      }
      emit({ is: 'done', id });
    },
    async close() {
      stop();
      await world.enactment?.close();
    },
  };
}

function seedOf(octets: Uint8Array): number {
  return new DataView(octets.buffer, octets.byteOffset).getUint32(0);
}
