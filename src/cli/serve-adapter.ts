/** The adapter modes of `xlmp agent`: an implementation under test that the kit drives. */
import { Readable, Writable } from 'node:stream';
import { listenUdpAdapter, serveStdioAdapter, type UdpAdapterOptions } from '../agent/index.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { portError } from './port-error.ts';
import { stopOf, type Terminal } from './terminal.ts';

/** Serves the kit on standard input and output, in virtual time, until it says goodbye or is gone. */
export async function serveOnStdio(terminal: Terminal): Promise<ExitCode> {
  const input = Readable.from(terminal.input, { objectMode: false });
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      terminal.out(chunk.toString('utf8'));
      done();
    },
  });
  const stopped = stopOf(terminal);
  await Promise.race([serveStdioAdapter(input, output), stopped.asked]);
  stopped.forget();
  input.destroy();
  return exitCodes.ok;
}

/** Serves kits, packets over UDP, until it is stopped or one says goodbye. @throws CommandError */
export async function serveOnUdp(
  terminal: Terminal,
  options: UdpAdapterOptions & { readonly host: string },
): Promise<ExitCode> {
  const adapter = await listenUdpAdapter(options).catch((error: unknown) => {
    throw portError(error);
  });
  const stopped = stopOf(terminal);
  terminal.out(`udp ${options.host}:${adapter.udp} control ${options.host}:${adapter.control}\n`);
  await Promise.race([adapter.finished, stopped.asked]);
  stopped.forget();
  await adapter.close();
  return exitCodes.ok;
}
