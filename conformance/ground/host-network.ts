/**
 * Hosts that have an access router, which the kit plays: what they are told, and how a case brings them to where they
 * ask it for something.
 */
import { codeTables } from '../../spec/registry/codes.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { CaseConfig } from '../case-config.ts';
import { cast, epoch } from '../cast.ts';
import type { CaseContext } from '../context.ts';
import type { OperationReport } from '../iut/lines.ts';
import { complete, progress, ready } from '../octets/from-destination.ts';
import { joined, transitAnswer } from '../octets/from-router.ts';
import { firstRound, lastRound, stateDigest } from '../octets/image.ts';
import { hexOf } from '../octets/octets.ts';
import { attachment } from '../octets/place-records.ts';
import type { MessageView } from '../octets/read-message.ts';
import { codeName } from '../octets/records.ts';
import { addressText, type RouterName } from '../octets/xip.ts';
import { reserved, reserving } from './destination-host.ts';
import { type Accepted, accepted, chunksAsResult, type Finalising, type OrderParts } from './source-host.ts';

/** The configuration of a host with this access router. */
export function behind(router: RouterName): CaseConfig {
  return { router: { hid: cast[router].hid, address: addressText(cast[router]) } };
}

/** The statement of attachment that the destination gets before it votes. */
export const preparedPlace = attachment({ standing: 'prepared' });

/** How a migration at a source host with an access router goes. */
export interface SceneParts extends OrderParts {
  /** The statement that comes with Ready; by default that of the destination at the new router. */
  readonly place?: Uint8Array | 'none';
}

/** Takes Transit to the router: with this action, for the machine under the epoch of the migration. */
export async function expectTransit(
  { expect }: CaseContext,
  action: keyof (typeof codeTables)['transitAction'],
  requirement: RequirementId,
): Promise<MessageView> {
  const transit = await expect.message('Transit', { to: 'router' });
  const said = codeName(codeTables.transitAction, transit.tlv('transit')[0]!);
  expect.equal(said, action, 'the action', requirement);
  expect.equal(transit.epoch, epoch, 'the epoch in the header', requirement);
  return transit;
}

/**
 * Everything was carried but what the machine changes last. Gives the operation that is asked of the hypervisor then,
 * which is none as long as the router has not answered. How many rounds come before is up to the source.
 */
export async function carried(
  context: CaseContext,
  { place = preparedPlace, ...parts }: SceneParts = {},
): Promise<Accepted & { readonly asked: OperationReport | undefined }> {
  const { expect, send, operation, reach } = context;
  const said = await accepted(context, parts);
  return reach('source-host/carried', async () => {
    await send(ready(said.prepare.octets, undefined, {}, place === 'none' ? undefined : place));
    let asked: OperationReport | undefined = await expect.operation('copyRound');
    for (let round = 1; round < 10 && asked?.operation === 'copyRound'; round += 1) {
      const chunks = round === 1 ? firstRound : [];
      await operation(asked, { is: 'copied', chunks: chunksAsResult(chunks), dirtyRate: 0 });
      const manifest = await expect.message('Manifest', { to: 'destination' });
      await send(progress(manifest.octets, round, chunks.length, true));
      asked = expect.maybeOperation();
    }
    return { ...said, asked };
  });
}

/** The source has asked its router to hold what comes. */
export async function holding(
  context: CaseContext,
  parts: SceneParts = {},
): Promise<Accepted & { readonly hold: MessageView }> {
  const { asked, ...said } = await carried(context, parts);
  return context.reach('source-host/holding', async () => {
    context.expect.equal(
      asked?.operation ?? 'no operation',
      'no operation',
      'what is asked of the hypervisor',
    );
    return { ...said, hold: await expectTransit(context, 'hold', 'ADA-002') };
  });
}

/** The router holds what comes, and the machine stands still; the last round and `Freeze` are out. */
export async function frozen(
  context: CaseContext,
  parts: SceneParts = {},
): Promise<Finalising & { readonly hold: MessageView }> {
  const { expect, send, operation, reach } = context;
  const said = await holding(context, parts);
  return reach('source-host/frozen', async () => {
    await send(transitAnswer(said.hold.octets));
    const chunks = chunksAsResult(lastRound);
    const result = { is: 'frozen', chunks, stateDigest: hexOf(stateDigest) };
    await operation(await expect.operation('freeze'), result);
    const manifest = await expect.message('Manifest', { to: 'destination' });
    return { ...said, manifest, freeze: await expect.message('Freeze', { to: 'destination' }) };
  });
}

/** The machine is away: Transit with `forward` and Commit are out. */
export async function forwarded(
  context: CaseContext,
  parts: SceneParts = {},
): Promise<
  Finalising & { readonly hold: MessageView; readonly forward: MessageView; readonly commit: MessageView }
> {
  const { expect, send, reach } = context;
  const said = await frozen(context, parts);
  return reach('source-host/forwarded', async () => {
    await send(complete(said.freeze.octets));
    const forward = await expectTransit(context, 'forward', 'ADA-004');
    return { ...said, forward, commit: await expect.message('Commit', { to: 'destination' }) };
  });
}

/** A destination host has everything reserved but the network, and asks its router: the Prepare, and the Join. */
export async function joining(
  context: CaseContext,
  parts: Parameters<typeof reserving>[1] = {},
): Promise<{ readonly prepare: Uint8Array; readonly join: MessageView }> {
  const { prepare, reserve } = await reserving(context, parts);
  return context.reach('destination-host/joining', async () => {
    await context.operation(reserve, reserved);
    return { prepare, join: await context.expect.message('Join', { to: 'newRouter' }) };
  });
}

/** Has the router of the destination prepare whatever it asks for, while the rest of the ground is walked. */
export function preparing(context: CaseContext): CaseContext {
  return {
    ...context,
    async operation(asked, result) {
      await context.operation(asked, result);
      if (asked.operation !== 'reserve') return;
      const join = await context.expect.message('Join', { to: 'newRouter' });
      await context.send(joined(join.octets, { standing: 'prepared' }));
    },
  };
}
