/** Many machines at one access router: what becomes of one changes nothing for the others (chapter 12). */
import { cast } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { before, forwarding } from '../../ground/access-router.ts';
import { toMachine } from '../../octets/to-router.ts';
import { passed } from '../../octets/xip.ts';

/** So many that some stand where they do in a table because of others. */
const machineCount = 50;

/** Ids that differ in their last octets alone. */
const others: readonly string[] = Array.from({ length: machineCount }, (_, n) =>
  (n + 1).toString(16).padStart(40, '72'),
);

/** One of them has gone. */
export const oneHasGone = defineCase({
  id: 'access-router/one-of-many-has-gone',
  title: 'when a machine has gone, what comes for the others still goes to their host, and for it no more',
  covers: ['ATT-021', 'FWD-002'],
  role: 'access-router',
  needs: [],
  timers: ['MARK_WAIT', 'FORWARD_LIFE'],
  async run(context) {
    const { advance, deliver, expect, ground, order } = context;
    await forwarding(context);
    await ground('the operator has other machines begin at the same host', async () => {
      for (const machine of others)
        await order({ kind: 'attach', machine, host: cast.source.hid, epoch: before });
    });
    await advance('FORWARD_LIFE');
    expect.attachment('absent');
    for (const machine of others) {
      const packet = toMachine('6f74', { machine });
      await deliver(packet);
      await expect.delivered(passed(packet), 'source', 'FWD-002');
    }
    await deliver(toMachine('676f6e65'));
    const answer = await expect.packet(1);
    expect.equal(answer.payload[0], 3, 'the type of XCMP', 'ATT-021');
    await expect.silence();
  },
});
