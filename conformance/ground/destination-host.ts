/**
 * How a case brings a destination host to the state that it is about. Everything here only establishes ground:
 * what goes wrong makes the case inconclusive, because other cases are about these steps.
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import type { CaseContext } from '../context.ts';
import { cast, epoch } from '../cast.ts';
import { commit, freeze, manifest, offer, type OfferParts, piece, prepare } from '../octets/from-source.ts';
import { statement, type StatementParts } from '../octets/records.ts';
import { cidOf, firstDigest, firstRound, type ImageChunk, lastRound, stateDigest } from '../octets/image.ts';
import { hexOf } from '../octets/octets.ts';
import type { MessageView } from '../octets/read-message.ts';
import type { OperationReport } from '../iut/lines.ts';

/** An offer and its acceptance. */
export interface Offered {
  readonly offer: Uint8Array;
  readonly accept: Uint8Array;
}

/** A reservation: what was said to get it. */
export interface Prepared extends Offered {
  readonly prepare: Uint8Array;
  readonly ready: MessageView;
}

/** The whole state is there. */
export interface Completed extends Prepared {
  readonly freeze: Uint8Array;
  readonly complete: MessageView;
}

/** The result of `reserve` with four votes of yes. */
export const reserved = {
  is: 'reserved',
  votes: { memory: 'yes', disk: 'yes', device: 'yes', network: 'yes' },
  estimate: { memory: 1_000, device: 2_000, fence: 3_000, network: 4_000, rebind: 5_000, gap: 20_000 },
} as const;

/** An offer was accepted. */
export function offered(context: CaseContext, parts: OfferParts = {}): Promise<Offered> {
  return context.reach('destination-host/offered', async () => {
    const octets = offer(parts);
    await context.send(octets);
    const accept = await context.expect.answer('OfferAccept', octets);
    return { offer: octets, accept: accept.octets };
  });
}

/** Prepare was sent, and the hypervisor is asked to reserve. */
export async function reserving(
  context: CaseContext,
  parts: OfferParts = {},
): Promise<Offered & { readonly prepare: Uint8Array; readonly reserve: OperationReport }> {
  const said = await offered(context, parts);
  return context.reach('destination-host/reserving', async () => {
    const request = prepare([said.offer, said.accept]);
    await context.send(request);
    return { ...said, prepare: request, reserve: await context.expect.operation('reserve') };
  });
}

/** Everything is reserved. */
export async function prepared(context: CaseContext, parts: OfferParts = {}): Promise<Prepared> {
  const { reserve, ...said } = await reserving(context, parts);
  return context.reach('destination-host/prepared', async () => {
    await context.operation(reserve, reserved);
    return { ...said, ready: await context.expect.answer('Ready', said.prepare) };
  });
}

/** The first round was carried and loaded. */
export async function copied(context: CaseContext, parts: OfferParts = {}): Promise<Prepared> {
  const said = await prepared(context, parts);
  await context.reach('destination-host/copied', async () => {
    await context.send(manifest());
    await carry(context, firstRound, firstDigest, 'Progress');
  });
  return said;
}

/** The whole state is there, and the host waits for the commit. */
export async function completed(context: CaseContext, parts: OfferParts = {}): Promise<Completed> {
  const said = await copied(context, parts);
  return context.reach('destination-host/completed', async () => {
    const request = freeze(2, lastRound);
    await context.send(manifest(2, lastRound));
    await context.send(request);
    return { ...said, freeze: request, complete: await carry(context, lastRound, stateDigest, 'Complete') };
  });
}

/** The last round was named, and its chunks have not come. */
export async function assembling(
  context: CaseContext,
  parts: OfferParts = {},
): Promise<Prepared & { readonly freeze: Uint8Array; readonly fetch: MessageView }> {
  const said = await copied(context, parts);
  return context.reach('destination-host/assembling', async () => {
    const request = freeze(2, lastRound);
    await context.send(manifest(2, lastRound));
    await context.send(request);
    let message = await context.expect.message(['Fetch', 'Progress']);
    while (message.name === 'Progress') message = await context.expect.message(['Fetch', 'Progress']);
    await context.expect.maybe(['Progress']);
    return { ...said, freeze: request, fetch: message };
  });
}

