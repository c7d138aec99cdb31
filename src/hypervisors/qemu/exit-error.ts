/** What the last words of a QEMU mean. */
import { QemuError, type QemuErrorCode } from './qemu-error.ts';

interface Meaning {
  readonly words: RegExp;
  readonly code: QemuErrorCode;
  readonly todo: string;
}

/** The first row whose words are found counts. */
const meanings: readonly Meaning[] = [
  {
    words: /\/dev\/net\/tun.*busy|tap.*Device or resource busy/i,
    code: 'NIC_UNAVAILABLE',
    todo: 'another QEMU holds the tap: end it, or give the guest another tap',
  },
  {
    words: /\/dev\/net\/tun.*(not permitted|Permission denied)/i,
    code: 'NIC_UNAVAILABLE',
    todo: 'run as root or with CAP_NET_ADMIN, or make the tap for this user',
  },
  {
    words: /\/dev\/net\/tun/i,
    code: 'NIC_UNAVAILABLE',
    todo: 'make the tap in the network namespace of this agent',
  },
  {
    words: /cannot set up guest memory|Cannot allocate memory|unable to map|os_mem_prealloc|preallocat/i,
    code: 'MEMORY_UNAVAILABLE',
    todo: 'free memory, or give the guest less',
  },
  {
    words: /kvm.*(Permission denied|No such file)|failed to initialize kvm/i,
    code: 'KVM_UNAVAILABLE',
    todo: 'give the guest "accelerator": "auto" or "tcg"',
  },
  {
    words: /lock|blockdev|block device|driver=(file|raw|qcow2)|Image is not in/i,
    code: 'DISK_UNAVAILABLE',
    todo: 'look at the file of the disk and at who has it open',
  },
  {
    words: /kernel|initrd|bios|firmware|rom file/i,
    code: 'GUEST_FILE',
    todo: 'name a file that can be read and that this machine type can start',
  },
];

/** Makes the error. */
export function exitError(log: string, how: string): QemuError {
  const words = log
    .trim()
    .split('\n')
    .filter((line) => !/warning:/i.test(line))
    .slice(-3)
    .join(' / ');
  const found = meanings.find((meaning) => meaning.words.test(words));
  const said = words === '' ? `without a word (${how})` : words;
  return found === undefined
    ? new QemuError('QEMU_EXITED', `QEMU ended: ${said}; see the arguments of the guest`)
    : new QemuError(found.code, `QEMU ended: ${said}: ${found.todo}`);
}
