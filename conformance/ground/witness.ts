/** How a case brings a witness to the state that it is about. What goes wrong here makes the case inconclusive. */
import { cast, epoch, machine, migration } from '../cast.ts';
import type { CaseContext } from '../context.ts';
import { type SwapParts, witnessSwap } from '../octets/from-others.ts';
import type { MessageView } from '../octets/read-message.ts';

/** The register was set by a swap. */
export interface Registered {
  readonly swap: Uint8Array;
  readonly answer: MessageView;
}

/** The witness has a register for the machine: by default that of the epoch of the cast, owned by the destination. */
export function registered(context: CaseContext, parts: SwapParts = {}): Promise<Registered> {
  return context.reach('witness/registered', async () => {
    const swap = witnessSwap(parts);
    await context.send(swap);
    const answer = await context.expect.answer('WitnessAnswer', swap);
    context.expect.equal(answer.tlv('swapResult'), '01', 'the outcome');
    return { swap, answer };
  });
}

/** What a statement says, read from its octets: machine, whether known, epoch, owner, migration, digest. */
export function readStatement(value: Uint8Array): {
  readonly machine: string;
  readonly known: boolean;
  readonly epoch: number;
  readonly owner: string;
  readonly migration: string;
  readonly digest: string;
} {
  const at = (from: number, size: number): string =>
    Buffer.from(value.subarray(from, from + size)).toString('hex');
  return {
    machine: at(0, 20),
    known: value[20] === 1,
    epoch: Number.parseInt(at(21, 8), 16),
    owner: at(29, 20),
    migration: at(49, 16),
    digest: at(65, 32),
  };
}

/** The statement of the cast's migration as `readStatement` gives it. */
export function statementOf(
  parts: Partial<ReturnType<typeof readStatement>>,
): ReturnType<typeof readStatement> {
  return {
    machine,
    known: true,
    epoch,
    owner: cast.destination.hid,
    migration,
    digest: 'd1'.repeat(32),
    ...parts,
  };
}

/** Zero octets in hexadecimal. */
export function zeros(count: number): string {
  return '00'.repeat(count);
}
