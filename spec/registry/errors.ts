/**
 * Codes of errors: why octets are refused, and what a party answers. Data only.
 */

/** Every way in which octets can fail to decode, with what it means. */
export const decodeErrorCodes = {
  truncated: 'The input ends before the field does.',
  'trailing-octets': 'Octets remain after the end of the message.',
  'length-mismatch': 'A length field disagrees with the octets that are there.',
  'bad-magic': 'The first octets are not those of the protocol.',
  'unsupported-version': 'The version is not one that this decoder reads.',
  'unknown-type': 'The type code is not in the registry.',
  'reserved-bits': 'Bits that are reserved are not zero.',
  'out-of-range': 'A number is outside its range.',
  'unknown-code': 'An enumerated value is not in its table.',
  'bad-text': 'Text is not UTF-8, or holds a control character.',
  'too-long': 'A field is longer than its limit.',
  'too-many': 'A list has more members than its limit.',
  'not-ascending': 'Type-length-value fields are repeated or out of order.',
  'unknown-critical': 'A critical field is unknown.',
  'wrong-critical-bit': 'A known field has the critical bit set or clear against its registry entry.',
  'missing-field': 'A field that the message requires is absent.',
  'unexpected-field': 'A known field stands in a message that has no place for it.',
  'bad-edge': 'An edge of a DAG points nowhere, or an empty edge stands before a used one.',
  'bad-dag': 'The nodes and edges are no DAG: a cycle, or a node that nothing reaches.',
  'bad-identifier': 'An identifier has a type or a value that is not allowed here.',
  'bad-syntax': 'The text is not in the form that is read.',
  'bad-checksum': 'A checksum does not fit the octets it covers.',
} as const;

/** Why octets were refused. */
export type DecodeErrorCode = keyof typeof decodeErrorCodes;

/** Every way in which something signed can fail to be what it says, with what it means. */
export const signatureFaultCodes = {
  'wrong-key': 'The identifier that should be behind the key is not made of it.',
  'wrong-address': 'The address that is signed is none, or does not lead to what is signed about.',
  'bad-signature': 'The signature does not fit the octets and the key.',
} as const;

/** Why something signed is not taken. */
export type SignatureFaultCode = keyof typeof signatureFaultCodes;
