/** The adapter modes of `xlmp agent`: an implementation under test that the kit drives. */
import { resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { listenUdpAdapter, serveStdioAdapter, type UdpAdapterOptions } from '../agent/adapter-lines.ts';
import type { Enactment } from '../ports/enactment.ts';
import { environmentError, type ExitCode, exitCodes } from './exit-code.ts';
import { portError } from './port-error.ts';
import { stopOf, type Terminal } from './terminal.ts';

/** Serves the kit on standard input and output, in virtual time, until it says goodbye or is gone. @throws CommandError */
export async function serveOnStdio(terminal: Terminal, qemu: string | undefined): Promise<ExitCode> {
  const enactment = await openEnactment(terminal, qemu);
  const input = Readable.from(terminal.input, { objectMode: false });
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      terminal.out(chunk.toString('utf8'));
      done();
    },
  });
  const stopped = stopOf(terminal);
  await Promise.race([serveStdioAdapter(input, output, enactment), stopped.asked]);
  stopped.forget();
  input.destroy();
  await enactment?.close();
  return exitCodes.ok;
}

/** Serves kits, packets over UDP, until it is stopped or one says goodbye. @throws CommandError */
export async function serveOnUdp(
  terminal: Terminal,
  options: UdpAdapterOptions & { readonly host: string },
  qemu: string | undefined,
): Promise<ExitCode> {
  const enactment = await openEnactment(terminal, qemu);
  const adapter = await listenUdpAdapter({
    ...options,
    ...(enactment === undefined ? {} : { enactment }),
  }).catch((error: unknown) => {
    throw portError(error);
  });
  const stopped = stopOf(terminal);
  terminal.out(`udp ${options.host}:${adapter.udp} control ${options.host}:${adapter.control}\n`);
  await Promise.race([adapter.finished, stopped.asked]);
  stopped.forget();
  await adapter.close();
  await enactment?.close();
  return exitCodes.ok;
}

/** The machines of QEMU that do what the kit says of its hypervisor; undefined without a folder for them. */
async function openEnactment(terminal: Terminal, folder: string | undefined): Promise<Enactment | undefined> {
  if (folder === undefined) return undefined;
  const { qemuEnactment } = await import('../hypervisors/qemu-enactment.ts');
  const { QemuError } = await import('../hypervisors/qemu/qemu-error.ts');
  try {
    return await qemuEnactment({
      folder: resolve(folder),
      log: (level, text) => {
        if (level === 'error' || level === 'warn') terminal.err(`${level}: ${text}\n`);
      },
    });
  } catch (error) {
    if (error instanceof QemuError) throw environmentError(error.message, undefined, error);
    throw error;
  }
}
