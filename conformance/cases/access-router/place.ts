/** What an access router tells machines (chapter 12, section Questions and beacons). */
import { cast, epoch, machine } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  arrived,
  attached,
  before,
  forwarding,
  holding,
  prepared,
  readAttachment,
} from '../../ground/access-router.ts';
import { expectRefused } from '../../ground/refusal.ts';
import { everybody } from '../../octets/from-router.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { forward, placeQuery } from '../../octets/to-router.ts';
import { hidOf, readPacket } from '../../octets/xip.ts';

/** The machine has heard nothing for a while. */
export const asked = defineCase({
  id: 'access-router/place-query',
  title: 'a PlaceQuery of a machine that is attached is answered by its active attachment without lease',
  covers: ['ATT-023'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await arrived(context);
    const request = placeQuery();
    await send(request);
    const answer = await expect.answer('Joined', request, { to: 'owner' });
    const { machine: whose, epoch: under, host, standing } = readAttachment(answer.tlv('attachment'));
    const here = [machine, epoch, cast.destination.hid, 'active'];
    expect.equal([whose, under, host, standing], here, 'the attachment', 'ATT-023');
    expect.equal(answer.maybe('lease'), undefined, 'a lease', 'ATT-023');
    await expect.silence();
  },
});

/** It still belongs here. */
export const askedWhileHolding = defineCase({
  id: 'access-router/place-query-while-holding',
  title: 'a PlaceQuery of a machine for which the router holds is answered like any other',
  covers: ['ATT-023'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await holding(context);
    const request = placeQuery();
    await send(request);
    const answer = await expect.answer('Joined', request, { to: 'owner' });
    const { epoch: under, host } = readAttachment(answer.tlv('attachment'));
    expect.equal([under, host], [before, cast.source.hid], 'the attachment', 'ATT-023');
    await expect.silence();
  },
});

function askedElsewhere(
  slug: string,
  title: string,
  establish: (context: CaseContext) => Promise<unknown>,
): Case {
  return defineCase({
    id: `access-router/place-query-${slug}`,
    title: `a PlaceQuery of a machine ${title} is refused with the reason attachment`,
    covers: ['ATT-023'],
    role: 'access-router',
    needs: [],
    twin: 'access-router/place-query',
    async run(context) {
      await establish(context);
      const request = placeQuery();
      await context.send(request);
      await expectRefused(context, request, 'attachment', 'ATT-023');
      await context.expect.silence();
    },
  });
}

/** It is not here. */
export const askedWhileAbsent = askedElsewhere('absent', 'that is absent', () => Promise.resolve());
/** It is not here yet. */
export const askedWhilePrepared = askedElsewhere('prepared', 'that is prepared', (context) =>
  prepared(context),
);
/** It has left. */
export const askedWhileForwarding = askedElsewhere('forwarding', 'that has left', (context) =>
  forwarding(context),
);
/** It is on its way to another host. */
export const askedWhileHanding = askedElsewhere(
  'handed-over',
  'that goes to another host',
  async (context) => {
    await attached(context);
    await context.ground('the machine goes to another host of the AD', async () => {
      await context.send(forward({ attachment: { router: 'router' } }));
      await context.expect.message('TransitAnswer');
    });
  },
);

/** What a beacon says. */
function beaconSaid(beacon: MessageView): readonly unknown[] {
  const value = Buffer.from(beacon.tlv('beacon'));
  return [value.toString('hex', 0, 20), value.readUInt32BE(20)];
}

/** Every second. */
export const beacons = defineCase({
  id: 'access-router/beacon',
  title: 'each time BEACON_INTERVAL fires, the machine that is attached is sent a Beacon, numbered upwards',
  covers: ['ATT-024'],
  role: 'access-router',
  needs: [],
  timers: ['BEACON_INTERVAL'],
  async run(context) {
    const { expect, advance } = context;
    await attached(context);
    await advance('BEACON_INTERVAL');
    const first = await expect.message('Beacon');
    const about = [first.machine, first.migration, first.epoch, first.receiver];
    const everyone = ['00'.repeat(20), '00'.repeat(16), 1, everybody];
    expect.equal(about, everyone, 'what the header says', 'ATT-024');
    const [ad, number] = beaconSaid(first) as [string, number];
    expect.equal(ad, cast.router.ad, 'the AD', 'ATT-024');
    await advance('BEACON_INTERVAL');
    const second = await expect.message('Beacon');
    expect.equal(beaconSaid(second), [cast.router.ad, number + 1], 'the beacon after it', 'ATT-024');
  },
});

/** The packet goes to the machine, at its host. */
export const beaconTo = defineCase({
  id: 'access-router/beacon-to-machine',
  title: 'the packet of a Beacon is for the machine, handed to the host at which it is',
  covers: ['ATT-024'],
  role: 'access-router',
  needs: [],
  timers: ['BEACON_INTERVAL'],
  async run(context) {
    const { expect, advance } = context;
    await attached(context);
    await advance('BEACON_INTERVAL');
    const { packet, next } = await expect.carrierOf('Beacon');
    expect.equal(hidOf(readPacket(packet)!.destination), machine, 'whom it is for', 'ATT-024');
    expect.equal(next, cast.source.hid, 'the host that it was handed to', 'ATT-024');
  },
});

/** It stands still. */
export const beaconWhileHolding = defineCase({
  id: 'access-router/beacon-while-holding',
  title: 'beacons go on while the router holds',
  covers: ['ATT-024'],
  role: 'access-router',
  needs: [],
  timers: ['BEACON_INTERVAL'],
  async run(context) {
    const { expect, advance } = context;
    await holding(context);
    await advance('BEACON_INTERVAL');
    await expect.message('Beacon');
  },
});

/** It has left. */
export const noBeacon = defineCase({
  id: 'access-router/no-beacon-after-leaving',
  title: 'a machine that has left, or is only prepared, is sent no Beacon',
  covers: ['ATT-024'],
  role: 'access-router',
  needs: [],
  timers: ['BEACON_INTERVAL'],
  twin: 'access-router/beacon',
  async run(context) {
    const { expect, advance } = context;
    await forwarding(context);
    await advance('BEACON_INTERVAL');
    await expect.silence();
  },
});
