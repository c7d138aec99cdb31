/** Messages that a witness cannot use (chapter 08, section Messages that cannot be used). */
import { codeTables } from '../../../spec/registry/codes.ts';
import { messages } from '../../../spec/registry/messages.ts';
import { type Case, defineCase } from '../../case.ts';
import { readStatement } from '../../ground/witness.ts';
import { witnessRead, witnessSwap } from '../../octets/from-others.ts';
import { octets, patched, uint } from '../../octets/octets.ts';
import { authenticatorOctets, sign } from '../../octets/seal.ts';

const versionAt = 2;

/** A swap of version 2, before it is signed. */
const unsigned = patched(witnessSwap(), versionAt, '02').subarray(0, -authenticatorOctets);

/** A later version. */
export const otherVersion = defineCase({
  id: 'witness/error-for-other-version',
  title: 'an authentic message of another version is answered by Error with code, type and offset',
  covers: ['ERR-001', 'ERR-002'],
  role: 'witness',
  needs: [],
  async run({ send, expect }) {
    const bad = sign(unsigned, 'source');
    await send(bad);
    const answer = await expect.answer('Error', bad, { to: 'source' });
    const { code } = codeTables.errorCode['unsupported-version'];
    const fault = octets(uint(code, 1), uint(messages.WitnessSwap.code, 1), uint(versionAt, 2));
    expect.equal(answer.tlv('fault'), fault, 'the fault', 'ERR-002');
    await expect.silence();
  },
});

/** Nobody hears of it, and the register stays as it is. */
function dropped(slug: string, title: string, covers: Case['covers'], bad: Uint8Array, twin: string): Case {
  return defineCase({
    id: `witness/${slug}`,
    title,
    covers,
    role: 'witness',
    needs: [],
    twin: `witness/${twin}`,
    async run({ send, expect }) {
      await send(bad, 'source');
      await expect.silence();
      const read = witnessRead();
      await send(read);
      const answer = await expect.answer('WitnessAnswer', read);
      expect.equal(readStatement(answer.tlv('statement')).known, false, 'whether the register is known:');
      await expect.silence();
    },
  });
}

/** A stranger signs for the source. */
export const stranger = dropped(
  'no-error-for-stranger',
  'a message of another version that has the key of a stranger is not answered',
  ['ERR-003', 'SIG-002'],
  sign(unsigned, 'stranger'),
  'error-for-other-version',
);
/** A stranger swaps for the source. */
export const strangerSwap = dropped(
  'swap-signed-by-stranger',
  'a swap that has the key of a stranger is dropped and sets nothing',
  ['ERR-003', 'SIG-002'],
  witnessSwap({ signer: 'stranger' }),
  'first-swap',
);
/** A swap was changed on its way. */
export const forgedSwap = dropped(
  'swap-with-bad-signature',
  'a swap whose signature is not good is dropped and sets nothing',
  ['ERR-003', 'SIG-003'],
  patched(witnessSwap(), witnessSwap().length - 1, '00'),
  'first-swap',
);
