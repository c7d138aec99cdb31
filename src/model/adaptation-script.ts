/** Machines that move among access routers: what their hosts say, in the order in which they come to say it. */
import type { AccessRouterEvent } from '../machines/index.ts';

/** Where the machine is, and under which epoch. */
export interface Truth {
  readonly router: string;
  readonly host: string;
  readonly epoch: number;
}

/** What is said to a router; the text is different for each. */
export interface Said {
  readonly to: string;
  readonly event: AccessRouterEvent;
  readonly text: string;
}

/** What the hosts do next. */
export interface ScriptStep {
  readonly text: string;
  /** Where the machine is from here on. */
  readonly truth: Truth;
  /** What is said to routers; all of it may come late, often, in any order, or never. */
  readonly says: readonly Said[];
}

/** Movements that are explored. */
export interface Movement {
  readonly text: string;
  readonly routers: readonly string[];
  readonly steps: readonly ScriptStep[];
}

interface Place {
  readonly router: string;
  readonly host: string;
}

const [a1, a2, b1, b2, c1] = [
  { router: 'A', host: 'a1' },
  { router: 'A', host: 'a2' },
  { router: 'B', host: 'b1' },
  { router: 'B', host: 'b2' },
  { router: 'C', host: 'c1' },
] as const;

/** Every movement by name. */
export const movements = {
  'there-and-back': movement('from A to B and back', [a1, b1, a1]),
  'there-and-elsewhere': movement('from A to B, and on to C', [a1, b1, c1]),
  'inside-and-out': movement('to another host in A, and on to B', [a1, a2, b1]),
  'in-and-inside': movement('from A to B, and on to another host there', [a1, b1, b2]),
  'given-back': givenBack(),
  'aborted-first': movement('frozen for B and thawed; later to B', [a1, b1], 1),
} as const satisfies Readonly<Record<string, Movement>>;

/** The name of a movement. */
export type MovementName = keyof typeof movements;

/** @param aborted how many migrations are aborted during the first freeze. */
function movement(text: string, places: readonly Place[], aborted = 0): Movement {
  const steps: ScriptStep[] = [];
  places.forEach((to, leg) => {
    const from = places[leg - 1];
    if (from === undefined) {
      const truth = { ...to, epoch: 1 };
      const event: AccessRouterEvent = { type: 'order.attach', host: to.host, epoch: 1, migration: 'm1' };
      steps.push({ text: 'begin', truth, says: [{ to: to.router, event, text: `begin ${to.host}` }] });
      return;
    }
    if (leg === 1) for (let i = 0; i < aborted; i += 1) steps.push(...attempt(from, to, leg, `x${i}`, false));
    steps.push(...attempt(from, to, leg, `m${leg + 1}`, true));
  });
  return { text, routers: [...new Set(places.map(({ router }) => router))].sort(), steps };
}

/** The machine is committed to B, does not start there, and comes back to A under the next epoch. */
function givenBack(): Movement {
  const { routers, steps } = movement('to B, which cannot start it, and back', [a1, b1]);
  const committed = steps.at(-1)!;
  const back = { ...a1, epoch: 3 };
  const event: AccessRouterEvent = {
    type: 'received.Join',
    from: a1.host,
    epoch: 3,
    migration: 'm2',
    verdict: 'valid',
    right: 'valid',
  };
  return {
    text: 'to B, which cannot start it, and back',
    routers,
    steps: [
      ...steps.slice(0, -1),
      // The host at B asks its router for nothing: there is nothing that runs.
      { ...committed, says: committed.says.filter(({ to }) => to === 'A') },
      {
        text: 'b1 gives back',
        truth: back,
        says: [{ to: 'A', event, text: 'Join a1 activates 3 m2' }],
      },
    ],
  };
}

function attempt(
  from: Place,
  to: Place,
  leg: number,
  migration: string,
  commits: boolean,
): readonly ScriptStep[] {
  const epoch = leg + 1;
  const before = { ...from, epoch: leg };
  const asked = (host: string) => ({ from: host, epoch, migration });
  const join = (right: 'none' | 'valid') => ({
    to: to.router,
    event: { type: 'received.Join', ...asked(to.host), verdict: 'valid', right } as const,
    text: `Join ${to.host} ${right === 'valid' ? 'activates' : 'prepares'} ${epoch} ${migration}`,
  });
  const transit = (action: 'hold' | 'resume') => ({
    to: from.router,
    event: { type: 'received.Transit', ...asked(from.host), action } as const,
    text: `Transit ${from.host} ${action} ${epoch} ${migration}`,
  });
  const place =
    from.router === to.router
      ? null
      : ({
          machine: 'm',
          epoch,
          host: to.host,
          standing: 'prepared',
          nodes: to.router,
          algorithm: 'ed25519',
          hash: 'sha256-160',
          key: '',
          signature: '',
        } as const);
  const forward = {
    to: from.router,
    event: { type: 'received.Forward', ...asked(from.host), verdict: 'valid', place } as const,
    text: `Transit ${from.host} forward ${epoch} ${migration} to ${to.router}`,
  };
  return [
    { text: `${to.host} prepares`, truth: before, says: [join('none')] },
    { text: `${from.host} freezes`, truth: before, says: [transit('hold')] },
    commits
      ? { text: `${from.host} commits`, truth: { ...to, epoch }, says: [join('valid'), forward] }
      : { text: `${from.host} thaws`, truth: before, says: [transit('resume')] },
  ];
}
