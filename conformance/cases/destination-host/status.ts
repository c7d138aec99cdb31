/** A destination host says how it stands, in every state (chapter 06, section Status and the table of states). */
import { type Case, defineCase } from '../../case.ts';
import { type DestinationState, destinationStates, frameOf, reach } from '../../ground/destination-states.ts';
import { statusIn } from '../../ground/status.ts';
import { statusQuery } from '../../octets/from-others.ts';

function statusWhen(state: DestinationState): Case {
  const { slug, when, status: expected } = state;
  return defineCase({
    id: `destination-host/status-when-${slug}`,
    title: `when ${when}, a question for the status is answered by ${expected.join(', ')}`,
    covers: ['DST-029'],
    role: 'destination-host',
    ...frameOf(state),
    async run(context) {
      const { send, expect } = context;
      await reach(context, state);
      const query = statusQuery('destination');
      await send(query);
      const said = await expect.answer('StatusAnswer', query, { to: 'operator' });
      const status = statusIn(said).slice(0, expected.length);
      expect.equal(status, [...expected], 'the status', 'DST-029');
    },
  });
}

/** In every state. */
export const statusInEveryState = destinationStates.map(statusWhen);
