/** Destination hosts that are wrong about who sent a message, and to whom. */
import { cast } from '../../cast.ts';
import { octets } from '../../octets/octets.ts';
import { wrongFunctions } from './wrong-destination.ts';

const self = octets(cast.destination.hid);
const source = octets(cast.source.hid);

/** Reads letters to others. */
export const readsForOthers = wrongFunctions(
  {
    id: 'ignores-receiver',
    breaks: ['SEC-002'],
    says: 'Takes messages whose receiver is somebody else.',
    caughtBy: ['commit-for-stranger', 'abort-for-stranger', 'offer-for-stranger'],
  },
  (reference) => ({
    decodeMessage(wire) {
      const decoded = reference.decodeMessage(wire);
      if (!decoded.ok) return decoded;
      const message = { ...decoded.value, header: { ...decoded.value.header, receiver: self } };
      return { ok: true, value: message };
    },
  }),
);

/** Believes whoever has a key. */
export const believesAnybody = wrongFunctions(
  {
    id: 'ignores-sender',
    breaks: ['SEC-005'],
    says: 'Takes what any authentic host says for what the source says.',
    caughtBy: ['commit-from-stranger', 'abort-from-stranger', 'doubt-outlasts-strangers'],
  },
  (reference) => ({
    decodeMessage(wire) {
      const decoded = reference.decodeMessage(wire);
      if (!decoded.ok) return decoded;
      const message = { ...decoded.value, header: { ...decoded.value.header, sender: source } };
      return { ok: true, value: message };
    },
    verifyMessage(wire, message) {
      const decoded = reference.decodeMessage(wire);
      return reference.verifyMessage(wire, decoded.ok ? decoded.value : message);
    },
  }),
);
