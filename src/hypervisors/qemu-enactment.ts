/**
 * Enacts a played hypervisor on machines of QEMU. Each is an empty machine; the image that the play is about, which is
 * small, lies in a window of its memory: what the play says was copied is written there before QEMU copies it, and has
 * to be in QEMU's stream; what the play loads has to be there when the machine starts.
 */
import { join } from 'node:path';
import type { Enactment } from '../ports/enactment.ts';
import type { Chunk, HypervisorOperation, HypervisorResult } from '../ports/hypervisor.ts';
import type { Log } from '../ports/log.ts';
import { chooseAccelerator } from './qemu/accelerator.ts';
import { imageAccelerator, imageMachine, type ImageMachine } from './qemu/image-machine.ts';
import { findQemu, type QemuProgram, versionOf } from './qemu/program.ts';
import { QemuError } from './qemu/qemu-error.ts';

/** What an enactment is made of. */
export interface QemuEnactmentOptions {
  /** An absolute folder of this enactment alone; machines that an earlier one left there are ended. */
  readonly folder: string;
  readonly log: Log;
  /** By default what `findQemu` finds. */
  readonly program?: QemuProgram;
}

/** A machine, and what has left it in the migration under way. */
interface Enacted {
  readonly machine: ImageMachine;
  carried: Uint8Array[];
}

/** A machine that the play knows nothing of. */
const emptyMachine = 'e0'.repeat(20);
const stateChunk = 65_536;

type Copied = Extract<HypervisorResult, { is: 'copied' | 'frozen' }>;

/**
 * Makes an enactment; no machine runs before `begin`. Its functions throw QemuError.
 *
 * @throws QemuError when there is no QEMU that is fit for it.
 */
export async function qemuEnactment(options: QemuEnactmentOptions): Promise<Enactment> {
  const { folder, log, program: found = findQemu(process.env) } = options;
  const program = { ...found, version: await versionOf(found) };
  chooseAccelerator(imageAccelerator, program.version, log);
  const machines = new Map<string, Enacted>();
  let made = 0;
  let emptyState: Promise<readonly Chunk[]> | undefined;

  const make = (machine: string): ImageMachine => {
    made += 1;
    return imageMachine({ machine, runFolder: join(folder, String(made)), program, log });
  };
  const enactedOf = (machine: string): Enacted => {
    const known = machines.get(machine);
    if (known !== undefined) return known;
    const enacted = { machine: make(machine), carried: [] };
    machines.set(machine, enacted);
    return enacted;
  };
  const endAll = async (): Promise<void> => {
    for (const { machine } of machines.values()) await machine.end();
    machines.clear();
    made = 0;
  };
  /** The state that arrives where the play has no other QEMU: that of an empty machine. */
  const stateOfEmpty = (): Promise<readonly Chunk[]> => (emptyState ??= takeState(make(emptyMachine)));

  const leave = async (
    { machine, carried }: Enacted,
    operation: HypervisorOperation,
    said: Copied,
  ): Promise<HypervisorResult> => {
    await machine.write(said.chunks);
    const result = await machine.perform(operation);
    if (result.is !== 'copied' && result.is !== 'frozen') return result;
    carried.push(...result.chunks.map(({ octets }) => octets));
    if (result.is === 'copied' || (await machine.isIn(Buffer.concat(carried)))) return said;
    return failed(log, `the stream of ${operation.machine} lacks what was written into its memory`);
  };
  const arrive = async (
    machine: ImageMachine,
    operation: HypervisorOperation & { readonly operation: 'load' },
    said: HypervisorResult,
  ): Promise<HypervisorResult> => {
    if (!machine.hasArrived) {
      const result = await machine.perform({ ...operation, chunks: await stateOfEmpty() });
      if (result.is !== 'loaded') return result;
    }
    await machine.write(operation.chunks);
    return said;
  };
  const carryOut = async (
    operation: HypervisorOperation,
    said: HypervisorResult,
  ): Promise<HypervisorResult> => {
    const enacted = enactedOf(operation.machine);
    const { machine } = enacted;
    switch (operation.operation) {
      case 'copyRound':
      case 'freeze':
        if (operation.round === 1) enacted.carried = [];
        return leave(enacted, operation, said as Copied);
      case 'reserve':
        // A part that the play refuses is not to be had.
        if (said.is === 'reserved' && Object.values(said.votes).includes('no')) return said;
        return doneAs(said, await machine.perform({ ...operation, memory: machine.memory, disks: [] }));
      case 'load':
        return arrive(machine, operation, said);
      case 'start':
        if (!(await machine.holds()))
          return failed(log, `the memory of ${operation.machine} lacks what was loaded`);
        return doneAs(said, await machine.perform(operation));
      case 'thaw':
      case 'discard':
      case 'release':
        return doneAs(said, await machine.perform(operation));
    }
  };
  return {
    async begin(running, isRestart) {
      if (!isRestart) await endAll();
      for (const { machine } of machines.values()) await machine.restart();
      for (const { machine, epoch } of running) {
        if (!machines.has(machine)) await enactedOf(machine).machine.boot(epoch);
      }
    },
    async enact(operation, said) {
      if (said.is === 'failed') return said;
      try {
        return await carryOut(operation, said);
      } catch (error) {
        if (error instanceof QemuError) return failed(log, error.message);
        throw error;
      }
    },
    async look(machine) {
      const copy = await machines.get(machine)?.machine.look();
      if (copy === undefined) return undefined;
      const stands = copy.state === 'running' || copy.state === 'frozen' ? copy.state : 'none';
      return { state: stands, epoch: copy.epoch };
    },
    close: endAll,
  };
}

/** The whole state of a machine that has done nothing. @throws QemuError */
async function takeState(machine: ImageMachine): Promise<readonly Chunk[]> {
  await machine.boot(1);
  try {
    const result = await machine.perform({
      operation: 'freeze',
      round: 1,
      chunkSize: stateChunk,
      machine: emptyMachine,
      migration: 'e1'.repeat(16),
      epoch: 1,
    });
    if (result.is === 'frozen') return result.chunks;
    throw new QemuError(
      'MIGRATION_FAILED',
      'an empty machine of QEMU cannot be frozen; look into its qemu.log',
    );
  } finally {
    await machine.end();
  }
}

/** The real answer where it differs in kind from what was said. */
function doneAs(said: HypervisorResult, result: HypervisorResult): HypervisorResult {
  return result.is === said.is ? said : result;
}

function failed(log: Log, why: string): HypervisorResult {
  log('error', why);
  return { is: 'failed', reason: 'hypervisor' };
}
