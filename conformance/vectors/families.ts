/** Which vectors become cases of which role, and which function of the implementation each test asks. */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { CaseRole } from '../case.ts';
import type { Capability } from '../manifest.ts';
import { refusalOf, type VectorGroup, type VectorTest } from './vector-file.ts';

/** A file of vectors and how it becomes cases. */
export interface Family {
  /** In `vectors/`. */
  readonly path: string;
  readonly role: Extract<CaseRole, 'codec' | 'addresses' | 'forwarding'>;
  /** The first part of the ids of its cases, after the role. */
  readonly slug: string;
  /** Valid values have one encoding: who writes them, and what that is about. */
  readonly written?: { readonly by: Capability; readonly covers: readonly RequirementId[] };
  /** The function to be asked, and its input. */
  question(group: VectorGroup, test: VectorTest): Question;
  /** The requirements that a test is about. */
  covers(group: VectorGroup, test: VectorTest): readonly RequirementId[];
}

/** A question to the library of an implementation. */
export interface Question {
  readonly function: Capability;
  readonly input: unknown;
}

const ofTest = (_: VectorGroup, { requirements = [] }: VectorTest): readonly RequirementId[] =>
  requirements as readonly RequirementId[];

/** All of them. */
export const families: readonly Family[] = [
  {
    path: 'xia/addresses.json',
    role: 'addresses',
    slug: 'text',
    question: (_, { input: { kind, ...input } }) => ({ function: addressFunctions[kind as string]!, input }),
    covers: ofTest,
  },
  {
    path: 'xia/headers.json',
    role: 'forwarding',
    slug: 'header',
    question: (_, { input: { kind, ...input } }) => ({ function: headerFunctions[kind as string]!, input }),
    covers: ofTest,
  },
  {
    path: 'xia/forwarding.json',
    role: 'forwarding',
    slug: 'router',
    question: (_, { input }) => ({ function: 'forward', input }),
    covers: ofTest,
  },
  {
    path: 'codec/messages.json',
    role: 'codec',
    slug: 'message',
    written: { by: 'message.encode', covers: ['MSG-008'] },
    question: (_, { input }) => ({ function: 'message.decode', input }),
    covers: (_, test) => ['MSG-008', ...(hasExtensions(test) ? (['MSG-010', 'MSG-013'] as const) : [])],
  },
  {
    path: 'codec/malformed.json',
    role: 'codec',
    slug: 'malformed',
    question: (_, { input }) => ({ function: 'message.decode', input }),
    covers: (_, test) => [
      requirementOfError(test),
      ...(hasBadAuthenticator(test) ? (['MSG-007'] as const) : []),
    ],
  },
  {
    path: 'codec/unwritable.json',
    role: 'codec',
    slug: 'unwritable',
    question: (_, { input }) => ({ function: 'message.encode', input }),
    covers: () => ['MSG-008'],
  },
  {
    path: 'signature/signatures.json',
    role: 'codec',
    slug: 'signature',
    question: (_, { input: { function: name, ...input } }) => ({
      function: signatureFunctions[name as string]!,
      input,
    }),
    covers: (group, test) => signatureRequirements(group.id, test),
  },
  {
    path: 'sessions/packets.json',
    role: 'codec',
    slug: 'session',
    written: { by: 'session.encode', covers: ['SES-001'] },
    question: (_, { input }) => ({ function: 'session.decode', input }),
    covers: ofTest,
  },
  {
    path: 'journal/journal.json',
    role: 'codec',
    slug: 'journal',
    question: (_, { input }) => ({ function: 'journal.read', input }),
    covers: (group, test) => journalRequirements(group.id, test),
  },
];

const addressFunctions: Readonly<Record<string, Capability>> = {
  'identifier-text': 'xid.parse',
  'address-text': 'address.parse',
  'address-octets': 'address.parse',
  'address-print': 'address.print',
};

const headerFunctions: Readonly<Record<string, Capability>> = {
  packet: 'header.decode',
  build: 'header.encode',
  encapsulate: 'header.encode',
};

const signatureFunctions: Readonly<Record<string, Capability>> = {
  identifier: 'identifier.of',
  message: 'message.verify',
  ticket: 'ticket.judge',
  permit: 'permit.verify',
  statement: 'statement.verify',
  attachment: 'attachment.verify',
  delegation: 'delegation.verify',
  session: 'session.id',
  transcript: 'transcript.digest',
};

/** TLVs that are not known and not critical. */
function hasExtensions({ expectation }: VectorTest): boolean {
  return 'extensions' in (expectation['value'] as object);
}

/** The place of the authenticator holds something else. */
function hasBadAuthenticator({ expectation }: VectorTest): boolean {
  const { path } = expectation['error'] as { readonly path: string };
  return path.startsWith('authenticator');
}

function requirementOfError(test: VectorTest): RequirementId {
  return (test.expectation['error'] as { readonly requirement: RequirementId }).requirement;
}

/** By group: what a wrong key breaks, and what a bad signature breaks; for a good one, both. */
const forgeries: Readonly<Record<string, readonly [RequirementId, RequirementId]>> = {
  messages: ['SIG-002', 'SIG-003'],
  tickets: ['SIG-004', 'SIG-005'],
  permits: ['SIG-010', 'SIG-011'],
  statements: ['SIG-012', 'SIG-013'],
  attachments: ['SIG-016', 'SIG-017'],
  delegations: ['SIG-018', 'SIG-018'],
};

/** Flags of tests in which the signature is good and the signer, or what the signer speaks of, is not. */
const keyFlags = ['WrongKey', 'WrongAddress'] as const;

const ticketReasons: Readonly<Record<string, RequirementId>> = {
  'ticket-party': 'SIG-006',
  'ticket-time': 'SIG-007',
  'ticket-epoch': 'SIG-008',
  'ticket-mode': 'SIG-009',
  'unsafe-disk': 'SIG-015',
};

function signatureRequirements(group: string, test: VectorTest): readonly RequirementId[] {
  if (group === 'identifiers') return ['SIG-001'];
  if (group === 'transcripts') return ['SIG-014'];
  if (group === 'sessions') return ['SIG-019'];
  const [wrongKey, badSignature] = forgeries[group]!;
  if (test.result === 'valid')
    return [wrongKey, badSignature, ...(group === 'tickets' ? Object.values(ticketReasons) : [])];
  const reason = ticketReasons[refusalOf(test).code];
  if (reason !== undefined) return [reason];
  return [keyFlags.some((flag) => test.flags.includes(flag)) ? wrongKey : badSignature];
}

function journalRequirements(group: string, test: VectorTest): readonly RequirementId[] {
  if (test.result === 'invalid') return [requirementOfError(test)];
  if (group === 'records') return ['JRN-001'];
  return group === 'ends' ? ['JRN-003'] : ['JRN-007', 'JRN-008', 'JRN-009'];
}
