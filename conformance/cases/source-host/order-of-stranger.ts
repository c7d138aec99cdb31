/** A refused order holds nothing (chapter 05, section Order). */
import { defineCase } from '../../case.ts';
import { order } from '../../octets/from-others.ts';

/** A stranger was first. */
export const afterStranger = defineCase({
  id: 'source-host/order-after-that-of-stranger',
  title:
    'an order of the owner is taken after a stranger gave one with the same migration, which was refused',
  covers: ['SRC-003'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await context.ground('the order of a stranger is refused', async () => {
      const strange = order({ from: 'stranger', exchange: 0x0de00002 });
      await send(strange);
      await expect.answer('Refused', strange);
    });
    const request = order();
    await send(request);
    await expect.answer('OrderAnswer', request, { to: 'owner' });
    await expect.message('Offer', { to: 'destination' });
  },
});
