/** Makes messages of bodies and signs them, for whoever speaks about places: peers and hosts that speak for them. */
import type { Log } from '../ports/log.ts';
import type { Signer } from '../ports/keys.ts';
import { fromJson, type HeaderJson } from '../protocol/index.ts';
import type { ProtocolFunctions } from '../runtime/index.ts';
import type { MessageBody } from '../runtime/mailer.ts';

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
      if (!(error instanceof RangeError)) throw error;
      log('warn', `${body.type} to ${envelope.receiver} is not sent: ${error.message}`);
      return undefined;
    }
  };
}
