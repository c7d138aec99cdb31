/** Correspondents that let anybody speak for a machine, or ask too little. */
import { mutateCorrespondent } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';
import { rewired } from '../rewired.ts';

/** Leaves signatures to others. */
export const anySignature = defineMutant({
  id: 'correspondent/takes-any-signature',
  of: 'correspondent',
  breaks: ['COR-005', 'SIG-002', 'INV-004'],
  says: 'Takes every message for authentic.',
  caughtBy: [
    'correspondent/rebind-forged',
    'correspondent/spoof-of-everything',
    'correspondent/spoof-comes-first',
  ],
  make: (reference) => ({
    ...reference,
    verifyMessage: (_, message) => ({ ok: true, value: message }),
  }),
});

/** One verdict is as good as another. */
export const anySpeaker = defineMutant({
  id: 'correspondent/any-speaker',
  of: 'correspondent',
  breaks: ['COR-007', 'INV-004'],
  says: 'Lets every host announce a place for which it has a statement of attachment.',
  caughtBy: ['correspondent/rebind-without-right'],
  make: (reference) => ({
    ...reference,
    correspondent: rewired(reference.correspondent, {
      hear: (event) =>
        event.type === 'received.Rebind' && event.verdict === 'delegation'
          ? { ...event, verdict: 'valid' }
          : event,
    }),
  }),
});

/** A delegation is a delegation. */
export const anyDelegation = defineMutant({
  id: 'correspondent/any-delegation',
  of: 'correspondent',
  breaks: ['COR-007'],
  says: 'Does not check who has signed a delegation.',
  caughtBy: ['correspondent/rebind-without-right'],
  make: (reference) => ({
    ...reference,
    verifyDelegation: (delegation) => ({ ok: true, value: delegation }),
  }),
});

/** Takes any statement. */
export const anyAttachment = defineMutant({
  id: 'correspondent/any-attachment',
  of: 'correspondent',
  breaks: ['COR-008', 'INV-004'],
  says: 'Sends to every place that a machine names, with or without a statement that holds.',
  caughtBy: ['correspondent/rebind-without-attachment'],
  make: (reference) => ({
    ...reference,
    correspondent: rewired(reference.correspondent, {
      hear: (event) =>
        event.type === 'received.Rebind' && event.verdict === 'attachment'
          ? { ...event, verdict: 'valid' }
          : event,
    }),
  }),
});

/** Takes a statement of anybody. */
export const anyStatement = defineMutant({
  id: 'correspondent/any-signer-of-attachment',
  of: 'correspondent',
  breaks: ['COR-008'],
  says: 'Does not check who has signed a statement of attachment.',
  caughtBy: ['correspondent/rebind-without-attachment'],
  make: (reference) => ({
    ...reference,
    verifyAttachment: (attachment) => ({ ok: true, value: attachment }),
  }),
});

/** Takes its cookies from anybody. */
export const anyCookie = defineMutant({
  id: 'correspondent/any-cookie',
  of: 'correspondent',
  breaks: ['COR-006'],
  says: 'Takes any cookie.',
  caughtBy: ['correspondent/cookie-of-others'],
  make: (reference) => ({
    ...reference,
    cookieJar: (secret, clock) => ({
      ...reference.cookieJar(secret, clock),
      isGood: (cookie) => cookie.length === 16,
    }),
  }),
});

/** One cookie for a host, wherever it is. */
export const cookieForHost = defineMutant({
  id: 'correspondent/cookie-for-any-address',
  of: 'correspondent',
  breaks: ['COR-006'],
  says: 'Makes a cookie of the sender alone.',
  caughtBy: ['correspondent/cookie-of-others'],
  make: (reference) => ({
    ...reference,
    cookieJar(secret, clock) {
      const jar = reference.cookieJar(secret, clock);
      return {
        bake: ({ sender }) => jar.bake({ sender, nodes: '' }),
        isGood: (cookie, { sender }) => jar.isGood(cookie, { sender, nodes: '' }),
      };
    },
  }),
});

/** Never has enough. */
export const neverAsks = defineMutant({
  id: 'correspondent/never-asks-for-cookies',
  of: 'correspondent',
  breaks: ['COR-006'],
  says: 'Drops a Rebind without a cookie in silence when it is under load.',
  caughtBy: ['correspondent/cookie-is-asked-for'],
  make: (reference) => ({
    ...reference,
    correspondent: mutateCorrespondent({
      patch: {
        states: {
          settled: { on: { 'rebind.unchecked': undefined } },
          testing: { on: { 'rebind.unchecked': undefined } },
        },
      },
    }),
  }),
});
