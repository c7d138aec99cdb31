/** What a port or a device that cannot be had means for a command. */
import { DeviceError } from '../devices/device-error.ts';
import { TransportError } from '../transports/udp.ts';
import { environmentError } from './exit-code.ts';

/** Turns the error of a transport or a device into one that ends the command; gives every other error back. */
export function portError(error: unknown): unknown {
  if (error instanceof DeviceError) return environmentError(error.message, undefined, error);
  if (!(error instanceof TransportError)) return error;
  const hint = error.code === 'PORT_IN_USE' ? 'Port 0 takes one that is free.' : undefined;
  return environmentError(error.message, hint, error);
}
