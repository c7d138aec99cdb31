/** The states of an access router: how a case brings it there, and what becomes of packets then (chapter 12). */
import type { TimerName } from '../../spec/registry/timers.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { type Case, defineCase } from '../case.ts';
import { cast, epoch } from '../cast.ts';
import type { CaseContext } from '../context.ts';
import { forward, join, type JoinParts } from '../octets/to-router.ts';
import { passed } from '../octets/xip.ts';
import { arrived, attached, before, data, forwarding, holding, prepared } from './access-router.ts';

/** What becomes of a packet that comes by the address of the machine. */
type Fate = 'to the source' | 'waits' | 'to the place' | 'is unreachable';

/** A state of an access router. */
export interface RouterState {
  readonly slug: string;
  /** When an access router is in it. */
  readonly when: string;
  readonly timers?: readonly TimerName[];
  /** What the upper tester calls it, and the epoch that goes with it; without an epoch nobody was attached yet. */
  readonly said: readonly [state: string, epoch?: number];
  readonly fate: Fate;
  establish(context: CaseContext): Promise<unknown>;
}

/** The machine goes to another host of the AD, under the epoch of the cast. */
async function handing(context: CaseContext): Promise<void> {
  await attached(context);
  await context.ground('the machine goes to another host of the AD', async () => {
    await context.send(forward({ attachment: { router: 'router' } }));
    await context.expect.message('TransitAnswer', { to: 'source' });
  });
}

/** All that can be told apart from outside. */
export const routerStates: readonly RouterState[] = [
  {
    slug: 'absent',
    when: 'the machine was never here',
    said: ['absent'],
    fate: 'is unreachable',
    establish: () => Promise.resolve(),
  },
  {
    slug: 'abandoned',
    when: 'a lease has ended',
    timers: ['ATTACH_LEASE'],
    said: ['absent'],
    fate: 'is unreachable',
    async establish(context) {
      await prepared(context);
      await context.advance('ATTACH_LEASE');
    },
  },
  {
    slug: 'prepared',
    when: 'a host is prepared',
    said: ['prepared'],
    fate: 'is unreachable',
    establish: prepared,
  },
  {
    slug: 'attached',
    when: 'a host is attached',
    said: ['attached', before],
    fate: 'to the source',
    establish: attached,
  },
  {
    slug: 'expecting',
    when: 'a second host is prepared',
    said: ['attached', before],
    fate: 'to the source',
    async establish(context) {
      await attached(context);
      await prepared(context);
    },
  },
  {
    slug: 'settling',
    when: 'older packets may still come',
    said: ['attached', epoch],
    fate: 'waits',
    establish: arrived,
  },
  {
    slug: 'holding',
    when: 'packets are held',
    said: ['holding', before],
    fate: 'waits',
    establish: holding,
  },
  {
    slug: 'handing',
    when: 'it is handed over inside the AD',
    said: ['holding', before],
    fate: 'waits',
    establish: handing,
  },
  {
    slug: 'forwarding',
    when: 'packets are sent on',
    said: ['forwarding', epoch],
    fate: 'to the place',
    establish: (context) => forwarding(context),
  },
  {
    slug: 'left',
    when: 'the forwarding is over',
    timers: ['FORWARD_LIFE'],
    said: ['absent', epoch],
    fate: 'is unreachable',
    async establish(context) {
      await forwarding(context);
      await context.advance('FORWARD_LIFE');
    },
  },
];

/** The states with these slugs. */
export function routerStatesOf(...slugs: readonly string[]): readonly RouterState[] {
  return slugs.map((slug) => routerStates.find((one) => one.slug === slug)!);
}

/** A case that begins in a state. */
export function inState(
  state: RouterState,
  saying: Pick<Case, 'id' | 'title' | 'covers'> & Partial<Pick<Case, 'needs' | 'timers'>>,
  run: Case['run'],
): Case {
  const timers = [...(state.timers ?? []), ...(saying.timers ?? [])];
  return defineCase({
    role: 'access-router',
    needs: [],
    ...saying,
    ...(timers.length === 0 ? {} : { timers }),
    async run(context) {
      await reachState(context, state);
      await run(context);
    },
  });
}

/** Brings an access router to a state. */
export function reachState(context: CaseContext, { when, establish, said }: RouterState): Promise<void> {
  return context.ground(when, async () => {
    await establish(context);
    await context.expect.silence();
    context.expect.attachment(said[0]);
  });
}

/** A Join of the destination under an epoch that is higher than that of every state. */
export function nextJoin(parts: JoinParts = {}): Uint8Array {
  return join({ epoch: epoch + 1, exchange: 0x10000021, ...parts });
}

/** The destination is attached under that epoch. */
export async function activates(
  { send, expect }: CaseContext,
  request: Uint8Array = nextJoin({ exchange: 0x10000022, permit: {} }),
): Promise<void> {
  await send(request);
  await expect.answer('Joined', request, { to: 'destination' });
}

/** Delivers a packet by the address of the machine, which fares as it does in the state. */
export async function expectFate(
  { deliver, expect }: CaseContext,
  { fate }: RouterState,
  number: number,
  requirement: RequirementId,
): Promise<void> {
  await deliver(data(number));
  if (fate === 'to the source') await expect.delivered(passed(data(number)), 'source', requirement);
  if (fate === 'to the place') await expect.tunnelled(passed(data(number)), 'newRouter', epoch, requirement);
  if (fate === 'is unreachable') {
    const answer = await expect.packet(1);
    expect.equal(answer.payload[0], 3, 'the type of XCMP', requirement);
  }
  await expect.silence();
}

/** The source, which has left or is about to, with all that once gave it the machine under the epoch of the cast. */
export const joinOfSource: JoinParts = {
  from: 'source',
  exchange: 0x10000023,
  permit: { signer: 'destination', holder: cast.source.hid },
};
