/**
 * The memory of a guest, read and written from outside over QEMU's qtest socket. QEMU takes note of what is written so
 * as it does of what the guest writes, and carries it when the machine moves.
 */
import { connectTo } from './monitor-socket.ts';
import { QemuError } from './qemu-error.ts';

/** The memory of a guest, by physical address. */
export interface GuestMemory {
  /** @throws QemuError `QMP_CLOSED`, `QMP_MALFORMED` */
  write(address: number, octets: Uint8Array): Promise<void>;
  /** @throws QemuError `QMP_CLOSED`, `QMP_MALFORMED` */
  read(address: number, length: number): Promise<Uint8Array>;
  close(): void;
}

/** The arguments with which a QEMU offers its memory on a socket. */
export function memoryArguments(socket: string): readonly string[] {
  return ['-qtest', `unix:${socket},server=on,wait=off`, '-qtest-log', 'none'];
}

/** Connects to the socket. @throws QemuError `QMP_CLOSED` when nobody listens. */
export async function openGuestMemory(path: string): Promise<GuestMemory> {
  const socket = await connectTo(path);
  const waiting: ((line: string | undefined) => void)[] = [];
  let rest = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) waiting.shift()?.(line);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const tell of waiting.splice(0)) tell(undefined);
  });
  const ask = async (command: string): Promise<string> => {
    const line = await new Promise<string | undefined>((resolve) => {
      if (socket.destroyed) return resolve(undefined);
      waiting.push(resolve);
      socket.write(`${command}\n`);
    });
    if (line === undefined)
      throw new QemuError('QMP_CLOSED', 'QEMU has let go of the memory of the guest; it may have ended');
    if (!line.startsWith('OK'))
      throw new QemuError('QMP_MALFORMED', `QEMU does not do ${command.slice(0, 40)}: ${line}`);
    return line.slice('OK '.length);
  };
  return {
    async write(address, octets) {
      if (octets.length === 0) return;
      await ask(`write ${address} ${octets.length} 0x${Buffer.from(octets).toString('hex')}`);
    },
    async read(address, length) {
      if (length === 0) return new Uint8Array(0);
      const octets = Buffer.from((await ask(`read ${address} ${length}`)).replace(/^0x/, ''), 'hex');
      if (octets.length !== length)
        throw new QemuError('QMP_MALFORMED', `QEMU reads ${octets.length} octets and not ${length}`);
      return octets;
    },
    close: () => socket.destroy(),
  };
}
