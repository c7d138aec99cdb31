/** The right to run comes by Commit, and from nowhere else (chapter 06, section The right to run). */
import { type Case, defineCase } from '../../case.ts';
import { cast, epoch, otherMigration } from '../../cast.ts';
import { completed, fittingStatement, starting } from '../../ground/destination-host.ts';
import { keepsWaiting } from '../../ground/letting-go.ts';
import { commit } from '../../octets/from-source.ts';
import { firstDigest } from '../../octets/image.ts';
import { type PermitParts, reasonIn, type StatementParts } from '../../octets/records.ts';

function unfit(slug: string, what: string, parts: Partial<PermitParts>): Case {
  return defineCase({
    id: `destination-host/commit-for-another-${slug}`,
    title: `a permit that names another ${what} is refused with not-authorised`,
    covers: ['DST-019'],
    role: 'destination-host',
    needs: [],
    twin: 'destination-host/commit-starts-the-machine',
    async run(context) {
      const { send, expect } = context;
      await completed(context);
      const request = commit(parts);
      await send(request);
      const refused = await expect.answer('Refused', request);
      expect.equal(reasonIn(refused.tlv('reason')), 'not-authorised', 'the reason', 'DST-019');
      await keepsWaiting(context);
      await send(commit());
      await expect.operation('start');
    },
  });
}

/** Another machine. */
export const ofMachine = unfit('machine', 'machine', { machine: cast.stranger.hid });
/** Another migration. */
export const ofMigration = unfit('migration', 'migration', { migration: otherMigration });
/** The epoch after. */
export const ofEpoch = unfit('epoch', 'epoch', { epoch: epoch + 1 });
/** The state after the first round. */
export const ofState = unfit('state', 'state', { digest: firstDigest });
/** Another ticket. */
export const ofTicket = unfit('ticket', 'ticket', { serial: '00'.repeat(16) });

function unwitnessed(slug: string, what: string, parts?: Partial<StatementParts>): Case {
  return defineCase({
    id: `destination-host/commit-with-${slug}`,
    title: `with a witness, a permit with ${what} is refused with witness-required`,
    covers: ['DST-020'],
    role: 'destination-host',
    needs: ['witness'],
    twin: 'destination-host/commit-with-statement',
    async run(context) {
      const { send, expect } = context;
      await completed(context, { witness: true });
      const request = commit({}, parts === undefined ? undefined : fittingStatement(parts));
      await send(request);
      const refused = await expect.answer('Refused', request);
      expect.equal(reasonIn(refused.tlv('reason')), 'witness-required', 'the reason', 'DST-020');
      await keepsWaiting(context);
      await send(commit({}, fittingStatement()));
      await expect.operation('start');
    },
  });
}

/** No statement at all. */
export const withoutStatement = unwitnessed('no-statement', 'no statement');
/** The owner is another host. */
export const statementOfOwner = unwitnessed('statement-for-another-owner', 'a statement for another owner', {
  owner: cast.stranger.hid,
});
/** The machine is another one. */
export const statementOfMachine = unwitnessed(
  'statement-for-another-machine',
  'a statement on another machine',
  { machine: cast.stranger.hid },
);
/** The migration is another one. */
export const statementOfMigration = unwitnessed(
  'statement-for-another-migration',
  'a statement on another migration',
  { migration: otherMigration },
);
/** The epoch is that before. */
export const statementOfEpoch = unwitnessed('statement-for-another-epoch', 'a statement on another epoch', {
  epoch: epoch - 1,
});
/** The state is another one. */
export const statementOfState = unwitnessed('statement-for-another-state', 'a statement on another state', {
  digest: firstDigest,
});
/** Nobody's statement. */
export const statementUnknown = unwitnessed(
  'statement-that-knows-nothing',
  'a statement that knows no register',
  { known: false },
);
/** The source says it, not the witness. */
export const statementOfSource = unwitnessed(
  'statement-of-source',
  'a statement that the witness did not sign',
  { signer: 'source' },
);

/** The statement fits. */
export const withStatement = defineCase({
  id: 'destination-host/commit-with-statement',
  title: 'with a witness, a fitting permit with a fitting statement starts the machine',
  covers: ['DST-020', 'DST-023'],
  role: 'destination-host',
  needs: ['witness'],
  async run(context) {
    const { operation, expect } = context;
    const { commit: request, start } = await starting(context, { witness: true });
    await operation(start, { is: 'done' });
    await expect.answer('Running', request);
    expect.machine('running', epoch);
    await expect.silence();
  },
});

/** The permit is not the source's. */
export const forgedPermit = defineCase({
  id: 'destination-host/commit-with-forged-permit',
  title: 'a permit that the source did not sign starts nothing',
  covers: ['DST-018', 'INV-001'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/commit-starts-the-machine',
  async run(context) {
    const { send, expect } = context;
    await completed(context);
    await send(commit({ signer: 'stranger' }));
    await expect.maybe(['Refused']);
    await keepsWaiting(context);
    expect.neverRan();
  },
});

/** The record of the permit is late. */
export const startWaits = defineCase({
  id: 'destination-host/start-waits-for-record',
  title: 'the machine is started when the record permitted is durable, and not before',
  covers: ['DST-018', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  async run(context) {
    const { send, expect, fault } = context;
    await completed(context);
    await fault('journal-held');
    await send(commit());
    await keepsWaiting(context);
    await fault('journal-ok');
    await expect.operation('start');
    await expect.silence();
  },
});

/** The record of the permit cannot be written at first. */
export const permitTriedAgain = defineCase({
  id: 'destination-host/start-with-full-journal',
  title: 'a permit that cannot be recorded starts nothing; it is recorded when that is possible',
  covers: ['DST-018', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  timers: ['DESTINATION_OPERATION'],
  async run(context) {
    const { send, expect, fault, advance } = context;
    await completed(context);
    await fault('journal-full');
    await send(commit());
    await keepsWaiting(context);
    await fault('journal-ok');
    await advance('DESTINATION_OPERATION');
    await expect.operation('start');
  },
});

/** The record that it runs is late. */
export const runningWaits = defineCase({
  id: 'destination-host/running-waits-for-record',
  title: 'Running is sent when the record running is durable, and not before',
  covers: ['DST-023', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  async run(context) {
    const { expect, fault, operation } = context;
    const { commit: request, start } = await starting(context);
    await fault('journal-held');
    await operation(start, { is: 'done' });
    await expect.silence();
    await fault('journal-ok');
    await expect.answer('Running', request);
    await expect.silence();
  },
});
