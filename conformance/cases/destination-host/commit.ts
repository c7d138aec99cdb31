/** The destination host gets the right to run (chapter 06, section The right to run). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { commit } from '../../octets/from-source.ts';
import { uint } from '../../octets/octets.ts';
import { reasonIn } from '../../octets/records.ts';
import { completed, starting } from '../../ground/destination-host.ts';

/** The permit comes. */
export const permitStarts = defineCase({
  id: 'destination-host/commit-starts-the-machine',
  title:
    'a fitting permit starts the machine; Running is said when it runs, and again when it is asked again',
  covers: ['DST-023'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { send, operation, expect } = context;
    const { commit: request, start } = await starting(context);
    await expect.silence();
    await operation(start, { is: 'done' });
    const said = await expect.answer('Running', request);
    expect.equal(said.tlv('running'), uint(epoch, 8), 'the epoch');
    expect.machine('running', epoch);
    await send(request);
    const again = await expect.answer('Running', request);
    expect.equal(again.tlv('running'), uint(epoch, 8), 'the epoch');
    await expect.silence();
    await expect.noOperation();
  },
});

/** A permit for somebody else. */
export const permitOfOther = defineCase({
  id: 'destination-host/commit-for-another-holder',
  title: 'a permit that names another holder starts nothing and is refused with not-authorised',
  covers: ['DST-019', 'DST-018'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/commit-starts-the-machine',
  async run(context) {
    const { send, expect } = context;
    await completed(context);
    const request = commit({ holder: cast.stranger.hid });
    await send(request);
    const refused = await expect.answer('Refused', request);
    expect.equal(reasonIn(refused.tlv('reason')), 'not-authorised', 'the reason', 'DST-019');
    await expect.silence();
    await expect.noOperation();
    expect.neverRan();
  },
});
