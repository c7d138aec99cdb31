/**
 * The bare guest: a program without an operating system, which also runs where KVM runs only ring 3 natively.
 * bare/main.c says what it does and what its command line means.
 */
import { compile } from './compile.ts';
import { labSource } from './sources.ts';

const parts = ['boot.S', 'main.c', 'machine.c', 'ring0.c', 'virtio.c', 'network.c', 'disk.c'];

/** Ring 0 of some hosts is interpreted and knows no vector instructions, hence the general registers. */
const flags = [
  '-std=gnu11',
  '-O2',
  '-ffreestanding',
  '-nostdlib',
  '-static',
  '-no-pie',
  '-fno-pic',
  '-mgeneral-regs-only',
  '-mno-red-zone',
  '-fno-stack-protector',
  '-fcf-protection=none',
  '-fno-asynchronous-unwind-tables',
  '-Wl,--build-id=none',
  '-Wl,-z,max-page-size=4096',
];

/** A bare guest, ready to be booted. */
export interface BareGuest {
  /** An ELF file with a PVH note, for QEMU's `-kernel`. */
  readonly kernel: string;
}

/**
 * Builds the bare guest into a folder, unless it is there already.
 * @throws LabError by rejection: MACHINE_LACKS names the packages of a compiler
 */
export async function buildBareGuest(folder: string): Promise<BareGuest> {
  const kernel = await compile(folder, {
    name: 'bare',
    sources: parts.map((part) => `guests/bare/${part}`),
    includes: ['guests/bare', 'guests/workload'],
    flags: [...flags, `-Wl,-T,${labSource('guests/bare/bare.ld')}`],
  });
  return { kernel };
}
