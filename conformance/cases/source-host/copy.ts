/** The source host carries memory in rounds (chapter 05, section Pre-copy). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { carrying, chunksAsResult, copying } from '../../ground/source-host.ts';
import { expectFirings } from '../../ground/firings.ts';
import { expectAbort } from '../../ground/source-host-ends.ts';
import { progress } from '../../octets/from-destination.ts';
import { firstRound, part, round } from '../../octets/image.ts';

/** The first round is announced. */
export const firstManifest = defineCase({
  id: 'source-host/first-manifest',
  title: 'the first round has the number 1, and its manifest names every chunk by its content',
  covers: ['SRC-010'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { operation, expect } = context;
    const { copyRound } = await copying(context);
    await operation(copyRound, { is: 'copied', chunks: chunksAsResult(firstRound), dirtyRate: 0 });
    const manifest = await expect.message('Manifest', { to: 'destination' });
    expect.equal(manifest.tlv('round'), round(1, firstRound), 'the round', 'SRC-010');
    expect.equal(manifest.tlv('part'), part(firstRound), 'the part');
    await expect.silence();
    await expect.noOperation();
  },
});

/** The destination has the round. */
export const roundComplete = defineCase({
  id: 'source-host/round-complete',
  title: 'when the round is complete, and not before, the next one is read or the machine stopped',
  covers: ['SRC-010'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, operation, expect } = context;
    const { manifest } = await carrying(context);
    await send(progress(manifest.octets, 1, 1, false));
    await expect.noOperation();
    await send(progress(manifest.octets, 1, firstRound.length, true));
    const asked = expect.maybeOperation();
    expect.that(asked?.operation === 'copyRound' || asked?.operation === 'freeze', {
      expectedOneOf: ['its hypervisor to be asked for another round or the freeze'],
      actual: asked?.operation ?? 'no operation',
      requirement: 'SRC-010',
    });
    const chunks = chunksAsResult(firstRound.slice(1));
    const is = asked!.operation === 'freeze' ? 'frozen' : 'copied';
    await operation(asked!, { is, chunks, dirtyRate: 0, stateDigest: '00'.repeat(32) });
    const next = await expect.message('Manifest', { to: 'destination' });
    expect.equal(next.tlv('round'), round(2, firstRound.slice(1)), 'the round', 'SRC-010');
  },
});

/** The destination speaks of a round that is not under way. */
export const otherRound = defineCase({
  id: 'source-host/progress-of-other-round',
  title: 'Progress of another round does not end the round under way',
  covers: ['SRC-010'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/round-complete',
  async run(context) {
    const { send, expect } = context;
    const { manifest } = await carrying(context);
    await send(progress(manifest.octets, 2, firstRound.length, true));
    await expect.silence();
    await expect.noOperation();
  },
});

/** The destination never fetches. */
export const roundGivesUp = defineCase({
  id: 'source-host/round-gives-up',
  title: 'the manifest is sent six times with growing delays; at the sixth firing the migration times out',
  covers: ['SRC-011', 'TMR-002', 'TMR-003'],
  role: 'source-host',
  needs: [],
  timers: ['ROUND_RETRY'],
  async run(context) {
    const { manifest } = await carrying(context);
    await expectFirings(context, 'ROUND_RETRY', 6, async (firing) => {
      if (firing < 6) await context.expect.repeated(manifest);
      else await expectAbort(context, 'timeout', 'SRC-011');
    });
    await context.expect.silence();
  },
});

/** The destination is slow, but goes on. */
export const progressCounts = defineCase({
  id: 'source-host/progress-begins-the-count-anew',
  title: 'Progress with more chunks begins the count of ROUND_RETRY anew',
  covers: ['SRC-011'],
  role: 'source-host',
  needs: [],
  timers: ['ROUND_RETRY'],
  async run(context) {
    const { send, expect } = context;
    const { manifest } = await carrying(context);
    const repeated = async (): Promise<void> => void (await expect.repeated(manifest));
    await expectFirings(context, 'ROUND_RETRY', 4, repeated);
    await send(progress(manifest.octets, 1, 1, false));
    await expect.silence();
    await expectFirings(context, 'ROUND_RETRY', 4, repeated);
    expect.machine('running', epoch - 1);
  },
});

/** The destination is stuck. */
export const noProgress = defineCase({
  id: 'source-host/same-progress-again',
  title: 'Progress with no more chunks than before does not begin the count of ROUND_RETRY anew',
  covers: ['SRC-011'],
  role: 'source-host',
  needs: [],
  timers: ['ROUND_RETRY'],
  async run(context) {
    const { send, expect } = context;
    const { manifest } = await carrying(context);
    await send(progress(manifest.octets, 1, 1, false));
    await expectFirings(context, 'ROUND_RETRY', 6, async (firing) => {
      if (firing === 6) await expectAbort(context, 'timeout', 'SRC-011');
      else {
        await expect.repeated(manifest);
        await send(progress(manifest.octets, 1, 1, false));
      }
    });
  },
});
