/** Implementations that are wrong about the messages that they send or hear, whatever role they play. */
import { type MessageName, messages } from '../../spec/registry/messages.ts';
import type { Implementation } from '../../src/agent/index.ts';

type Message = Parameters<Implementation['sealMessage']>[0];
type Decoded = ReturnType<Implementation['decodeMessage']>;
type ErrorMessage = Extract<Message, { type: 'Error' }>;

const versionAt = 2;

/** Whether a message opens an exchange. */
export function opens(type: MessageName): boolean {
  return messages[type].answers.length === 0;
}

/** The message with another exchange. */
export function withExchange<M extends Message>(message: M, exchange: number): M {
  return { ...message, header: { ...message.header, exchange } };
}

/** Changes what is sent before it is signed. */
export function sending(reference: Implementation, change: (message: Message) => Message): Implementation {
  return {
    ...reference,
    sealMessage: (message, signer) => reference.sealMessage(change(message), signer),
  };
}

/** Changes the Errors that are sent. */
export function complaining(
  reference: Implementation,
  change: (message: ErrorMessage) => ErrorMessage,
): Implementation {
  return sending(reference, (message) => (message.type === 'Error' ? change(message) : message));
}

/** Changes what was decoded. */
export function hearing(reference: Implementation, change: (message: Message) => Message): Implementation {
  return {
    ...reference,
    decodeMessage(octets): Decoded {
      const decoded = reference.decodeMessage(octets);
      return decoded.ok ? { ok: true, value: change(decoded.value) } : decoded;
    },
  };
}

/** Believes the header of an Error's cause: the sender of what does not decode is not checked. */
export function believingHeaders(reference: Implementation): Implementation {
  return {
    ...reference,
    authenticHeader(octets) {
      const copy = Uint8Array.from(octets);
      copy[versionAt] = 1;
      const decoded = reference.decodeMessage(copy);
      return reference.authenticHeader(octets) ?? (decoded.ok ? decoded.value.header : undefined);
    },
  };
}

/** Gives every request the number 7. */
export function askingBySeven(reference: Implementation): Implementation {
  const last = new Map<MessageName, number>();
  const shown = sending(reference, (message) => {
    if (!opens(message.type)) return message;
    last.set(message.type, message.header.exchange);
    return withExchange(message, 7);
  });
  return hearing(shown, (message) => {
    const request = messages[message.type].answers.find((type) => last.has(type));
    return message.header.exchange === 7 && request !== undefined
      ? withExchange(message, last.get(request)!)
      : message;
  });
}

/** Takes an answer of a type for that to its last request of another type. */
export function takingAnyAnswer(
  reference: Implementation,
  request: MessageName,
  answer: MessageName,
): Implementation {
  let asked: number | undefined;
  const shown = sending(reference, (message) => {
    if (message.type === request) asked = message.header.exchange;
    return message;
  });
  return hearing(shown, (message) =>
    message.type === answer && asked !== undefined ? withExchange(message, asked) : message,
  );
}

/** Takes an Error for an Abort, or for a refusal of the request. */
export function endingOnErrors(reference: Implementation, as: 'Abort' | 'Refused'): Implementation {
  return hearing(reference, (message) => {
    if (message.type !== 'Error') return message;
    const { header, authenticator } = message;
    const reason = { reason: 'unexpected-message', detail: '' } as const;
    return { type: as, header, reason, ...(authenticator === undefined ? {} : { authenticator }) };
  });
}
