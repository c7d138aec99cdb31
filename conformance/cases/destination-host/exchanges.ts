/** Requests and answers of a destination host (chapter 04, section Exchanges). */
import { codeTables } from '../../../spec/registry/codes.ts';
import { defineCase } from '../../case.ts';
import { cast, epoch, machine, migration, otherMigration } from '../../cast.ts';
import type { CaseContext } from '../../context.ts';
import { answerFetch, completed, prepared } from '../../ground/destination-host.ts';
import { keepsWaiting } from '../../ground/letting-go.ts';
import { firstDigest, firstRound, type ImageChunk, lastRound, stateDigest } from '../../octets/image.ts';
import { statusAnswer, statusQuery } from '../../octets/from-others.ts';
import { freeze, manifest, offer } from '../../octets/from-source.ts';
import { hexOf, patched, uint } from '../../octets/octets.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { sign } from '../../octets/seal.ts';

const { outcome, phase, answer } = codeTables;
const exchangeAt = 52;

/** The header of an answer. */
export const copiesHeader = defineCase({
  id: 'destination-host/answers-copy-the-request',
  title: 'answers have machine, migration, epoch and exchange of the request and go back to its sender',
  covers: ['MSG-034'],
  role: 'destination-host',
  needs: [],
  async run({ send, expect }) {
    const about = (message: MessageView): readonly unknown[] => {
      const { sender, receiver, exchange } = message;
      return [message.machine, message.migration, message.epoch, exchange, sender, receiver];
    };
    const here = cast.destination.hid;
    const asked = offer({ exchange: 0xfedcba98 });
    await send(asked);
    const accept = await expect.message('OfferAccept');
    const offered = [machine, migration, epoch, 0xfedcba98, here, cast.source.hid];
    expect.equal(about(accept), offered, 'the header', 'MSG-034');
    const other = { migration: otherMigration, epoch: epoch + 4, exchange: 0 };
    await send(statusQuery('destination', other));
    const status = await expect.message('StatusAnswer');
    const queried = [machine, otherMigration, epoch + 4, 0, here, cast.operator.hid];
    expect.equal(about(status), queried, 'the header', 'MSG-034');
    await expect.silence();
  },
});

/** A request whose answer does not come. */
export const sameOctets = defineCase({
  id: 'destination-host/requests-repeat-their-octets',
  title: 'a StatusQuery that is not answered is repeated octet for octet',
  covers: ['MSG-031'],
  role: 'destination-host',
  needs: [],
  timers: ['DOUBT_RETRY'],
  async run(context) {
    const { advance, delay, expect } = context;
    await completed(context);
    await advance('DOUBT_RETRY');
    const query = await expect.message('StatusQuery', { to: 'source' });
    await advance(2 * delay('DOUBT_RETRY'));
    await expect.repeated(query);
  },
});

/** Plays source and hypervisor while a round is carried; gives every Fetch. */
async function fetchesOf(
  { send, expect, operation }: CaseContext,
  chunks: readonly ImageChunk[],
  digest: Uint8Array,
): Promise<readonly MessageView[]> {
  const found: MessageView[] = [];
  for (let turn = 0; turn < 50; turn += 1) {
    const asked = expect.maybeOperation();
    if (asked !== undefined) {
      await operation(asked, { is: 'loaded', stateDigest: hexOf(digest) });
      continue;
    }
    const message = await expect.maybe();
    if (message === undefined) break;
    if (message.name !== 'Fetch') continue;
    found.push(message);
    await answerFetch({ send } as CaseContext, message, chunks);
  }
  return found;
}

/** Every request of a host to one other in a migration. */
export const ownNumbers = defineCase({
  id: 'destination-host/requests-have-their-own-exchange',
  title: 'each request to the source has an exchange that no other request to it has',
  covers: ['MSG-032'],
  role: 'destination-host',
  needs: [],
  timers: ['DOUBT_RETRY'],
  async run(context) {
    const { send, advance, expect } = context;
    await prepared(context);
    const requests = await context.ground('the whole state is carried', async () => {
      await send(manifest());
      const first = await fetchesOf(context, firstRound, firstDigest);
      await send(manifest(2, lastRound));
      await send(freeze(2, lastRound));
      const second = await fetchesOf(context, lastRound, stateDigest);
      await advance('DOUBT_RETRY');
      const query = await expect.message('StatusQuery', { to: 'source' });
      expect.that(first.length > 0 && second.length > 0, {
        expectedOneOf: ['a Fetch in each round'],
        actual: `${first.length} and ${second.length}`,
      });
      return [...first, ...second, query];
    });
    const byExchange = new Map<number, string>();
    for (const { exchange, octets, name } of requests) {
      const before = byExchange.get(exchange) ?? hexOf(octets);
      expect.equal(hexOf(octets), before, `${name} with the exchange ${exchange} of before:`, 'MSG-032');
      byExchange.set(exchange, before);
    }
  },
});

/** An answer to something else. */
export const unaskedAnswer = defineCase({
  id: 'destination-host/answer-to-another-exchange',
  title: 'an answer with an exchange that was not opened is dropped; the right one counts',
  covers: ['MSG-033'],
  role: 'destination-host',
  needs: [],
  timers: ['DOUBT_RETRY'],
  twin: 'destination-host/doubt-ends-with-aborted',
  async run(context) {
    const { send, advance, expect } = context;
    await completed(context);
    const query = await context.ground('the source is asked', async () => {
      await advance('DOUBT_RETRY');
      return expect.message('StatusQuery', { to: 'source' });
    });
    const status = [outcome.aborted.code, phase.ended.code, answer.yes.code, epoch - 1] as const;
    const right = statusAnswer(query.octets, 'source', 'destination', status);
    const other = (query.exchange + 1) % 2 ** 32;
    await send(sign(patched(right, exchangeAt, uint(other, 4)).subarray(0, -100), 'source'));
    await keepsWaiting(context);
    await send(right);
    await expect.operation('release');
  },
});
