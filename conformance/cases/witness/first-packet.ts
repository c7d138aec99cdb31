/** The first packet that comes: there is none before it to compare it with (chapter 03). */
import { defineCase } from '../../case.ts';
import { witnessRead } from '../../octets/from-others.ts';
import { patched, uint } from '../../octets/octets.ts';
import { packet } from '../../octets/xip.ts';

const lengthAt = 2;

/** Its length counts the header, too. */
export const wrongLength = defineCase({
  id: 'witness/first-packet-of-wrong-length',
  title: 'a first packet that counts its header as payload is dropped, and a good one behind it is not',
  covers: ['XIP-003'],
  role: 'witness',
  twin: 'witness/read-unknown',
  needs: [],
  async run({ deliver, send, expect }) {
    const read = witnessRead();
    const good = packet('destination', 'witness', read);
    await deliver(patched(good, lengthAt, uint(good.length, 2)));
    await expect.silence();
    await send(read);
    await expect.answer('WitnessAnswer', read);
    await expect.silence();
  },
});