/** All chunks of the last round came, and the hypervisor is asked to load them. */
export async function loading(
  context: CaseContext,
  parts: OfferParts = {},
): Promise<Prepared & { readonly freeze: Uint8Array; readonly load: OperationReport }> {
  const { fetch, ...said } = await assembling(context, parts);
  return context.reach('destination-host/loading', async () => {
    await answerFetch(context, fetch, lastRound);
    await context.expect.maybe(['Progress']);
    return { ...said, load: await context.expect.operation('load') };
  });
}

/** The statement of the witness that makes the destination the owner of the machine. */
export function fittingStatement(parts: Partial<StatementParts> = {}): Uint8Array {
  return statement({ epoch, owner: cast.destination.hid, digest: stateDigest, ...parts });
}

/** The commit was made, and the hypervisor is asked to start the machine. */
export async function starting(
  context: CaseContext,
  parts: OfferParts = {},
): Promise<Completed & { readonly commit: Uint8Array; readonly start: OperationReport }> {
  const said = await completed(context, parts);
  return context.reach('destination-host/starting', async () => {
    const request = commit({}, parts.witness === true ? fittingStatement() : undefined);
    await context.send(request);
    return { ...said, commit: request, start: await context.expect.operation('start') };
  });
}

/** The machine runs. */
export async function running(
  context: CaseContext,
  parts: OfferParts = {},
): Promise<Completed & { readonly commit: Uint8Array; readonly running: MessageView }> {
  const { start, ...said } = await starting(context, parts);
  return context.reach('destination-host/running', async () => {
    await context.operation(start, { is: 'done' });
    return { ...said, running: await context.expect.answer('Running', said.commit) };
  });
}

/** The start has failed for certain: what the host sends because of it, to the witness or to the source. */
export async function returning(
  context: CaseContext,
  parts: OfferParts = {},
): Promise<Completed & { readonly commit: Uint8Array; readonly sent: MessageView }> {
  const { start, ...said } = await starting(context, parts);
  return context.reach('destination-host/returning', async () => {
    await context.operation(start, { is: 'failed', reason: 'hypervisor' });
    const release = context.expect.maybeOperation();
    if (release !== undefined) await context.operation(release, { is: 'done' });
    return { ...said, sent: await context.expect.message(['GiveBack', 'WitnessSwap']) };
  });
}

/**
 * Plays the source and the hypervisor while a round is carried: answers each Fetch with its pieces, and each `load`
 * with the digest, until a complete Progress or another message of the name comes. How often the host fetches and
 * tells its progress is its own affair.
 */
export async function carry(
  context: CaseContext,
  chunks: readonly ImageChunk[],
  digest: Uint8Array,
  until: MessageName,
): Promise<MessageView> {
  for (let turn = 0; turn < 50; turn += 1) {
    const operation = context.expect.maybeOperation();
    if (operation !== undefined) {
      await context.operation(operation, { is: 'loaded', stateDigest: hexOf(digest) });
      continue;
    }
    const message = await context.expect.message(['Fetch', 'Progress', until]);
    if (message.name === 'Fetch') await answerFetch(context, message, chunks);
    else if (message.name !== 'Progress') return message;
    else if (until === 'Progress' && message.tlv('progress')[6] === 1) return message;
  }
  throw new RangeError('a round that never ends');
}

/** Sends the pieces that a Fetch asks for. */
export async function answerFetch(
  context: CaseContext,
  fetch: MessageView,
  chunks: readonly ImageChunk[],
): Promise<void> {
  const wanted = fetch.tlv('fetch');
  for (let at = 2; at < wanted.length; at += 24) {
    const cid = wanted.subarray(at, at + 20);
    const offset = Buffer.from(wanted).readUInt32BE(at + 20);
    const chunk = chunks.find((one) => hexOf(cidOf(one)) === hexOf(cid));
    if (chunk !== undefined) await context.send(piece(chunk, cid, fetch.exchange, offset));
  }
}
