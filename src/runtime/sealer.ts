/** Makes messages of bodies and signs them, for whoever speaks in the name of one host. */
import type { Signer } from '../ports/keys.ts';
import type { Log } from '../ports/log.ts';
import { fromJson, type HeaderJson, type MessageJson } from '../protocol/index.ts';
import type { ProtocolFunctions } from './functions.ts';

type BodyOf<M> = M extends MessageJson ? Omit<M, 'header' | 'authenticator'> : never;

/** A message without header and authenticator. */
export type MessageBody = BodyOf<MessageJson>;

/** A header before the sender is written into it. */
export type Envelope = Omit<HeaderJson, 'sender'>;

/** Makes the octets of a message; undefined for one that becomes too long, which is then as if it were lost. */
export type Seal = (envelope: Envelope, body: MessageBody) => Uint8Array | undefined;

/** Makes the function that seals in the name of one host. @param sender the id of its HID, in hexadecimal. */
export function sealer(
  sender: string,
  signer: Signer,
  functions: Pick<ProtocolFunctions, 'sealMessage'>,
  log: Log,
): Seal {
  return (envelope, body) => {
    const message = fromJson({ ...body, header: { ...envelope, sender } });
    if (!message.ok) throw new TypeError(`${body.type}: ${message.error.path} ${message.error.text}`);
    try {
      return functions.sealMessage(message.value, signer);
    } catch (error) {
      // Addresses that others chose can make a message too long; to them it is as if it were lost.
      if (!(error instanceof RangeError)) throw error;
      const { migration, receiver } = envelope;
      log('warn', `${body.type} of migration ${migration} to ${receiver} is not sent: ${error.message}`);
      return undefined;
    }
  };
}
