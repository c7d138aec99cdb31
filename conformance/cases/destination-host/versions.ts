/** The destination host chooses versions (chapter 10, sections Three versions and Grease). */
import { defineCase } from '../../case.ts';
import { offer } from '../../octets/from-source.ts';

/** Ranges that overlap in more than one version. */
export const highestCommon = defineCase({
  id: 'destination-host/offer-highest-common-versions',
  title: 'of each of the three versions the highest in both ranges is chosen',
  covers: ['VER-001'],
  role: 'destination-host',
  needs: [],
  config: { versions: { stateLeast: 1, stateMost: 4, rebindLeast: 1, rebindMost: 3 } },
  async run({ send, expect }) {
    const request = offer({ versions: '01 05 0002 0007 01 02' });
    await send(request);
    const accept = await expect.answer('OfferAccept', request);
    expect.equal(accept.tlv('chosenVersions'), '01000402', 'the chosen versions', 'VER-001');
    await expect.silence();
  },
});
