/** Which QEMU there is, whether KVM works, and so which guests can run and move. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { tryCommand } from '../command.ts';
import type { Finding } from './finding.ts';

/** A QEMU that was found. */
export interface QemuFound {
  readonly path: string;
  /** Its folder of firmware, when it is not where it was built to look. */
  readonly data?: string;
  readonly major: number;
  readonly version: string;
}

/** What runs guests here. */
export interface HypervisorFound {
  readonly qemu?: QemuFound;
  readonly accelerator?: 'kvm' | 'tcg';
  /** Whether a Linux kernel can run: under TCG always; under KVM only when the processor helps. */
  readonly linux: boolean;
  readonly findings: readonly Finding[];
}

/** The first QEMU whose migrations the driver can hold at the commit point. */
const leastMajor = 8;
/** The first QEMU that moves guests under TCG without losing what they write. */
const leastForTcg = 10;

/** Looks for QEMU and KVM, and tries both. */
export async function findHypervisor(env: NodeJS.ProcessEnv = process.env): Promise<HypervisorFound> {
  const qemu = await findProgram(env);
  const kvm = await tryKvm(qemu);
  const linuxOnKvm = kvm.found === 'yes' ? linuxUnderKvm() : 'no';
  const needsTcg = kvm.found !== 'yes';
  const least = needsTcg ? leastForTcg : leastMajor;
  const isFit = qemu !== undefined && qemu.major >= least;
  const accelerator = !isFit ? undefined : needsTcg ? 'tcg' : 'kvm';
  const why = needsTcg
    ? `without KVM it takes ${leastForTcg} or later: older ones corrupt guests that move under TCG`
    : `it takes ${leastMajor}.1 or later: older ones cannot be held before the switch`;
  const findings: Finding[] = [
    {
      name: 'QEMU',
      found: isFit ? 'yes' : 'no',
      says:
        qemu === undefined
          ? `there is no qemu-system-x86_64; ${why}`
          : isFit
            ? `${qemu.version} at ${qemu.path}`
            : `${qemu.version} at ${qemu.path} is too old; ${why}`,
      packages: ['qemu-system-x86'],
      backports: true,
      needed: ['hypervisor'],
    },
    kvm,
    {
      name: 'Linux under KVM',
      found: linuxOnKvm,
      says: {
        yes: 'the processor helps (VMX or SVM)',
        no: needsTcg ? 'no KVM; Linux runs under TCG' : 'this KVM runs ring 3 only; Linux runs under TCG',
        unknown: 'the processor does not say that it helps, which nested KVM may hide; it has not been tried',
      }[linuxOnKvm],
      packages: [],
      needed: [],
    },
  ];
  return {
    ...(qemu === undefined ? {} : { qemu }),
    ...(accelerator === undefined ? {} : { accelerator }),
    linux: accelerator === 'tcg' || linuxOnKvm === 'yes' || (qemu?.major ?? 0) >= leastForTcg,
    findings,
  };
}

/** The places where a QEMU may be: what the environment names, what the gate fetched, what is installed. */
async function findProgram(env: NodeJS.ProcessEnv): Promise<QemuFound | undefined> {
  const fetched = resolve('.xlmp/debian/usr');
  const candidates: { path: string; data?: string }[] = [
    ...(env['XLMP_QEMU'] === undefined
      ? []
      : [
          {
            path: env['XLMP_QEMU'],
            ...(env['XLMP_QEMU_DATA'] === undefined ? {} : { data: env['XLMP_QEMU_DATA'] }),
          },
        ]),
    ...(existsSync(join(fetched, 'bin/qemu-system-x86_64'))
      ? [{ path: join(fetched, 'bin/qemu-system-x86_64'), data: join(fetched, 'share/qemu') }]
      : []),
    { path: 'qemu-system-x86_64' },
  ];
  for (const candidate of candidates) {
    const { code, out } = await tryCommand([candidate.path, '--version']);
    const version = /version (\d+)\.(\d+)\S*/.exec(out);
    if (code === 0 && version !== null)
      return { ...candidate, major: Number(version[1]), version: version[0].replace('version ', '') };
  }
  return undefined;
}

const kvmDevice = '/dev/kvm';

/** Really makes a virtual machine, since the device may be there and not work. */
async function tryKvm(qemu: QemuFound | undefined): Promise<Finding> {
  const kvm = (found: Finding['found'], says: string): Finding => ({
    name: 'KVM',
    found,
    says,
    packages: [],
    needed: [],
  });
  if (!existsSync(kvmDevice))
    return kvm('no', `there is no ${kvmDevice}: guests run under TCG, ten times slower or more`);
  if (qemu === undefined) return kvm('unknown', 'could not be tried without QEMU');
  const words = ['-accel', 'kvm', '-M', 'none', '-nodefaults', '-display', 'none', '-monitor', 'stdio'];
  const tried = await tryCommand(
    [
      'sh',
      '-c',
      'echo quit | exec "$0" "$@"',
      qemu.path,
      ...(qemu.data === undefined ? [] : ['-L', qemu.data]),
      ...words,
    ],
    { timeoutMs: 10_000 },
  );
  return tried.code === 0
    ? kvm('yes', 'made a virtual machine')
    : kvm('no', `${kvmDevice} is there and does not work: ${tried.err.trim().split('\n')[0] ?? ''}`);
}

/** Paravirtual nested KVM runs ring 3 alone natively and interprets the rest, too slowly for a kernel. */
function linuxUnderKvm(): Finding['found'] {
  if (existsSync('/sys/module/kvm_pvm')) return 'no';
  try {
    return /^flags\s*:.*\b(?:vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8')) ? 'yes' : 'unknown';
  } catch {
    return 'unknown';
  }
}
