/** Source hosts that listen to the wrong people. */
import type { Implementation } from '../../../src/agent/index.ts';
import { cast } from '../../cast.ts';
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
  ({ decodeMessage, verifyMessage, identifierOf }) => ({
    decodeMessage: rewriting(decodeMessage, (message) =>
      ['OfferAccept', 'Complete', 'Running', 'GiveBack', 'Aborted', 'Refused'].includes(message.type)
        ? { ...message, header: { ...message.header, sender: octets(cast.destination.hid) } }
        : message,
    ),
    verifyMessage(wire, message) {
      if (message.type === 'Piece' || message.authenticator === undefined)
        return verifyMessage(wire, message);
      const sender = identifierOf('HID', message.authenticator.key);
      return verifyMessage(wire, { ...message, header: { ...message.header, sender } });
    },
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
  ({ decodeMessage, verifyMessage, identifierOf }) => ({
    decodeMessage: rewriting(decodeMessage, (message) =>
      message.type === 'WitnessAnswer'
        ? { ...message, header: { ...message.header, sender: octets(cast.witness.hid) } }
        : message,
    ),
    verifyMessage(wire, message) {
      if (message.type === 'Piece' || message.authenticator === undefined)
        return verifyMessage(wire, message);
      const sender = identifierOf('HID', message.authenticator.key);
      return verifyMessage(wire, { ...message, header: { ...message.header, sender } });
    },
  }),
);
