/** Programs of Debian that the lab uses: to make guests, to look at disks, and as clients that know nothing of XIA. */
import { tryCommand } from '../command.ts';
import type { Finding, Need } from './finding.ts';

const programs: readonly {
  readonly name: string;
  readonly package: string;
  readonly use: string;
  readonly needed: readonly Need[];
}[] = [
  {
    name: 'gcc',
    package: 'gcc libc6-dev',
    use: 'builds the bare guest and the probe',
    needed: ['bare-guest', 'linux-guest'],
  },
  {
    name: 'dpkg-deb',
    package: 'dpkg',
    use: 'unpacks what the Linux guest is made of',
    needed: ['linux-guest'],
  },
  { name: 'qemu-img', package: 'qemu-utils', use: 'makes and compares disks', needed: ['disks'] },
  { name: 'curl', package: 'curl', use: 'downloads from a guest', needed: ['programs'] },
  { name: 'iperf3', package: 'iperf3', use: 'loads a connection to a guest', needed: ['programs'] },
  { name: 'nc', package: 'netcat-openbsd', use: 'holds a connection to a guest', needed: ['programs'] },
  { name: 'ssh', package: 'openssh-client', use: 'holds a session with a guest', needed: ['programs'] },
];

/** Looks for programs. */
export function programFindings(): Promise<readonly Finding[]> {
  return Promise.all(
    programs.map(async ({ name, package: packages, use, needed }): Promise<Finding> => {
      const { code, out } = await tryCommand(['sh', '-c', `command -v ${name}`]);
      return {
        name,
        found: code === 0 ? 'yes' : 'no',
        says: code === 0 ? `${out.trim()} ${use}` : `is not there; it ${use}`,
        packages: packages.split(' '),
        needed,
      };
    }),
  );
}
