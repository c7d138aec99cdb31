/** Everything that was ever sent is sent again, and every message by somebody else (INV-004). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { expectAt, withMachine } from '../../ground/correspondent.ts';
import { before, between, type Where } from '../../ground/peers.ts';
import { rebind, rebindProof } from '../../octets/from-peer.ts';
import { authenticatorOctets, sign } from '../../octets/seal.ts';
import type { MessageView } from '../../octets/read-message.ts';

/** What was delivered, and from where. */
type Recorded = readonly [message: Uint8Array, where: Where];

/** Two moves with all their messages: of a delegate and of the machine, then of the machine alone. */
async function twoMoves(
  context: CaseContext,
  id: Uint8Array,
  open: Uint8Array,
): Promise<readonly Recorded[]> {
  const { deliver, expect, ground } = context;
  const recorded: Recorded[] = [[open, 'router']];
  const tell = async (message: Uint8Array, where: Where): Promise<MessageView> => {
    recorded.push([message, where]);
    await deliver(between(['owner', where], 'peer', message));
    const answer = await expect.answer('RebindAnswer', message);
    await expect.silence();
    return answer;
  };
  await ground('the machine moves twice', async () => {
    const right = { from: 'destination' } as const;
    const first = rebind(id, { ...right, sequence: 1, delegation: {} });
    const challenged = await tell(first, 'newRouter');
    await tell(rebindProof(first, id, challenged.tlv('challenge'), right), 'newRouter');
    await tell(rebind(id), 'newRouter');
    const back = { router: 'router', host: cast.source.hid } as const;
    const second = rebind(id, { epoch: epoch + 1, attachment: back });
    const again = await tell(second, 'router');
    const proof = rebindProof(second, id, again.tlv('challenge'), { epoch: epoch + 1 });
    await tell(proof, 'router');
  });
  return recorded;
}

/** The message with the same header, signed by a stranger. */
function spoofed(message: Uint8Array): Uint8Array {
  return sign(message.subarray(0, message.length - authenticatorOctets), 'stranger');
}

/** The message in the name of the stranger, and well signed. */
function inOwnName(message: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(message.subarray(0, message.length - authenticatorOctets));
  copy.set(Buffer.from(cast.stranger.hid, 'hex'), 56);
  return sign(copy, 'stranger');
}

/** Replays. */
export const replays = defineCase({
  id: 'correspondent/replay-of-everything',
  title: 'every message of two moves, sent again in any order and from any place, changes nothing',
  covers: ['INV-004', 'COR-009', 'COR-010'],
  role: 'correspondent',
  needs: [],
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { deliver, expect, advance } = context;
    const { id, open } = await withMachine(context, { epoch: before });
    const recorded = await twoMoves(context, id, open);
    for (const [message, where] of [...recorded, ...[...recorded].reverse()]) {
      for (const from of [where, 'home'] as const) {
        await deliver(between(['owner', from], 'peer', message));
        await expect.rest();
        await expectAt(context, id, 'router', 'INV-004');
      }
    }
    await advance('PROOF_RETRY');
    await expect.silence();
  },
});

/** Spoofs after the fact. */
export const spoofs = defineCase({
  id: 'correspondent/spoof-of-everything',
  title:
    'every message of two moves with the signature of a stranger is met with silence and changes nothing',
  covers: ['INV-004', 'COR-005', 'SIG-002'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/machine-comes-back',
  async run(context) {
    const { deliver, expect } = context;
    const { id, open } = await withMachine(context);
    const recorded = await twoMoves(context, id, open);
    for (const [message, where] of recorded) {
      await deliver(between(['owner', where], 'peer', spoofed(message)));
      await expect.silence();
      await expectAt(context, id, 'router', 'INV-004');
      await deliver(between(['stranger', 'home'], 'peer', inOwnName(message)));
      await expect.rest();
      await expectAt(context, id, 'router', 'INV-004');
    }
  },
});

/** Spoofs that come first. */
export const spoofsBefore = defineCase({
  id: 'correspondent/spoof-comes-first',
  title:
    'announcements and proofs of a stranger that come before those of the machine take nothing away from it',
  covers: ['INV-004', 'COR-005', 'COR-015'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/machine-comes-back',
  async run(context) {
    const { deliver, expect } = context;
    const { id } = await withMachine(context);
    const request = rebind(id, { attachment: { epoch } });
    const tell = (message: Uint8Array): Promise<void> =>
      deliver(between(['owner', 'newRouter'], 'peer', message));
    for (const message of [request, rebind(id, { sequence: 0xffff_ffff })]) {
      await tell(spoofed(message));
      await expect.silence();
      await expectAt(context, id, 'router', 'INV-004');
    }
    await tell(request);
    const answer = await expect.answer('RebindAnswer', request);
    await expect.silence();
    const challenge = answer.tlv('challenge');
    const proof = rebindProof(request, id, challenge);
    for (const message of [spoofed(proof), inOwnName(proof)]) {
      await tell(message);
      await expect.silence();
    }
    await tell(proof);
    const confirmed = await expect.answer('RebindAnswer', proof);
    expect.equal(confirmed.maybe('challenge'), undefined, 'the challenge', 'COR-014');
    await expectAt(context, id, 'newRouter', 'INV-004');
  },
});
