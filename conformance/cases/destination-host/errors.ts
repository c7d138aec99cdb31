/** Messages that a destination host cannot use (chapter 08, section Messages that cannot be used). */
import { codeTables } from '../../../spec/registry/codes.ts';
import { messages } from '../../../spec/registry/messages.ts';
import { type Case, defineCase } from '../../case.ts';
import { cast, epoch, machine, migration, otherMigration } from '../../cast.ts';
import type { CaseContext } from '../../context.ts';
import { completed, offered } from '../../ground/destination-host.ts';
import { exchangeOf } from '../../octets/from-destination.ts';
import { statusQuery } from '../../octets/from-others.ts';
import { commit, offer, prepare } from '../../octets/from-source.ts';
import { message, rawTlv, tlv } from '../../octets/message.ts';
import { octets, patched, type Piece, uint } from '../../octets/octets.ts';
import { authenticatorOctets, sign } from '../../octets/seal.ts';

const versionAt = 2;
const typeAt = 3;
/** Where an offer holds its purpose: behind the header, the TLV of versions and four octets. */
const purposeAt = 96 + 12 + 4;
const unknownCritical = 0x8000 + 0x7e01;

/** The message with other octets at a place, signed anew. */
function resealed(whole: Uint8Array, at: number, piece: Piece): Uint8Array {
  return sign(patched(whole, at, piece).subarray(0, whole.length - authenticatorOctets), 'source');
}

/** An offer of version 2. */
const otherVersion = (parts: Parameters<typeof offer>[0] = {}): Uint8Array =>
  resealed(offer(parts), versionAt, '02');

type Fault = keyof typeof codeTables.errorCode;

function told(slug: string, fault: Fault, bad: Uint8Array, type: number, at: number): Case {
  return defineCase({
    id: `destination-host/error-for-${slug}`,
    title: `an authentic message that does not decode is answered by Error with ${fault}, type and offset`,
    covers: ['ERR-001', 'ERR-002'],
    role: 'destination-host',
    needs: [],
    async run({ send, expect }) {
      await send(bad);
      const answer = await expect.answer('Error', bad, { to: 'source' });
      const { code } = codeTables.errorCode[fault];
      const found = [answer.machine, answer.migration, answer.epoch, answer.sender];
      expect.equal(found, [machine, migration, epoch, cast.destination.hid], 'the header', 'ERR-001');
      expect.equal(
        answer.tlv('fault'),
        octets(uint(code, 1), uint(type, 1), uint(at, 2)),
        'the fault',
        'ERR-002',
      );
      await expect.silence();
      await expect.noOperation();
    },
  });
}

const offerType = messages.Offer.code;

/** A later version. */
export const version = told('other-version', 'unsupported-version', otherVersion(), offerType, versionAt);
/** A type of a later version. */
export const type = told('unknown-type', 'unknown-type', resealed(offer(), typeAt, '7f'), 0x7f, typeAt);
/** A TLV that must be understood. */
const demanding = offer({ envelope: { more: [rawTlv(unknownCritical, 'aabb')] } });
export const critical = told(
  'unknown-critical',
  'unknown-critical',
  demanding,
  offerType,
  demanding.length - authenticatorOctets - 6,
);
/** Anything else. */
export const malformed = told(
  'malformed',
  'malformed',
  resealed(offer(), purposeAt, '09'),
  offerType,
  purposeAt,
);

function unheard(slug: string, title: string, covers: Case['covers'], bad: Uint8Array, twin: string): Case {
  return defineCase({
    id: `destination-host/${slug}`,
    title,
    covers,
    role: 'destination-host',
    needs: [],
    twin: `destination-host/${twin}`,
    async run({ send, expect }) {
      await send(bad, 'source');
      await expect.silence();
      await expect.noOperation();
      const good = offer({ exchange: 0x0ffe0002, envelope: { migration: otherMigration } });
      await send(good);
      await expect.answer('OfferAccept', good);
    },
  });
}

const noError = 'error-for-other-version';
const signatureAt = offer().length - 1;

