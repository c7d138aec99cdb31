/** A machine that has a rendezvous begins (chapter 13, section Announcing): the ground of every case about registrations. */
import { defineCase } from '../../case.ts';
import { announcedIn, beacons, firstRegister, withRendezvous } from '../../ground/machine.ts';
import { before } from '../../ground/peers.ts';
import { registerAnswer } from '../../octets/from-router.ts';

/** It says where it is, and the rendezvous answers. */
export const registers = defineCase({
  id: 'machine/register-ends-with-answer',
  title: 'a machine that begins registers at its rendezvous, and no more after RegisterAnswer',
  covers: ['MOV-016'],
  role: 'machine',
  needs: [],
  config: withRendezvous,
  timers: ['REGISTER_RETRY'],
  async run(context) {
    const { advance, delay, expect, send } = context;
    const register = await firstRegister(context);
    expect.equal(announcedIn(register).epoch, before, 'the epoch', 'MOV-016');
    const { sequence } = announcedIn(register);
    await send(registerAnswer(register.octets, 'owner', ['bound', before, sequence]));
    await beacons(context, 'router', 1);
    await advance(4 * delay('REGISTER_RETRY'));
    await expect.silence();
  },
});
