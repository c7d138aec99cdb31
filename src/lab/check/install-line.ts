/** One line for a shell that installs everything a machine lacks. */
import type { Finding } from './finding.ts';

/** What is known of the machine's package sources. */
export interface PackageSources {
  /** The code name of the release, such as `bookworm`. */
  readonly release: string;
  readonly hasBackports: boolean;
}

/**
 * Makes the line; undefined when nothing is missing that a package could bring. QEMU comes from the backports of the
 * release, where the release itself has one that is too old.
 */
export function installLine(
  findings: readonly Finding[],
  sources: PackageSources,
  isRoot: boolean,
): string | undefined {
  const missing = findings.filter(({ found, packages }) => found !== 'yes' && packages.length > 0);
  if (missing.length === 0) return undefined;
  const packagesOf = (backports: boolean): string[] => [
    ...new Set(
      missing.flatMap((finding) => ((finding.backports ?? false) === backports ? finding.packages : [])),
    ),
  ];
  const { release, hasBackports } = sources;
  const suite = `${release}-backports`;
  const [plain, newer] = [packagesOf(false), packagesOf(true)];
  const install = 'apt-get install -y --no-install-recommends';
  const parts = [
    ...(newer.length > 0 && !hasBackports
      ? [`echo 'deb http://deb.debian.org/debian ${suite} main' > /etc/apt/sources.list.d/${suite}.list`]
      : []),
    'apt-get update',
    ...(plain.length > 0 ? [`${install} ${plain.join(' ')}`] : []),
    ...(newer.length > 0 ? [`${install} -t ${suite} ${newer.join(' ')}`] : []),
  ];
  const line = parts.join(' && ');
  return isRoot ? line : `sudo sh -c "${line}"`;
}
