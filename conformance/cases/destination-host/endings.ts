/** How a migration ends at a destination host before the commit, and what is said of it then (chapter 06). */
import { epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  type DestinationEnding,
  destinationEndings,
  ended,
  frameOfEnding,
} from '../../ground/destination-endings.ts';
import { letsGo, releases } from '../../ground/letting-go.ts';
import { expectRefused } from '../../ground/refusal.ts';
import { statusIn } from '../../ground/status.ts';
import { abort, freeze, manifest } from '../../octets/from-source.ts';
import { statusQuery } from '../../octets/from-others.ts';
import { lastRound } from '../../octets/image.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { reasonIn } from '../../octets/records.ts';

function ends(ending: DestinationEnding): Case {
  const { slug, how, reason, clause, told } = ending;
  return defineCase({
    id: `destination-host/ends-by-${slug}`,
    title: `when ${how}, the copy is let go${told === undefined ? `, and the source told ${reason}` : ''}`,
    covers: [clause],
    role: 'destination-host',
    ...frameOfEnding(ending),
    async run(context) {
      await ending.end(context);
      if (told === undefined) return void (await letsGo(context, reason, clause));
      await releases(context);
      await context.expect.silence();
    },
  });
}

/** A case that begins when the migration has ended. */
function after(
  ending: DestinationEnding,
  { id, title, covers }: Pick<Case, 'id' | 'title' | 'covers'>,
  run: (context: CaseContext, said: Awaited<ReturnType<typeof ended>>) => Promise<void>,
): Case {
  return defineCase({
    id: `destination-host/${id}-after-end-by-${ending.slug}`,
    title: `after an end because ${ending.how}, ${title}`,
    covers,
    role: 'destination-host',
    ...frameOfEnding(ending),
    async run(context) {
      await run(context, await ended(context, ending));
      await context.expect.silence();
      await context.expect.noOperation();
    },
  });
}

/** Nothing is here, and the source is told why. */
async function expectAborted({ expect }: CaseContext, { reason }: DestinationEnding): Promise<MessageView> {
  const aborted = await expect.message('Aborted', { to: 'source' });
  expect.equal(reasonIn(aborted.tlv('reason')), reason, 'the reason', 'DST-027');
  return aborted;
}

function requestsAfter(ending: DestinationEnding): Case {
  const { reason, told } = ending;
  const frame = { id: 'requests', title: 'the same Offer is refused for that', covers: ['DST-003'] } as const;
  return after(ending, frame, async (context, { offer, prepare }) => {
    const { expect, send } = context;
    await send(offer);
    await expectRefused(context, offer, reason, 'DST-003');
    await send(prepare);
    if (told === undefined) return expectRefused(context, prepare, reason, 'DST-003');
    const again = await expect.answer(told, prepare);
    expect.equal(again.tlv('votes')[0], 1, 'the vote for the memory', 'DST-003');
  });
}

function roundsAfter(ending: DestinationEnding): Case {
  const frame = { id: 'rounds', title: 'Manifest and Freeze get Aborted', covers: ['DST-027'] } as const;
  return after(ending, frame, async (context) => {
    for (const late of [manifest(2, lastRound), freeze(2, lastRound)]) {
      await context.send(late);
      await expectAborted(context, ending);
    }
  });
}

function abortAfter(ending: DestinationEnding): Case {
  const frame = {
    id: 'abort',
    title: 'Abort gets Aborted for that',
    covers: ['DST-027', 'DST-029'],
  } as const;
  return after(ending, frame, async (context) => {
    const { expect, send } = context;
    const request = abort('cancelled');
    await send(request);
    const aborted = await expectAborted(context, ending);
    expect.equal(aborted.exchange, Buffer.from(request).readUInt32BE(52), 'the exchange', 'DST-027');
    const query = statusQuery('destination');
    await send(query);
    const status = statusIn(await expect.answer('StatusAnswer', query));
    expect.equal(status, ['aborted', 'ended', 'no', epoch - 1], 'the status', 'DST-029');
  });
}

/** The journal has the reason, too. */
function offerAfterRestart(ending: DestinationEnding): Case {
  const { slug, how, reason } = ending;
  const { needs, ...frame } = frameOfEnding(ending);
  return defineCase({
    id: `destination-host/offer-after-restart-and-end-by-${slug}`,
    title: `after a restart, when ${how}, the same Offer is refused for that`,
    covers: ['DST-003', 'JRN-007'],
    role: 'destination-host',
    needs: [...needs, 'keep-journal'],
    ...frame,
    async run(context) {
      const { offer } = await ended(context, ending);
      await context.restart();
      await context.send(offer);
      await expectRefused(context, offer, reason, 'DST-003');
      await context.expect.silence();
      await context.expect.noOperation();
    },
  });
}

/** Each way to end. */
export const everyEnding = destinationEndings.map(ends);
/** What begins a migration comes again. */
export const requestsAfterEndings = destinationEndings
  .filter(({ isLate }) => isLate !== true)
  .map(requestsAfter);
/** Rounds come late. */
export const roundsAfterEndings = destinationEndings.map(roundsAfter);
/** Abort comes late. */
export const abortAfterEndings = destinationEndings.map(abortAfter);
/** The journal keeps why. */
export const offerAfterRestarts = destinationEndings
  .filter(({ slug }) => ['abort', 'vote-of-no', 'prepare-lease'].includes(slug))
  .map(offerAfterRestart);
