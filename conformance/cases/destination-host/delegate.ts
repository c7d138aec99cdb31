/** A destination host that speaks for the machine before it executes an instruction (chapter 13, section The delegate). */
import { cast, epoch, machine } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { completed } from '../../ground/destination-host.ts';
import { behind, preparing } from '../../ground/host-network.ts';
import { announcedIn } from '../../ground/machine.ts';
import { addressAt } from '../../ground/peers.ts';
import { rebindAnswer } from '../../octets/from-peer.ts';
import { joined, registerAnswer } from '../../octets/from-router.ts';
import { commit } from '../../octets/from-source.ts';
import { delegation } from '../../octets/place-records.ts';
import type { MessageView } from '../../octets/read-message.ts';

const session = '5e'.repeat(16);

const frame = {
  role: 'destination-host',
  needs: ['access-router', 'delegate'],
  timers: ['REBIND_RETRY', 'REGISTER_RETRY'],
  config: {
    ...behind('newRouter'),
    contacts: [
      {
        machine,
        sessions: [{ session, peer: cast.peer.hid, address: addressAt('peer', 'home') }],
        rendezvous: [{ hid: cast.rendezvous.hid, address: addressAt('rendezvous', 'home') }],
      },
    ],
  },
} as const;

/** Announcements that were sent since the last look; what else was sent is left out. */
async function announcements({ expect }: CaseContext): Promise<readonly MessageView[]> {
  const found: MessageView[] = [];
  for (let next = await expect.maybe(); next !== undefined; next = await expect.maybe()) {
    if (next.name === 'Rebind' || next.name === 'Register') found.push(next);
  }
  return found;
}

/** The machine may run here and is attached; gives what was announced then. */
function attached(context: CaseContext): Promise<readonly MessageView[]> {
  const { expect, send, ground } = context;
  return ground('the machine is attached at the host', async () => {
    await completed(preparing(context), { delegation: {} });
    await send(commit());
    const join = await expect.message('Join', { to: 'newRouter' });
    await expect.operation('start');
    await send(joined(join.octets));
    const found = await announcements(context);
    expect.equal(found.map(({ name }) => name).sort(), ['Rebind', 'Register'], 'what is announced');
    return found;
  });
}

/** However often it tries. */
export const oneNumber = defineCase({
  ...frame,
  id: 'destination-host/delegate-has-one-number',
  title: 'a delegate announces under the epoch of its delegation and the sequence 1, however often it tries',
  covers: ['MOV-018'],
  async run(context) {
    const { expect, advance, delay } = context;
    let found = await attached(context);
    for (let look = 0; look < 8; look += 1) {
      for (const one of found) {
        const said = announcedIn(one);
        expect.equal(said, { epoch, sequence: 1 }, `the announcement in ${one.name}`, 'MOV-018');
        expect.equal(one.maybe('delegation'), delegation(), 'the delegation', 'MOV-018');
      }
      await advance(20 * delay('REBIND_RETRY'));
      found = await announcements(context);
      expect.that(look > 0 || found.length > 0, { expectedOneOf: ['another try'], actual: 'silence' });
    }
  },
});

/** Nobody answers. */
export const goesOn = defineCase({
  ...frame,
  id: 'destination-host/delegate-goes-on',
  title: 'a delegate that gets no answer goes on with the same announcement when its tries are used up',
  covers: ['MOV-009', 'MOV-018'],
  twin: 'destination-host/delegate-has-one-number',
  async run(context) {
    const { advance, delay, expect } = context;
    await attached(context);
    for (let tries = 0; tries < 4; tries += 1) await advance(20 * delay('REBIND_RETRY'));
    await announcements(context);
    await advance(20 * delay('REBIND_RETRY'));
    const last = (await announcements(context)).filter(({ name }) => name === 'Rebind');
    expect.that(last.length > 0, {
      expectedOneOf: ['Rebind again'],
      actual: 'none',
      requirement: 'MOV-009',
    });
    for (const one of last) expect.equal(announcedIn(one), { epoch, sequence: 1 }, 'the numbers', 'MOV-018');
  },
});

/** The machine has spoken for itself. */
export const ends = defineCase({
  ...frame,
  id: 'destination-host/delegate-ends-when-stale',
  title: 'a delegate that hears of a later announcement announces nothing more',
  covers: ['MOV-018'],
  twin: 'destination-host/delegate-has-one-number',
  async run(context) {
    const { expect, send, advance, delay } = context;
    const found = await attached(context);
    for (const { name, octets } of found) {
      const said = ['stale', epoch, 2] as const;
      if (name === 'Register') await send(registerAnswer(octets, 'destination', [...said]));
      else await send(rebindAnswer(octets, session, [...said], undefined, { to: 'destination' }));
      expect.equal((await announcements(context)).length, 0, 'announcements after stale', 'MOV-018');
    }
    await advance(20 * delay('REBIND_RETRY'));
    expect.equal((await announcements(context)).length, 0, 'announcements after stale', 'MOV-018');
  },
});
