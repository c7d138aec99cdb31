/** A destination host asks its access router before it votes: the ground of every case about that question. */
import { defineCase } from '../../case.ts';
import { reserved, reserving } from '../../ground/destination-host.ts';
import { behind } from '../../ground/host-network.ts';

/** Everything is reserved but the network. */
export const asks = defineCase({
  id: 'destination-host/join-without-permit',
  title: 'when all else is reserved the router is asked by Join, without a permit, and no vote is sent yet',
  covers: ['ADA-001'],
  role: 'destination-host',
  needs: ['access-router'],
  config: behind('newRouter'),
  async run(context) {
    const { expect, operation } = context;
    const { reserve } = await reserving(context);
    await operation(reserve, reserved);
    const join = await expect.message('Join', { to: 'newRouter' });
    expect.equal(join.maybe('permit'), undefined, 'the permit', 'ADA-001');
    expect.equal(join.maybe('statement'), undefined, 'the statement of the witness', 'ADA-001');
    await expect.silence();
  },
});
