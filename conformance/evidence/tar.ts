/**
 * Archives in the form ustar: files with names, nothing else. Reading takes any octets and gives the files or says in
 * a phrase why it cannot.
 */

/** A file in an archive. */
export interface ArchiveFile {
  /** At most 99 octets of ASCII, folders with `/`, relative, without `..`. */
  readonly name: string;
  readonly octets: Uint8Array;
}

const block = 512;
const field = { size: [124, 12], checksum: [148, 8], type: 156, magic: [257, 6], version: [263, 2] } as const;
const nameOctets = 100;
const magic = 'ustar\0';
const goodName = /^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/;

/** Writes an archive: owned by nobody, of no time, so that equal files give equal octets. @throws RangeError for a name that does not fit */
export function writeTar(files: readonly ArchiveFile[]): Uint8Array {
  const blocks = files.flatMap(({ name, octets }) => [
    header(name, octets.length),
    octets,
    new Uint8Array(-octets.length & (block - 1)),
  ]);
  return Uint8Array.from(Buffer.concat([...blocks, new Uint8Array(2 * block)]));
}

/** Reads an archive; files are views of it. */
export function readTar(octets: Uint8Array): readonly ArchiveFile[] | string {
  const files: ArchiveFile[] = [];
  const names = new Set<string>();
  for (let at = 0; at + block <= octets.length;) {
    const head = octets.subarray(at, at + block);
    if (head.every((octet) => octet === 0)) return files;
    if (text(head, field.magic) !== magic.slice(0, -1)) return `no file at octet ${at}`;
    if (number(text(head, field.checksum)) !== sum(head)) return `a wrong checksum at octet ${at}`;
    const name = text(head, [0, nameOctets]);
    const size = number(text(head, field.size));
    const start = at + block;
    if (!goodName.test(name) || names.has(name)) return `a name that may not stand here at octet ${at}`;
    if (head[field.type] !== 0x30) return `${name} is no plain file`;
    if (size === undefined || start + size > octets.length) return `${name} goes on after the end`;
    names.add(name);
    files.push({ name, octets: octets.subarray(start, start + size) });
    at = start + size + (-size & (block - 1));
  }
  return 'it ends too early';
}

function header(name: string, size: number): Uint8Array {
  if (!goodName.test(name) || name.length >= nameOctets)
    throw new RangeError(`not a name for an archive: ${name}`);
  const head = new Uint8Array(block);
  const put = (at: number, value: string): void => head.set(new TextEncoder().encode(value), at);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  put(0, name);
  put(100, octal(0o644, 7) + octal(0, 7) + octal(0, 7) + octal(size, 11) + octal(0, 11));
  head[field.type] = 0x30;
  put(field.magic[0], `${magic}00`);
  put(field.checksum[0], `${octal(sum(head), 6)} `);
  return head;
}

/** The sum of the octets of a header, its checksum taken for spaces. */
function sum(head: Uint8Array): number {
  const [start, length] = field.checksum;
  return head.reduce((all, octet, at) => all + (at >= start && at < start + length ? 0x20 : octet), 0);
}

function text(head: Uint8Array, [start, length]: readonly [number, number]): string {
  const whole = Buffer.from(head.subarray(start, start + length)).toString('latin1');
  return whole.split('\0')[0]!.trimEnd();
}

function number(digits: string): number | undefined {
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}
