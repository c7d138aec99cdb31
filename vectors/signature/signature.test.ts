/** The vectors of signatures fit their schema, and the protocol does what they say. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/core/hex.ts';
import type { Result } from '../../src/core/result.ts';
import {
  decodeMessage,
  identifierOf,
  judgeTicket,
  signedRecordFromJson,
  sessionId,
  transcriptDigest,
  verifyAttachment,
  verifyDelegation,
  verifyMessage,
  verifyPermit,
  verifyStatement,
  type AttachmentJson,
  type DelegationJson,
  type PermitJson,
  type SignatureFault,
  type StatementJson,
  type TicketJson,
  type TransferModes,
} from '../../src/protocol/index.ts';

type Input =
  | { readonly function: 'identifier'; readonly type: 'HID' | 'SID' | 'AD'; readonly key: string }
  | { readonly function: 'message'; readonly octets: string }
  | { readonly function: 'ticket'; readonly ticket: TicketJson; readonly use: TicketUseJson }
  | { readonly function: 'permit'; readonly permit: PermitJson; readonly signer: string }
  | { readonly function: 'statement'; readonly statement: StatementJson; readonly signer: string }
  | { readonly function: 'attachment'; readonly attachment: AttachmentJson }
  | { readonly function: 'delegation'; readonly delegation: DelegationJson }
  | {
      readonly function: 'session';
      readonly initiator: string;
      readonly responder: string;
      readonly initiatorNonce: string;
      readonly responderNonce: string;
    }
  | { readonly function: 'transcript'; readonly messages: readonly string[] };

interface TicketUseJson {
  readonly machine: string;
  readonly from: string;
  readonly to: string;
  readonly epoch: number;
  readonly modes: TransferModes;
  readonly wallSeconds: number;
  readonly unfencedDisks: boolean;
}

interface SignatureTest {
  readonly id: string;
  readonly flags: readonly string[];
  readonly twin?: string;
  readonly input: Input;
  readonly expectation: { readonly value?: string; readonly error?: string };
  readonly result: 'valid' | 'invalid';
}

interface SignatureVectors {
  readonly notes: Readonly<Record<string, unknown>>;
  readonly groups: readonly { readonly tests: readonly SignatureTest[] }[];
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

const vectors = read('signatures.json') as SignatureVectors;
const all = vectors.groups.flatMap(({ tests }) => tests);

describe('the file', () => {
  it('fits the schema, which is closed', () => {
    const validate = new Ajv({ strict: true, allErrors: true }).compile(
      read('../schema/signature.schema.json') as object,
    );
    expect(validate(vectors), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    expect(validate({ ...vectors, more: 1 })).toBe(false);
  });

  it('gives every test an id of its own, every flag a note, and every invalid test a valid twin', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const valid = new Set(all.filter(({ result }) => result === 'valid').map(({ id }) => id));
    for (const { flags, twin, result } of all) {
      if (result === 'invalid') expect(valid).toContain(twin);
      for (const flag of flags) expect(Object.keys(vectors.notes)).toContain(flag);
    }
  });
});

it.each(all.map((test) => [test.id, test] as const))('%s', (_, { input, expectation }) => {
  expect(evaluate(input)).toBe(expectation.value ?? expectation.error);
});

function evaluate(input: Input): string {
  switch (input.function) {
    case 'identifier':
      return toHex(identifierOf(input.type, octets(input.key)));
    case 'message': {
      const whole = octets(input.octets);
      const decoded = decodeMessage(whole);
      if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
      return verdict(verifyMessage(whole, decoded.value));
    }
    case 'ticket': {
      const { machine, from, to, ...rest } = input.use;
      const use = { machine: octets(machine), from: octets(from), to: octets(to), ...rest };
      return judgeTicket(taken(signedRecordFromJson('ticket', input.ticket)), use);
    }
    case 'permit':
      return verdict(verifyPermit(taken(signedRecordFromJson('permit', input.permit)), octets(input.signer)));
    case 'statement':
      return verdict(
        verifyStatement(taken(signedRecordFromJson('statement', input.statement)), octets(input.signer)),
      );
    case 'attachment':
      return verdict(verifyAttachment(taken(signedRecordFromJson('attachment', input.attachment))));
    case 'delegation':
      return verdict(verifyDelegation(taken(signedRecordFromJson('delegation', input.delegation))));
    case 'session':
      return toHex(
        sessionId({
          initiator: octets(input.initiator),
          responder: octets(input.responder),
          initiatorNonce: octets(input.initiatorNonce),
          responderNonce: octets(input.responderNonce),
        }),
      );
    case 'transcript':
      return toHex(transcriptDigest(...input.messages.map(octets)));
  }
}

function octets(text: string): Uint8Array {
  return fromHex(text)!;
}

function verdict(result: Result<unknown, SignatureFault>): string {
  return result.ok ? 'good' : result.error.code;
}

function taken<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
