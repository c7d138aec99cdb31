/**
 * Reads a stream of octets with a program that says how many it wants next. However the stream is cut into pieces,
 * the program sees the same.
 */

/** Yields how many octets it wants and is given exactly these; what it returns ends the conversation. */
export type OctetProgram<End> = Generator<number, End, Uint8Array>;

/** Feeds a program. */
export interface OctetPump {
  /** Takes the next octets of the stream, which stay unchanged from now on; ignored after the end. */
  push(octets: Uint8Array): void;
}

/**
 * Starts a program.
 *
 * @param ended called once, with what the program returned.
 */
export function octetPump<End>(program: OctetProgram<End>, ended: (end: End) => void): OctetPump {
  const pieces: Uint8Array[] = [];
  let available = 0;
  let wanted = 0;
  let done = false;

  const step = (octets?: Uint8Array): void => {
    const result = octets === undefined ? program.next() : program.next(octets);
    if (result.done === true) {
      done = true;
      pieces.length = 0;
      ended(result.value);
    } else {
      wanted = result.value;
    }
  };
  const run = (): void => {
    while (!done && available >= wanted) {
      available -= wanted;
      step(cut(pieces, wanted));
    }
  };
  step();
  run();
  return {
    push(octets) {
      if (done || octets.length === 0) return;
      pieces.push(octets);
      available += octets.length;
      run();
    },
  };
}

/** Takes octets off the front; there are enough. */
function cut(pieces: Uint8Array[], length: number): Uint8Array {
  const first = pieces[0];
  if (first === undefined || length === 0) return new Uint8Array(0);
  if (first.length >= length) {
    if (first.length === length) pieces.shift();
    else pieces[0] = first.subarray(length);
    // A small part must not keep a much larger buffer alive.
    return length * 2 < first.length ? first.slice(0, length) : first.subarray(0, length);
  }
  const whole = new Uint8Array(length);
  let filled = 0;
  let used = 0;
  for (const piece of pieces) {
    const part = piece.subarray(0, length - filled);
    whole.set(part, filled);
    filled += part.length;
    if (part.length < piece.length) {
      pieces[used] = piece.subarray(part.length);
      break;
    }
    used += 1;
    if (filled === length) break;
  }
  pieces.splice(0, used);
  return whole;
}
