/** Source hosts that listen to the wrong people. */
import type { Implementation } from '../../../src/agent/index.ts';
import { carriesAuthenticator } from '../../../src/protocol/index.ts';
import { cast, type MemberName } from '../../cast.ts';
import { octets } from '../../octets/octets.ts';
import { wrongFunctions } from './wrong-source.ts';

type Decode = Implementation['decodeMessage'];
type Message = Extract<ReturnType<Decode>, { ok: true }>['value'];

function rewriting(decode: Decode, change: (message: Message) => Message): Decode {
  return (wire) => {
    const decoded = decode(wire);
    return decoded.ok ? { ok: true, value: change(decoded.value) } : decoded;
  };
}

/** Takes messages of some types for those of a member, whoever has signed them. */
function speakingFor(
  member: MemberName,
  types: readonly Message['type'][],
  { decodeMessage, verifyMessage, identifierOf }: Implementation,
): Pick<Implementation, 'decodeMessage' | 'verifyMessage'> {
  return {
    decodeMessage: rewriting(decodeMessage, (message) =>
      types.includes(message.type)
        ? { ...message, header: { ...message.header, sender: octets(cast[member].hid) } }
        : message,
    ),
    verifyMessage(wire, message) {
      if (!carriesAuthenticator(message) || message.authenticator === undefined)
        return verifyMessage(wire, message);
      const sender = identifierOf('HID', message.authenticator.key);
      return verifyMessage(wire, { ...message, header: { ...message.header, sender } });
    },
  };
}

/** Whoever is meant. */
export const hearsEverything = wrongFunctions(
  {
    id: 'takes-messages-for-others',
    breaks: ['SEC-002'],
    says: 'Takes messages that name another receiver.',
    caughtBy: ['order-for-another-host', 'complete-for-another-host'],
  },
  ({ decodeMessage }) => ({
    decodeMessage: rewriting(decodeMessage, (message) => ({
      ...message,
      header: { ...message.header, receiver: octets(cast.source.hid) },
    })),
  }),
);

/** Whoever speaks. */
export const hearsEverybody = wrongFunctions(
  {
    id: 'takes-whoever-speaks-for-the-destination',
    breaks: ['SEC-005'],
    says: 'Takes whoever sends a message of a destination host for the destination of the migration.',
    caughtBy: ['accept-of-stranger', 'complete-of-stranger', 'running-of-stranger', 'aborted-of-stranger'],
  },
  (reference) =>
    speakingFor('destination', ['OfferAccept', 'Complete', 'Running', 'Aborted', 'Refused'], reference),
);

/** Whoever gives the machine back. */
export const takesBackFromAnyone = wrongFunctions(
  {
    id: 'takes-the-machine-back-from-anyone',
    breaks: ['SEC-005', 'SRC-017'],
    says: 'Takes the machine back from whoever has signed GiveBack and its permit.',
    caughtBy: ['give-back-of-stranger'],
  },
  (reference) => ({
    ...speakingFor('destination', ['GiveBack'], reference),
    verifyPermit: (permit) => ({ ok: true, value: permit }),
  }),
);

/** The destination speaks for the witness. */
export const hearsDestinationAsWitness = wrongFunctions(
  {
    id: 'takes-the-destination-for-the-witness',
    breaks: ['SEC-005'],
    says: 'Takes an answer of the witness from whoever sends it.',
    caughtBy: ['witness-answer-of-destination'],
  },
  (reference) => speakingFor('witness', ['WitnessAnswer'], reference),
);
