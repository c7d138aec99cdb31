/** The Offer that the codecs are measured with: two disks, a ticket, a witness, addresses of three nodes. */
import {
  decodeMessage,
  identifierOf,
  sealMessage,
  signerFromSeed,
  signTicket,
  type OfferMessage,
} from '../../src/protocol/index.ts';

/** A signed Offer as it is on the wire and as it decodes. */
export interface OfferSample {
  readonly octets: Uint8Array;
  readonly message: OfferMessage;
}

/** The sample; the same octets each time. */
export function offerSample(): OfferSample {
  const source = signerFromSeed(pattern(32, 1));
  const owner = signerFromSeed(pattern(32, 2));
  const sender = identifierOf('HID', source.publicKey);
  const receiver = pattern(20, 3);
  const machine = identifierOf('HID', owner.publicKey);
  const modes = { preCopy: true, postCopy: false, diskCopy: true };
  const octets = sealMessage(
    {
      type: 'Offer',
      header: { machine, migration: pattern(16, 4), epoch: 42, exchange: 0x0b5e55ed, sender, receiver },
      versions: {
        controlLeast: 1,
        controlMost: 1,
        stateLeast: 1,
        stateMost: 3,
        rebindLeast: 1,
        rebindMost: 1,
      },
      purpose: { purpose: 'migrate' },
      profile: { memory: 8_589_934_592, pageSize: 4096, processors: 8, hypervisor: 'simulated' },
      disks: {
        disks: [
          { name: 'system', mode: 'shared-fenced', size: 68_719_476_736 },
          { name: 'scratch', mode: 'copied', size: 10_737_418_240 },
        ],
      },
      transfer: { modes, chunkSize: 65_536, window: 64 },
      freezeBudget: { memory: 120_000, device: 30_000, fence: 20_000, network: 25_000, rebind: 5_000 },
      ticket: signTicket(
        {
          machine,
          serial: pattern(16, 5),
          fromHost: sender,
          toHost: receiver,
          epochFirst: 1,
          epochLast: 1_000,
          notBefore: 1_760_000_000,
          notAfter: 1_860_000_000,
          modes,
          unsafeDisks: 'no',
          canceller: pattern(20, 6),
        },
        owner,
      ),
      address: { nodes: pattern(84, 7) },
      witness: { host: pattern(20, 8), nodes: pattern(84, 9) },
    },
    source,
  );
  const decoded = decodeMessage(octets);
  if (!decoded.ok || decoded.value.type !== 'Offer') throw new Error('the sample does not decode');
  return { octets, message: decoded.value };
}

function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (seed * 37 + i * 11) & 0xff);
}
