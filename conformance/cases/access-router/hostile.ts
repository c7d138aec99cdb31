/** Messages of an exchange that come again, or from somebody else: they change nothing (chapters 09 and 12). */
import { epoch, otherMigration } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { attached, before, data, earlierJoin, expectServed } from '../../ground/access-router.ts';
import { expectRefused } from '../../ground/refusal.ts';
import { endMark } from '../../octets/from-router.ts';
import type { Envelope } from '../../octets/message.ts';
import { forward, join, placeQuery, transit } from '../../octets/to-router.ts';
import { passed } from '../../octets/xip.ts';

/** Every message that a router hears when a machine goes from the source to the destination and beyond, by name. */
const heard: Readonly<Record<string, (differences: Partial<Envelope>) => Uint8Array>> = {
  'earlier-join': (differences) => earlierJoin(differences),
  'earlier-mark': (differences) => endMark(0, 0, { epoch: before, ...differences }),
  prepare: (differences) => join(differences),
  hold: (differences) => transit('hold', differences),
  resume: (differences) => transit('resume', { exchange: 0x20000002, ...differences }),
  'hand-over': (differences) => forward({ attachment: { router: 'router' }, ...differences }),
  activate: (differences) => join({ exchange: 0x10000002, permit: {}, ...differences }),
  mark: (differences) => endMark(0, 0, differences),
  query: (differences) => placeQuery(differences),
};

/** The exchange, up to the attachment at the destination. */
async function migrate({ send, expect, ground }: CaseContext): Promise<void> {
  await ground('the machine goes to the destination', async () => {
    for (const [name, make] of Object.entries(heard)) {
      await send(make({}));
      if (!name.endsWith('mark')) await expect.message(['Joined', 'TransitAnswer']);
    }
    expect.attachment('attached', epoch, 'destination');
    await expect.silence();
  });
}

/** Each of them again. */
export const replays = defineCase({
  id: 'access-router/replays',
  title: 'no message of an exchange that is over changes anything when it comes again',
  covers: ['ATT-004', 'ATT-005', 'ATT-012'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await migrate(context);
    for (const [name, make] of Object.entries(heard)) {
      context.note(`${name} again`);
      await send(make({}));
      await expect.maybe(['Joined', 'TransitAnswer', 'Refused']);
      expect.attachment('attached', epoch, 'destination');
      await expectServed(context, 'destination', 'ATT-005');
      await expect.silence();
    }
  },
});

/** Each of them, signed by somebody else, just before it comes. */
export const spoofs = defineCase({
  id: 'access-router/spoofs',
  title: 'no message signed by a stranger in the name of its sender is answered, or changes anything',
  covers: ['SIG-002', 'SIG-003'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/replays',
  async run(context) {
    const { send, expect, deliver } = context;
    for (const [name, make] of Object.entries(heard)) {
      context.note(`${name} of a stranger`);
      await send(make({ signer: 'stranger' }));
      await expect.silence();
      await context.ground('the exchange goes on', async () => {
        await send(make({}));
        if (!name.endsWith('mark')) await expect.message(['Joined', 'TransitAnswer']);
      });
    }
    await deliver(data(1));
    await expect.delivered(passed(data(1)), 'destination', 'SIG-002');
    await expect.silence();
  },
});

/** Each of them with an address as source that is not that of the sender. */
export const wrongSource = defineCase({
  id: 'access-router/source-address-means-nothing',
  title: 'who sends is told by the signature: the source address of a packet changes nothing',
  covers: ['ATT-012', 'ATT-013'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await attached(context);
    const request = transit('hold', { from: 'stranger' });
    await send(request, 'source');
    await expect.message('Refused');
    await expectServed(context, 'source', 'ATT-012');
    await send(transit('hold'), 'stranger');
    await expect.message('TransitAnswer');
    expect.attachment('holding', before);
    await expect.silence();
  },
});

/** Whom it is for stands in the header. */
export const otherReceiver = defineCase({
  id: 'access-router/for-another-router',
  title: 'a message whose header names another router as receiver is met with silence',
  covers: ['SEC-002'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/join-activates',
  async run(context) {
    const { send, expect } = context;
    await attached(context);
    await send(join({ permit: {}, to: 'newRouter' }));
    await send(transit('hold', { to: 'newRouter' }));
    await expect.silence();
    await expectServed(context, 'source', 'SEC-002');
    await expect.silence();
  },
});

/** It has handed the machine on, and would like to have it, or its packets, back. */
export const oldHost = defineCase({
  id: 'access-router/old-host-after-commit',
  title: 'what the old host signs when another one is attached moves no packet, whatever epoch it names',
  covers: ['ATT-009', 'ATT-012'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/source-activates',
  async run(context) {
    const { send, expect } = context;
    await migrate(context);
    const next = { epoch: epoch + 1, exchange: 0x2000000f, migration: otherMigration };
    const wishes = [
      transit('hold', next),
      forward({ ...next, permit: { migration: otherMigration } }),
      join({ ...next, from: 'source', permit: { signer: 'source', migration: otherMigration } }),
    ];
    for (const wish of wishes) {
      await send(wish);
      await expectRefused(context, wish, 'not-authorised', 'ATT-012');
      expect.attachment('attached', epoch, 'destination');
      await expectServed(context, 'destination', 'ATT-012');
      await expect.silence();
    }
  },
});
