/** The answer to a message that is authentic but cannot be used (chapter 08). */
import { messages } from '../../spec/registry/messages.ts';
import { codeTables } from '../../spec/registry/codes.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { equalOctets } from '../core/compare.ts';
import type { ErrorCode, Message } from '../protocol/index.ts';
import { headerOffsets } from '../protocol/index.ts';
import type { ProtocolFunctions } from './functions.ts';
import type { Identity } from './identity.ts';

/**
 * Makes the answer.
 *
 * @returns undefined when nothing may be said: the sender is not proven, the message is for somebody else, it is an
 *   Error itself, or the answer would be longer (ERR-003 to ERR-005).
 */
export function errorAnswer(
  octets: Uint8Array,
  error: DecodeError,
  identity: Pick<Identity, 'hid' | 'signer'>,
  functions: Pick<ProtocolFunctions, 'authenticHeader' | 'sealMessage'>,
): Uint8Array | undefined {
  const header = functions.authenticHeader(octets);
  if (header === undefined || !equalOctets(header.receiver, identity.hid)) return undefined;
  const messageType = octets[headerOffsets.type]!;
  if (messageType === messages.Error.code) return undefined;
  const code = error.code in codeTables.errorCode ? (error.code as ErrorCode) : 'malformed';
  const answer: Message = {
    type: 'Error',
    header: { ...header, sender: header.receiver, receiver: header.sender },
    fault: { code, messageType, offset: Math.min(error.offset, 0xffff) },
  };
  const sealed = functions.sealMessage(answer, identity.signer);
  return sealed.length > octets.length ? undefined : sealed;
}
