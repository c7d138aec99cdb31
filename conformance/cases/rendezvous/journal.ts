/** What a rendezvous writes before it says it, and what it knows after a restart (chapter 15). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { bindingSaid, bound, expectBinding, expectRedirected } from '../../ground/rendezvous.ts';
import { register } from '../../octets/to-router.ts';

const onwards = { sequence: 3, attachment: { router: 'router' } } as const;

/** The record is late. */
export const waits = defineCase({
  id: 'rendezvous/register-waits-for-record',
  title: 'bound is answered, and packets and questions follow, when the record is durable, and not before',
  covers: ['RDV-005', 'JRN-002'],
  role: 'rendezvous',
  needs: ['journal-faults'],
  async run(context) {
    const { send, expect, fault } = context;
    const registered = await bound(context);
    await fault('journal-held');
    const request = register(onwards);
    await send(request);
    await expect.silence();
    await expectBinding(context, ['bound', epoch, 2], registered, 'RDV-005');
    await expectRedirected(context, 'newRouter', 'RDV-005');
    await fault('journal-ok');
    const answer = await expect.answer('RegisterAnswer', request, { to: 'owner' });
    expect.equal(bindingSaid(answer), ['bound', epoch, 3], 'the answer', 'RDV-005');
    await expectBinding(context, ['bound', epoch, 3], request, 'RDV-005');
    await expectRedirected(context, 'router', 'RDV-005');
    await expect.silence();
  },
});

/** The journal is full. */
export const fails = defineCase({
  id: 'rendezvous/register-with-full-journal',
  title: 'a Register that cannot be recorded is not answered and changes nothing; later it is bound',
  covers: ['RDV-006', 'JRN-002'],
  role: 'rendezvous',
  needs: ['journal-faults'],
  async run(context) {
    const { send, expect, fault } = context;
    const registered = await bound(context);
    await fault('journal-full');
    const request = register(onwards);
    await send(request);
    await expect.silence();
    await expectBinding(context, ['bound', epoch, 2], registered, 'RDV-006');
    await expectRedirected(context, 'newRouter', 'RDV-006');
    await fault('journal-ok');
    await send(request);
    const answer = await expect.answer('RegisterAnswer', request);
    expect.equal(bindingSaid(answer), ['bound', epoch, 3], 'the answer', 'RDV-006');
    await expect.silence();
  },
});

/** The journal says nothing. */
export const silent = defineCase({
  id: 'rendezvous/register-with-silent-journal',
  title: 'a record that is heard of only after RENDEZVOUS_OPERATION counts then, and not before',
  covers: ['RDV-005', 'RDV-001'],
  role: 'rendezvous',
  needs: ['journal-faults'],
  timers: ['RENDEZVOUS_OPERATION'],
  async run(context) {
    const { send, expect, fault, advance } = context;
    const registered = await bound(context);
    await fault('journal-held');
    const request = register(onwards);
    await send(request);
    await advance('RENDEZVOUS_OPERATION');
    await expect.silence();
    await expectBinding(context, ['bound', epoch, 2], registered, 'RDV-001');
    await fault('journal-ok');
    const answer = await expect.answer('RegisterAnswer', request);
    expect.equal(bindingSaid(answer), ['bound', epoch, 3], 'the answer', 'RDV-005');
    await expectBinding(context, ['bound', epoch, 3], request, 'RDV-005');
    await expect.silence();
  },
});

/** The last record counts. */
export const restarted = defineCase({
  id: 'rendezvous/restart',
  title: 'after a restart the binding is that of the last record, for questions, packets and what comes next',
  covers: ['RDV-008', 'INV-008'],
  role: 'rendezvous',
  needs: ['keep-journal'],
  async run(context) {
    const { send, expect, restart, ground } = context;
    await bound(context);
    const request = register(onwards);
    await ground('the machine has moved again', async () => {
      await send(request);
      await expect.answer('RegisterAnswer', request);
    });
    await restart();
    await expectBinding(context, ['bound', epoch, 3], request, 'RDV-008');
    await expectRedirected(context, 'router', 'RDV-008');
    const late = register({ sequence: 2, exchange: 0x5000000f });
    await send(late);
    const answer = await expect.answer('RegisterAnswer', late);
    expect.equal(bindingSaid(answer), ['stale', epoch, 3], 'the answer', 'RDV-008');
    await expect.silence();
  },
});

/** The record was not durable. */
export const restartBefore = defineCase({
  id: 'rendezvous/restart-before-record',
  title: 'a restart before the record is durable leaves the binding as it was',
  covers: ['RDV-008', 'INV-008'],
  role: 'rendezvous',
  needs: ['keep-journal', 'journal-faults'],
  async run(context) {
    const { send, expect, fault, restart } = context;
    const registered = await bound(context);
    await fault('journal-held');
    await send(register(onwards));
    await expect.silence();
    await restart();
    await expectBinding(context, ['bound', epoch, 2], registered, 'RDV-008');
    await expectRedirected(context, 'newRouter', 'RDV-008');
    await expect.silence();
  },
});
