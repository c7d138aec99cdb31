/** What stands in the way of a device. */

/** Why a device cannot be used. */
export type DeviceErrorCode =
  | 'KOFFI_MISSING'
  | 'LINUX_ONLY'
  | 'NOT_PERMITTED'
  | 'DEVICE_BUSY'
  | 'NO_DEVICE'
  | 'BAD_NAME'
  | 'DEVICE_FAILED';

/** A device cannot be used; the message says what to do about it. */
export class DeviceError extends Error {
  readonly code: DeviceErrorCode;

  /** @param cause the error under it, when there is one. */
  constructor(code: DeviceErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'DeviceError';
    this.code = code;
  }
}

/** How long the name of an interface may be, in octets; the kernel keeps one more for its end. */
export const longestInterfaceName = 15;

/** Gives the name of an interface back. @throws DeviceError (`BAD_NAME`) */
export function checkedInterfaceName(name: string): string {
  if (
    /^[\x21-\x2e\x30-\x39\x3b-\x7e]+$/.test(name) &&
    name.length <= longestInterfaceName &&
    !/^\.\.?$/.test(name)
  )
    return name;
  throw new DeviceError(
    'BAD_NAME',
    `${JSON.stringify(name)} cannot be the name of an interface; use 1 to ${longestInterfaceName} letters and digits`,
  );
}
