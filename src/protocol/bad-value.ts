/** The programming errors of encoding: values that the wire cannot hold. */

/** Octets of the wrong length. */
export function badSize(path: string, actual: number, allowed: string): RangeError {
  return new RangeError(`${path} has ${actual} octets, allowed: ${allowed}`);
}

/** A number that is no integer, or outside its range. */
export function badNumber(path: string, actual: number, least: number, most: number): RangeError {
  return new RangeError(`${path} is ${String(actual)}, allowed: integers from ${least} to ${most}`);
}

/** A list that is too long. */
export function badCount(path: string, actual: number, most: number): RangeError {
  return new RangeError(`${path} has ${actual} members, allowed: at most ${most}`);
}

/** An authenticated message that has no authenticator yet. */
export function unsealed(type: string): TypeError {
  return new TypeError(`${type} has no authenticator; seal it with sealMessage`);
}
