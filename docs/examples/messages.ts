/** Signs a message, reads it again, and sees that octets that were cut are refused with a code and a clause. */
import { decodeMessage, identifierOf, sealMessage, signerFromSeed } from '../../src/protocol/index.ts';

const asker = signerFromSeed(new Uint8Array(32).fill(1));
const octets = sealMessage(
  {
    type: 'WitnessRead',
    header: {
      machine: new Uint8Array(20).fill(2),
      migration: new Uint8Array(16).fill(3),
      epoch: 7,
      exchange: 1,
      sender: identifierOf('HID', asker.publicKey),
      receiver: new Uint8Array(20).fill(4),
    },
  },
  asker,
);

const message = decodeMessage(octets);
if (message.ok) console.log(message.value.type, 'of epoch', message.value.header.epoch);
// → WitnessRead of epoch 7

const cut = decodeMessage(octets.subarray(0, octets.length - 1));
if (!cut.ok) console.log(cut.error.code, cut.error.requirement);
// → truncated MSG-017
