/** Which requirement octets break that are refused with a code. Data only. */
import type { DecodeErrorCode, SignatureFaultCode } from './errors.ts';
import type { RequirementId } from './requirements.ts';

/** The requirement of chapter 04 behind each code with which a message is refused. */
export const messageRequirements = {
  'bad-magic': 'MSG-001',
  'unsupported-version': 'MSG-002',
  'unknown-type': 'MSG-003',
  'trailing-octets': 'MSG-004',
  'reserved-bits': 'MSG-005',
  'too-long': 'MSG-006',
  'not-ascending': 'MSG-010',
  'wrong-critical-bit': 'MSG-011',
  'unknown-critical': 'MSG-012',
  'missing-field': 'MSG-014',
  'unexpected-field': 'MSG-015',
  'length-mismatch': 'MSG-016',
  truncated: 'MSG-017',
  'out-of-range': 'MSG-018',
  'unknown-code': 'MSG-019',
  'bad-text': 'MSG-020',
  'too-many': 'MSG-021',
} as const satisfies Partial<Record<DecodeErrorCode, RequirementId>>;

/** The requirements of chapter 08 behind a journal record that is refused. */
export const journalRequirements = {
  /** Its magic, length or digest is wrong. */
  'not-whole': 'JRN-004',
  /** It is whole and holds what this version does not know or take. */
  'not-readable': 'JRN-005',
} as const satisfies Record<string, RequirementId>;

/** The requirements of chapter 04 behind each fault of something signed. */
export const signatureRequirements = {
  message: { 'wrong-key': 'SIG-002', 'bad-signature': 'SIG-003' },
  ticket: { 'wrong-key': 'SIG-004', 'bad-signature': 'SIG-005' },
  permit: { 'wrong-key': 'SIG-010', 'bad-signature': 'SIG-011' },
  statement: { 'wrong-key': 'SIG-012', 'bad-signature': 'SIG-013' },
  attachment: { 'wrong-address': 'SIG-016', 'wrong-key': 'SIG-016', 'bad-signature': 'SIG-017' },
  delegation: { 'wrong-key': 'SIG-018', 'bad-signature': 'SIG-018' },
} as const satisfies Record<string, Partial<Record<SignatureFaultCode, RequirementId>>>;
