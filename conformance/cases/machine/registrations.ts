/** What a machine tells its rendezvous, and what it makes of the answers (chapter 13, section Announcing). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import {
  announcedIn,
  attachedThere,
  beacons,
  registeredFirst,
  tellMoved,
  withRendezvous,
} from '../../ground/machine.ts';
import { registerAnswer } from '../../octets/from-router.ts';

const frame = { role: 'machine', needs: [], config: attachedThere } as const;

/** The rendezvous is told until it answers. */
export const registers = defineCase({
  ...frame,
  id: 'machine/register-is-repeated',
  title: 'Register is repeated in equal octets by REGISTER_RETRY until RegisterAnswer comes',
  covers: ['MOV-016'],
  config: withRendezvous,
  timers: ['REGISTER_RETRY'],
  async run(context) {
    const { expect, advance, delay, send } = context;
    await registeredFirst(context);
    await tellMoved(context);
    const request = await expect.message('Register', { to: 'rendezvous' });
    for (const factor of [1, 2, 4]) {
      await advance((factor * delay('REGISTER_RETRY')) / 2);
      await expect.notYet();
      await advance((factor * delay('REGISTER_RETRY')) / 2);
      await expect.repeated(request);
      await expect.silence();
    }
    const { sequence } = announcedIn(request);
    await send(registerAnswer(request.octets, 'owner', ['bound', epoch, sequence]));
    await beacons(context, 'newRouter', 1);
    await advance(8 * delay('REGISTER_RETRY'));
    await expect.silence();
  },
});

/** It has moved on before the answer. */
export const registersNext = defineCase({
  ...frame,
  id: 'machine/registers-next-place-at-once',
  title: 'a machine that moves again before Register was answered sends Register for its new place at once',
  covers: ['MOV-006', 'MOV-016'],
  config: withRendezvous,
  timers: ['REGISTER_RETRY'],
  async run(context) {
    const { advance, expect } = context;
    await registeredFirst(context);
    for (const under of [epoch, epoch + 1]) {
      await tellMoved(context, { epoch: under });
      const request = await expect.message('Register', { to: 'rendezvous' });
      expect.equal(request.epoch, under, 'the epoch', 'MOV-006');
      await expect.silence();
      await advance('REGISTER_RETRY');
      await expect.repeated(request);
      await expect.silence();
    }
  },
});

/** The rendezvous knows a later one. */
export const registersAgain = defineCase({
  ...frame,
  id: 'machine/register-stale',
  title:
    'after stale with the epoch of the announcement Register goes out again under the sequence that follows',
  covers: ['MOV-012'],
  config: withRendezvous,
  timers: ['REGISTER_RETRY'],
  async run(context) {
    const { expect, send } = context;
    await registeredFirst(context);
    await tellMoved(context);
    const request = await expect.message('Register', { to: 'rendezvous' });
    await send(registerAnswer(request.octets, 'owner', ['stale', epoch, 40]));
    const next = await expect.message('Register', { to: 'rendezvous' });
    expect.equal(announcedIn(next), { epoch, sequence: 41 }, 'the numbers', 'MOV-012');
    await expect.silence();
  },
});

/** The rendezvous knows a later epoch. */
export const registersNoMore = defineCase({
  ...frame,
  id: 'machine/register-superseded',
  title: 'after stale with a higher epoch the rendezvous gets no Register before the machine has that epoch',
  covers: ['MOV-013'],
  config: withRendezvous,
  twin: 'machine/register-stale',
  timers: ['REGISTER_RETRY'],
  async run(context) {
    const { expect, send, advance } = context;
    await registeredFirst(context);
    await tellMoved(context);
    const request = await expect.message('Register', { to: 'rendezvous' });
    await send(registerAnswer(request.octets, 'owner', ['stale', epoch + 2, 2]));
    await advance('REGISTER_RETRY');
    await advance('REGISTER_RETRY');
    await expect.silence();
    await tellMoved(context, { epoch: epoch + 1, router: 'router' });
    await advance('REGISTER_RETRY');
    await expect.silence();
    await tellMoved(context, { epoch: epoch + 3 });
    const next = await expect.message('Register', { to: 'rendezvous' });
    expect.equal(next.epoch, epoch + 3, 'the epoch', 'MOV-013');
  },
});