/** A stranger signs for the source. */
export const strangerUnknown = unheard(
  'no-error-for-stranger',
  'a message that does not decode and has the key of a stranger is not answered',
  ['ERR-003', 'SIG-002'],
  sign(otherVersion().subarray(0, -authenticatorOctets), 'stranger'),
  noError,
);
/** The signature is not good. */
export const forgedUnknown = unheard(
  'no-error-for-bad-signature',
  'a message that does not decode and whose signature is not good is not answered',
  ['ERR-003', 'SIG-003'],
  patched(otherVersion(), signatureAt, '00'),
  noError,
);
/** There is none. */
export const bareUnknown = unheard(
  'no-error-without-authenticator',
  'a message without an authenticator is not answered',
  ['ERR-003', 'MSG-007'],
  patched(offer(), signatureAt + 1 - authenticatorOctets, '00'.repeat(authenticatorOctets)),
  'offer-accepted',
);
/** A stranger signs an offer. */
export const strangerOffer = unheard(
  'offer-signed-by-stranger',
  'an offer that has the key of a stranger is dropped',
  ['ERR-003', 'SIG-002'],
  offer({ envelope: { signer: 'stranger' } }),
  'offer-accepted',
);
/** An offer was changed on its way. */
export const forgedOffer = unheard(
  'offer-with-bad-signature',
  'an offer whose signature is not good is dropped',
  ['ERR-003', 'SIG-003'],
  patched(offer(), signatureAt, '00'),
  'offer-accepted',
);

/** An Error of the source about an exchange. */
function complaint(exchange: number, more: readonly Piece[] = []): Uint8Array {
  return message(
    'Error',
    { from: 'source', to: 'destination', exchange, more },
    tlv('fault', uint(codeTables.errorCode.malformed.code, 1), uint(messages.OfferAccept.code, 1), '0060'),
  );
}

/** Errors about errors. */
export const aboutErrors = unheard(
  'no-error-for-error',
  'an Error that does not decode is not answered',
  ['ERR-004'],
  complaint(0xe0000001, [rawTlv(unknownCritical, 'aabb'.repeat(20))]),
  'error-for-unknown-critical',
);
/** An Error that decodes. */
export const answeredError = unheard(
  'no-answer-to-error',
  'an Error is not answered',
  ['ERR-004', 'ERR-006'],
  complaint(0xe0000002),
  'error-for-other-version',
);
/** No more octets than came. */
export const shortest = unheard(
  'no-error-that-is-longer',
  'a message that does not decode and is shorter than an Error is not answered',
  ['ERR-005'],
  resealed(statusQuery('destination', { from: 'source' }), versionAt, '02'),
  'error-that-is-as-long',
);

/** As many octets as came. */
export const asLong = defineCase({
  id: 'destination-host/error-that-is-as-long',
  title: 'a message that does not decode and is as long as an Error is answered',
  covers: ['ERR-001', 'ERR-005'],
  role: 'destination-host',
  needs: [],
  async run({ send, expect }) {
    const query = statusQuery('destination', { from: 'source', more: [rawTlv(0x0a0a, 'aabbccdd')] });
    const bad = resealed(query, versionAt, '02');
    await send(bad);
    const answer = await expect.answer('Error', bad);
    expect.that(answer.octets.length <= bad.length, {
      expectedOneOf: [`an Error of at most ${bad.length} octets`],
      actual: `${answer.octets.length} octets`,
      requirement: 'ERR-005',
    });
    await expect.silence();
  },
});

async function complains({ send, expect }: CaseContext, exchange: number): Promise<void> {
  await send(complaint(exchange));
  await expect.silence();
  await expect.noOperation();
}

/** Somebody could not use the acceptance. */
export const goesOn = defineCase({
  id: 'destination-host/error-while-offered',
  title: 'an Error about the acceptance changes nothing: Prepare reserves as before',
  covers: ['ERR-004', 'ERR-006'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const said = await offered(context);
    await complains(context, exchangeOf(said.offer));
    await context.send(prepare([said.offer, said.accept]));
    await context.expect.operation('reserve');
  },
});

/** Somebody could not use the end of the state. */
export const waitsOn = defineCase({
  id: 'destination-host/error-while-waiting',
  title: 'an Error about Complete changes nothing: the commit starts the machine as before',
  covers: ['ERR-004', 'ERR-006'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const said = await completed(context);
    await complains(context, exchangeOf(said.freeze));
    await context.send(commit());
    await context.expect.operation('start');
  },
});

/** What is not known and need not be. */
export const skipsGrease = defineCase({
  id: 'destination-host/offer-with-unknown-tlvs',
  title: 'an offer with TLVs that are unknown and not critical is accepted as without them',
  covers: ['MSG-013'],
  role: 'destination-host',
  needs: [],
  async run({ send, expect }) {
    const request = offer({ envelope: { more: [rawTlv(0x3a3a, 'aabb'), rawTlv(0x7e00, '')] } });
    await send(request);
    const accept = await expect.answer('OfferAccept', request);
    expect.equal(accept.tlv('chosenVersions'), '01000101', 'the chosen versions');
    await expect.silence();
  },
});
