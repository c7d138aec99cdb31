/** Writes archives in the form in which Linux takes its first file system: cpio, "newc". */

/** A file, folder or link of an archive. Paths have no slash in front. */
export type ArchiveEntry =
  | { readonly path: string; readonly folder: true }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly octets: Uint8Array; readonly executable?: boolean };

const fileKind = { folder: 0o040755, link: 0o120777, plain: 0o100644, executable: 0o100755 } as const;
const end = 'TRAILER!!!';

/** An archive of the entries, in their order, and before each the folders above it. All belongs to root; no times. */
export function archive(entries: readonly ArchiveEntry[]): Buffer {
  const known = new Set<string>();
  const parts: Buffer[] = [];
  const add = (path: string, mode: number, octets: Uint8Array): void => {
    known.add(path);
    parts.push(record(known.size, path, mode, octets));
  };
  for (const entry of entries) {
    const names = entry.path.split('/');
    for (let depth = 1; depth < names.length; depth += 1) {
      const above = names.slice(0, depth).join('/');
      if (!known.has(above)) add(above, fileKind.folder, new Uint8Array());
    }
    if ('folder' in entry) {
      if (!known.has(entry.path)) add(entry.path, fileKind.folder, new Uint8Array());
    } else if ('link' in entry) add(entry.path, fileKind.link, Buffer.from(entry.link));
    else add(entry.path, entry.executable === true ? fileKind.executable : fileKind.plain, entry.octets);
  }
  parts.push(record(0, end, 0, new Uint8Array()));
  return Buffer.concat(parts);
}

/** One header, name and contents, each filled up to a multiple of four octets. */
function record(inode: number, name: string, mode: number, octets: Uint8Array): Buffer {
  const [user, group, links, time, major, minor, check] = [0, 0, 1, 0, 0, 0, 0];
  const nameLength = Buffer.byteLength(name) + 1;
  const fields = [
    inode,
    mode,
    user,
    group,
    links,
    time,
    octets.length,
    major,
    minor,
    major,
    minor,
    nameLength,
    check,
  ];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
  return Buffer.concat([filled(Buffer.from(header)), filled(octets)]);
}

function filled(octets: Uint8Array): Buffer {
  return Buffer.concat([octets, Buffer.alloc(-octets.length & 3)]);
}
