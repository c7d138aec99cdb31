/** Which accelerator a guest gets at this host, and which QEMU is fit for it. */
import { closeSync, openSync } from 'node:fs';
import type { Log } from '../../ports/log.ts';
import type { Guest } from './guest.ts';
import { QemuError, textOf } from './qemu-error.ts';
import type { QemuVersion } from './qmp-lines.ts';

/** What runs the processors of a guest. */
export type Accelerator = 'kvm' | 'tcg';

/** The first QEMU that moves guests under TCG without losing what they write. */
const leastForTcg = 10;

const kvmDevice = '/dev/kvm';

/**
 * Chooses.
 *
 * @throws QemuError `KVM_UNAVAILABLE` when the guest insists on KVM and there is none, `QEMU_VERSION` when it would run
 *   under TCG of a QEMU that corrupts guests which move.
 */
export function chooseAccelerator(
  wanted: Guest['accelerator'],
  version: QemuVersion,
  log: Log,
  look = kvmProblem,
): Accelerator {
  const problem = wanted === 'tcg' ? undefined : look();
  if (wanted === 'kvm' && problem !== undefined)
    throw new QemuError(
      'KVM_UNAVAILABLE',
      `the guest wants KVM: ${problem}; or give it "accelerator": "auto"`,
    );
  if (wanted !== 'tcg' && problem === undefined) return 'kvm';
  if (version.major < leastForTcg) {
    const found = `${version.major}.${version.minor}`;
    throw new QemuError(
      'QEMU_VERSION',
      `QEMU ${found} corrupts guests that move under TCG; install QEMU ${leastForTcg} or later ` +
        '(Debian 12: apt-get install -t bookworm-backports qemu-system-x86), or use KVM',
    );
  }
  if (wanted === 'auto')
    log('warn', `no KVM (${problem}): the guest runs under TCG, ten times slower or more`);
  return 'tcg';
}

/** Why KVM cannot be used; undefined when it can. */
function kvmProblem(): string | undefined {
  try {
    closeSync(openSync(kvmDevice, 'r+'));
    return undefined;
  } catch (error) {
    return `${kvmDevice} cannot be opened for writing: ${textOf(error)}`;
  }
}
