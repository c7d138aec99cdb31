/**
 * How a case brings a source host to the state that it is about. Everything here only establishes ground: what goes
 * wrong makes the case inconclusive, because other cases are about these steps.
 */
import { cast, epoch } from '../cast.ts';
import type { CaseContext } from '../context.ts';
import type { OperationReport } from '../iut/lines.ts';
import { complete, offerAccept, progress, ready } from '../octets/from-destination.ts';
import { order, witnessAnswer } from '../octets/from-others.ts';
import { firstRound, type ImageChunk, lastRound, stateDigest } from '../octets/image.ts';
import { hexOf } from '../octets/octets.ts';
import type { MessageView } from '../octets/read-message.ts';

/** What an order may be. */
export type OrderParts = NonNullable<Parameters<typeof order>[0]>;

/** An order that was taken, and the offer that follows it. */
export interface Ordered {
  readonly order: Uint8Array;
  readonly offer: MessageView;
}

/** An offer that was accepted. */
export interface Accepted extends Ordered {
  readonly accept: Uint8Array;
  readonly prepare: MessageView;
}

/** The last round and the end of the state are out. */
export interface Finalising extends Accepted {
  readonly manifest: MessageView;
  readonly freeze: MessageView;
}

/** The commit was made: what is sent because of it. */
export interface Committed extends Finalising {
  readonly commit: MessageView;
}

/** Chunks as the result of an operation. */
export function chunksAsResult(chunks: readonly ImageChunk[]): readonly { place: number; octets: string }[] {
  return chunks.map(({ place, octets }) => ({ place, octets: hexOf(octets) }));
}

/** An order was taken, and the machine is offered. */
export function ordered(context: CaseContext, parts: OrderParts = {}): Promise<Ordered> {
  return context.reach('source-host/ordered', async () => {
    const request = order(parts);
    await context.send(request);
    await context.expect.answer('OrderAnswer', request, { to: 'owner' });
    return { order: request, offer: await context.expect.message('Offer', { to: 'destination' }) };
  });
}

/** The offer was accepted, and the destination is asked to prepare. */
export async function accepted(context: CaseContext, parts: OrderParts = {}): Promise<Accepted> {
  const said = await ordered(context, parts);
  return context.reach('source-host/accepted', async () => {
    const accept = offerAccept(said.offer.octets);
    await context.send(accept);
    return { ...said, accept, prepare: await context.expect.message('Prepare') };
  });
}

/** Everything is ready, and the hypervisor is asked for the first round. */
export async function copying(
  context: CaseContext,
  parts: OrderParts = {},
): Promise<Accepted & { readonly copyRound: OperationReport }> {
  const said = await accepted(context, parts);
  return context.reach('source-host/copying', async () => {
    await context.send(ready(said.prepare.octets));
    return { ...said, copyRound: await context.expect.operation('copyRound') };
  });
}

/** The manifest of the first round is out. */
export async function carrying(
  context: CaseContext,
  parts: OrderParts = {},
): Promise<Accepted & { readonly manifest: MessageView }> {
  const { copyRound, ...said } = await copying(context, parts);
  return context.reach('source-host/carrying', async () => {
    await context.operation(copyRound, { is: 'copied', chunks: chunksAsResult(firstRound), dirtyRate: 0 });
    return { ...said, manifest: await context.expect.message('Manifest') };
  });
}

/** Rounds after which a machine that changes nothing should have been stopped. */
const mostRounds = 10;

/**
 * The rounds go by, from the manifest of the first on, until another thing than a round is asked of the
 * hypervisor, or nothing. How many there are is up to the source; each further one is empty here.
 */
export async function afterRounds(
  { expect, operation, send }: CaseContext,
  manifest: MessageView,
): Promise<{ readonly asked: OperationReport | undefined; readonly round: number }> {
  let last = manifest;
  for (let round = 1; ; round += 1) {
    await send(progress(last.octets, round, round === 1 ? firstRound.length : 0, true));
    const asked = expect.maybeOperation();
    if (asked?.operation !== 'copyRound' || round === mostRounds) return { asked, round };
    await operation(asked, { is: 'copied', chunks: [], dirtyRate: 0 });
    last = await expect.message('Manifest');
  }
}

/** The hypervisor is asked to stop the machine. */
export async function freezing(
  context: CaseContext,
  parts: OrderParts = {},
): Promise<Accepted & { readonly freezeOperation: OperationReport; readonly round: number }> {
  const { manifest, ...said } = await carrying(context, parts);
  return context.reach('source-host/freezing', async () => {
    const { asked, round } = await afterRounds(context, manifest);
    context.expect.that(asked?.operation === 'freeze', {
      expectedOneOf: ['its hypervisor to be asked for another round or the freeze'],
      actual: asked?.operation ?? 'no operation',
    });
    return { ...said, freezeOperation: asked!, round: round + 1 };
  });
}

/** The machine stands still; the last round and `Freeze` are out. */
export async function finalising(context: CaseContext, parts: OrderParts = {}): Promise<Finalising> {
  const { freezeOperation, round: _, ...said } = await freezing(context, parts);
  return context.reach('source-host/finalising', async () => {
    const chunks = chunksAsResult(lastRound);
    await context.operation(freezeOperation, { is: 'frozen', chunks, stateDigest: hexOf(stateDigest) });
    const manifest = await context.expect.message('Manifest');
    return { ...said, manifest, freeze: await context.expect.message('Freeze') };
  });
}

/** The destination has the whole state, and `Commit` is out. */
export async function committed(context: CaseContext, parts: OrderParts = {}): Promise<Committed> {
  const said = await finalising(context, parts);
  return context.reach('source-host/committed', async () => {
    await context.send(complete(said.freeze.octets));
    return { ...said, commit: await context.expect.message('Commit', { to: 'destination' }) };
  });
}

/** The destination has the whole state, and the witness is asked. */
export async function swapping(context: CaseContext): Promise<Finalising & { readonly swap: MessageView }> {
  const said = await finalising(context, { witness: true });
  return context.reach('source-host/swapping', async () => {
    await context.send(complete(said.freeze.octets));
    return { ...said, swap: await context.expect.message('WitnessSwap', { to: 'witness' }) };
  });
}

/** The witness has set the register, and `Commit` is out. */
export async function swapped(context: CaseContext): Promise<Committed & { readonly swap: MessageView }> {
  const said = await swapping(context);
  return context.reach('source-host/swapped', async () => {
    const holds = { epoch, owner: cast.destination.hid, digest: stateDigest };
    await context.send(witnessAnswer(said.swap.octets, 'source', holds, 1));
    return { ...said, commit: await context.expect.message('Commit', { to: 'destination' }) };
  });
}
