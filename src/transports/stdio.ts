/**
 * Packets over a pair of streams, such as standard input and output: one packet a line, in hexadecimal.
 */
import type { Readable, Writable } from 'node:stream';
import { fromHex, toHex } from '../core/hex.ts';
import type { Transport } from '../ports/transport.ts';
import { type LineFault, lineReader } from './lines.ts';

/** Lines in both directions. */
export interface LineStream {
  /** Writes one line; the text has no line feed. */
  write(line: string): void;
  /** Stops reading; what was written still leaves. */
  close(): void;
}

/** Who gets what a line stream receives. */
export interface LineReceiver {
  line(text: string): void;
  fault(fault: LineFault): void;
  /** Nothing more comes. */
  end(): void;
}

/** Reads and writes lines over streams, which stay the caller's; a reader that went away is no error. */
export function lineStream(input: Readable, output: Writable, receiver: LineReceiver): LineStream {
  const reader = lineReader(
    (text) => receiver.line(text),
    (fault) => receiver.fault(fault),
  );
  const onData = (octets: Uint8Array): void => reader.push(octets);
  const onEnd = (): void => {
    reader.end();
    receiver.end();
  };
  input.on('data', onData);
  input.once('end', onEnd);
  output.on('error', ignoreError);
  return {
    write(line) {
      if (!output.writableEnded && !output.destroyed) output.write(`${line}\n`);
    },
    close() {
      input.off('data', onData);
      input.off('end', onEnd);
      input.pause();
    },
  };
}

/** Makes a transport of two streams; lines that are no packet in hexadecimal are dropped. */
export function stdioTransport(input: Readable, output: Writable): Transport {
  let receive: ((packet: Uint8Array) => void) | undefined;
  const lines = lineStream(input, output, {
    line(text) {
      const packet = fromHex(text);
      if (packet !== undefined && packet.length > 0) receive?.(packet);
    },
    fault: () => {},
    end: () => {},
  });
  let closed = false;
  return {
    send(packet) {
      if (!closed) lines.write(toHex(packet));
    },
    onPacket(receiver) {
      receive = receiver;
    },
    close() {
      closed = true;
      receive = undefined;
      lines.close();
      return Promise.resolve();
    },
  };
}

function ignoreError(): void {
  // A closed pipe shows as the end of input; a lost line is a lost packet.
}
