/** What only an endpoint can judge of an announcement: statements of attachment and delegations (chapter 11). */
import { fromHex, toHex } from '../core/hex.ts';
import type { Verdict } from '../machines/records.ts';
import {
  type AttachmentJson,
  type DelegationJson,
  identifierOf,
  signedRecordFromJson,
} from '../protocol/index.ts';
import type { ProtocolFunctions } from '../runtime/index.ts';
import { type Dag, decodeDag } from '../xia/index.ts';

/** What a statement of attachment is to be about. */
export interface AttachmentUse {
  /** The id of the HID of the machine, in hexadecimal. */
  readonly machine: string;
  readonly epoch: number;
  /** The id of the HID of the host, when only one will do. */
  readonly host?: string;
}

/** Judges a statement of attachment by which traffic is to go to the machine: `valid`, or why it may not. */
export function attachmentVerdict(
  functions: Pick<ProtocolFunctions, 'verifyAttachment'>,
  json: AttachmentJson,
  use: AttachmentUse,
): Verdict {
  const { machine, epoch, host, standing } = json;
  const isMeant =
    machine === use.machine && epoch === use.epoch && standing === 'active' && (use.host ?? host) === host;
  if (!isMeant) return 'attachment';
  const attachment = signedRecordFromJson('attachment', json);
  return attachment.ok && functions.verifyAttachment(attachment.value).ok ? 'valid' : 'attachment';
}

/** Judges whether a sender may speak for a machine under an epoch; the machine itself needs no delegation. */
export function speakerVerdict(
  functions: Pick<ProtocolFunctions, 'verifyDelegation'>,
  json: DelegationJson | undefined,
  use: { readonly machine: string; readonly epoch: number; readonly sender: string },
): Verdict {
  if (use.sender === use.machine) return 'valid';
  const isMeant = json?.machine === use.machine && json.delegate === use.sender && json.epoch === use.epoch;
  if (!isMeant) return 'delegation';
  const delegation = signedRecordFromJson('delegation', json);
  return delegation.ok && functions.verifyDelegation(delegation.value).ok ? 'valid' : 'delegation';
}

/** The id of the AD whose key signed a statement of attachment, in hexadecimal. */
export function adOf({ key }: AttachmentJson): string {
  return toHex(identifierOf('AD', fromHex(key)!));
}

/** Nodes as an address; undefined when they are none. */
export function dagOfNodes(nodes: string): Dag | undefined {
  const octets = fromHex(nodes);
  const decoded = octets === undefined ? undefined : decodeDag(octets);
  return decoded?.ok === true ? decoded.value : undefined;
}
