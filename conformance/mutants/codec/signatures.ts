/** Implementations that are wrong about identifiers, signatures and transcripts. */
import type { Implementation } from '../../../src/agent/index.ts';
import type { SignatureFaultCode } from '../../../spec/registry/errors.ts';
import { sha256 } from '../../octets/keys.ts';
import { defineMutant } from '../mutant.ts';

/** What a function that checks a signature says. */
export type Verified<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: SignatureFaultCode } };

/** What is refused for this fault is taken. */
export function overlooking<V extends Verified<T>, T>(verdict: V, code: SignatureFaultCode, value: T): V {
  return !verdict.ok && verdict.error.code === code ? ({ ok: true, value } as unknown as V) : verdict;
}

/** Hashes the key alone. */
export const bareKey = defineMutant({
  id: 'codec/identifier-of-bare-key',
  of: 'codec',
  breaks: ['SIG-001'],
  says: 'Takes the digest of the key alone for its identifier.',
  caughtBy: ['codec/signature/source-hid', 'codec/signature/source-sid'],
  make: (reference) => ({
    ...reference,
    identifierOf: (_, key) => sha256(key).subarray(0, 20),
  }),
});

/** Forgets the type. */
export const oneTypeForAll = defineMutant({
  id: 'codec/identifier-without-type',
  of: 'codec',
  breaks: ['SIG-001'],
  says: 'Gives a key the same identifier for every type.',
  caughtBy: ['codec/signature/source-sid', 'codec/signature/source-ad'],
  make: (reference) => ({
    ...reference,
    identifierOf: (_, key) => reference.identifierOf('HID', key),
  }),
});

/** Does not ask whose key it is. */
export const anyKey = defineMutant({
  id: 'codec/message-of-any-key',
  of: 'codec',
  breaks: ['SIG-002'],
  says: 'Takes a message with a good signature whoever its key is of.',
  caughtBy: ['codec/signature/offer-other-sender'],
  make: (reference) => ({
    ...reference,
    verifyMessage: (octets, message) =>
      overlooking(reference.verifyMessage(octets, message), 'wrong-key', message),
  }),
});

/** Does not verify. */
export const anySignature = defineMutant({
  id: 'codec/message-of-any-signature',
  of: 'codec',
  breaks: ['SIG-003'],
  says: 'Takes a message with the key of its sender whatever its signature is.',
  caughtBy: ['codec/signature/offer-signature-changed', 'codec/signature/offer-no-context'],
  make: (reference) => ({
    ...reference,
    verifyMessage: (octets, message) =>
      overlooking(reference.verifyMessage(octets, message), 'bad-signature', message),
  }),
});

/** Leaves out what is not said. */
export const barTranscript = defineMutant({
  id: 'codec/transcript-without-authenticators',
  of: 'codec',
  breaks: ['SIG-014'],
  says: 'Makes the digest of a transcript over messages without their authenticators.',
  caughtBy: ['codec/signature/transcript-of-accept', 'codec/signature/transcript-of-prepare'],
  make: (reference) => ({
    ...reference,
    transcriptDigest: (...messages) =>
      reference.transcriptDigest(...messages.map((octets) => octets.subarray(0, octets.length - 100))),
  }),
});

/** Digests of digests. */
export const nestedTranscript = defineMutant({
  id: 'codec/transcript-of-last-message',
  of: 'codec',
  breaks: ['SIG-014'],
  says: 'Makes the digest of a transcript over its last message alone.',
  caughtBy: ['codec/signature/transcript-of-prepare'],
  make: (reference) => ({
    ...reference,
    transcriptDigest: (...messages) => reference.transcriptDigest(...messages.slice(-1)),
  }),
});

/** Does not ask whose key it is. */
export const permitOfAnyKey = defineMutant({
  id: 'codec/permit-of-any-key',
  of: 'codec',
  breaks: ['SIG-010'],
  says: 'Takes a permit with a good signature whoever gives it.',
  caughtBy: ['codec/signature/permit-of-other-key', 'codec/signature/permit-other-signer-expected'],
  make: (reference) => ({
    ...reference,
    verifyPermit: (permit, giver) => overlooking(reference.verifyPermit(permit, giver), 'wrong-key', permit),
  }),
});

/** Does not verify. */
export const permitOfAnySignature = defineMutant({
  id: 'codec/permit-of-any-signature',
  of: 'codec',
  breaks: ['SIG-011'],
  says: 'Takes a permit with the right key whatever its signature is.',
  caughtBy: ['codec/signature/permit-epoch-changed', 'codec/signature/permit-other-context'],
  make: (reference) => ({
    ...reference,
    verifyPermit: (permit, giver) =>
      overlooking(reference.verifyPermit(permit, giver), 'bad-signature', permit),
  }),
});

/** Does not ask whose key it is. */
export const statementOfAnyKey = defineMutant({
  id: 'codec/statement-of-any-key',
  of: 'codec',
  breaks: ['SIG-012'],
  says: 'Takes a statement with a good signature whoever says it.',
  caughtBy: ['codec/signature/statement-of-other-key', 'codec/signature/statement-other-signer-expected'],
  make: (reference) => ({
    ...reference,
    verifyStatement: (statement, witness) =>
      overlooking(reference.verifyStatement(statement, witness), 'wrong-key', statement),
  }),
});

/** Does not verify. */
export const statementOfAnySignature = defineMutant({
  id: 'codec/statement-of-any-signature',
  of: 'codec',
  breaks: ['SIG-013'],
  says: 'Takes a statement with the right key whatever its signature is.',
  caughtBy: ['codec/signature/statement-epoch-changed', 'codec/signature/statement-other-context'],
  make: (reference: Implementation): Implementation => ({
    ...reference,
    verifyStatement: (statement, witness) =>
      overlooking(reference.verifyStatement(statement, witness), 'bad-signature', statement),
  }),
});
