/** Implementations that are wrong about statements of attachment, delegations and ids of sessions. */
import { octets } from '../../octets/octets.ts';
import { sha256 } from '../../octets/keys.ts';
import { defineMutant } from '../mutant.ts';
import { overlooking } from './signatures.ts';

/** Does not ask whose key it is. */
export const attachmentOfAnyKey = defineMutant({
  id: 'codec/attachment-of-any-key',
  of: 'codec',
  breaks: ['SIG-016'],
  says: 'Takes a statement of attachment with a good signature whoever makes it.',
  caughtBy: ['codec/signature/attachment-of-other-key', 'codec/signature/attachment-other-ad'],
  make: (reference) => ({
    ...reference,
    verifyAttachment: (attachment) =>
      overlooking(reference.verifyAttachment(attachment), 'wrong-key', attachment),
  }),
});

/** Does not look where the address leads. */
export const attachmentToAnywhere = defineMutant({
  id: 'codec/attachment-to-anywhere',
  of: 'codec',
  breaks: ['SIG-016'],
  says: 'Takes a statement of attachment whose address is of another machine, or none.',
  caughtBy: ['codec/signature/attachment-other-sink', 'codec/signature/attachment-without-ad'],
  make: (reference) => ({
    ...reference,
    verifyAttachment: (attachment) =>
      overlooking(reference.verifyAttachment(attachment), 'wrong-address', attachment),
  }),
});

/** Takes the key of the router for that of a host. */
export const attachmentOfHost = defineMutant({
  id: 'codec/attachment-signed-by-hid',
  of: 'codec',
  breaks: ['SIG-016'],
  says: 'Compares the AD of the address with the HID of the key.',
  caughtBy: ['codec/signature/attachment-signed', 'codec/signature/attachment-of-hid'],
  make: (reference) => ({
    ...reference,
    verifyAttachment: (attachment) => {
      const hid = reference.identifierOf('HID', attachment.key);
      const [ad] = attachment.nodes.length < 28 ? [] : [attachment.nodes.subarray(4, 24)];
      return ad !== undefined && Buffer.compare(ad, hid) === 0
        ? { ok: true, value: attachment }
        : { ok: false, error: { code: 'wrong-key', requirement: 'SIG-016' } };
    },
  }),
});

/** Does not verify. */
export const attachmentOfAnySignature = defineMutant({
  id: 'codec/attachment-of-any-signature',
  of: 'codec',
  breaks: ['SIG-017'],
  says: 'Takes a statement of attachment with the right key whatever its signature is.',
  caughtBy: ['codec/signature/attachment-epoch-changed', 'codec/signature/attachment-other-context'],
  make: (reference) => ({
    ...reference,
    verifyAttachment: (attachment) =>
      overlooking(reference.verifyAttachment(attachment), 'bad-signature', attachment),
  }),
});

/** Does not ask whose key it is. */
export const delegationOfAnyKey = defineMutant({
  id: 'codec/delegation-of-any-key',
  of: 'codec',
  breaks: ['SIG-018'],
  says: 'Takes a delegation with a good signature whoever makes it.',
  caughtBy: ['codec/signature/delegation-of-other-key'],
  make: (reference) => ({
    ...reference,
    verifyDelegation: (delegation) =>
      overlooking(reference.verifyDelegation(delegation), 'wrong-key', delegation),
  }),
});

/** Does not verify. */
export const delegationOfAnySignature = defineMutant({
  id: 'codec/delegation-of-any-signature',
  of: 'codec',
  breaks: ['SIG-018'],
  says: 'Takes a delegation with the right key whatever its signature is.',
  caughtBy: ['codec/signature/delegation-epoch-changed', 'codec/signature/delegation-other-context'],
  make: (reference) => ({
    ...reference,
    verifyDelegation: (delegation) =>
      overlooking(reference.verifyDelegation(delegation), 'bad-signature', delegation),
  }),
});

/** Leaves the zero octet out. */
export const sessionIdWithoutZero = defineMutant({
  id: 'codec/session-id-without-zero-octet',
  of: 'codec',
  breaks: ['SIG-019'],
  says: 'Makes the id of a session without the zero octet after the text.',
  caughtBy: ['codec/signature/session-id', 'codec/signature/session-id-of-zeros'],
  make: (reference) => ({
    ...reference,
    sessionId: ({ initiator, responder, initiatorNonce, responderNonce }) =>
      sha256(
        octets(Buffer.from('XLMP-1 session'), initiator, responder, initiatorNonce, responderNonce),
      ).subarray(0, 16),
  }),
});

/** Knows no order. */
export const sessionIdOfEitherPeer = defineMutant({
  id: 'codec/session-id-of-either-peer',
  of: 'codec',
  breaks: ['SIG-019'],
  says: 'Puts the peers of a session into the order of their identifiers, whoever opened it.',
  caughtBy: ['codec/signature/session-id-reversed'],
  make: (reference) => ({
    ...reference,
    sessionId: (opening) => {
      const { initiator, responder } = opening;
      const ordered = Buffer.compare(initiator, responder) <= 0;
      return reference.sessionId(
        ordered ? opening : { ...opening, initiator: responder, responder: initiator },
      );
    },
  }),
});
