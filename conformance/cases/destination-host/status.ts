/** A destination host says how it stands, in every state (chapter 06, section Status and the table of states). */
import { codeTables } from '../../../spec/registry/codes.ts';
import { type Case, defineCase } from '../../case.ts';
import { type DestinationState, destinationStates, frameOf, reach } from '../../ground/destination-states.ts';
import { statusQuery } from '../../octets/from-others.ts';
import { codeName } from '../../octets/records.ts';

function statusIn(state: DestinationState): Case {
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
      const value = said.tlv('status');
      const [outcome, phase, answer] = [value[0]!, value[1]!, value[2]!];
      const status = [
        codeName(codeTables.outcome, outcome),
        codeName(codeTables.phase, phase),
        codeName(codeTables.answer, answer),
        ...(expected.length < 4 ? [] : [Number(Buffer.from(value).readBigUInt64BE(3))]),
      ];
      expect.equal(status, [...expected], 'the status', 'DST-029');
    },
  });
}

/** In every state. */
export const statusInEveryState = destinationStates.map(statusIn);
