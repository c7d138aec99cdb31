import { describe, expect, test } from 'vitest';
import {
  type Capture,
  frameOfUdp,
  frameOfXip,
  linkTypes,
  writeCapture,
  readCapture,
} from '../../src/capture/index.ts';
import { isCase } from '../case.ts';
import * as register from '../cases/witness/register.ts';
import { cast, epoch, type MemberName, migration } from '../cast.ts';
import { caseCapture } from '../evidence/case-capture.ts';
import { inProcessIut } from '../iut/in-process.ts';
import { readManifest } from '../manifest.ts';
import { greet } from '../iut/hello.ts';
import { runCase } from '../run-case.ts';
import { packet } from '../octets/xip.ts';
import { fromHex, hex } from '../../src/core/hex.ts';
import { sealMessage, signerFromSeed, signPermit, type Message } from '../../src/protocol/index.ts';
import { judge } from './judge.ts';

const signers = Object.fromEntries(
  Object.values(cast).map(({ name, seed }) => [name, signerFromSeed(fromHex(seed)!)]),
) as Record<MemberName, ReturnType<typeof signerFromSeed>>;

function captureOf(...packets: readonly Uint8Array[]): Capture {
  const none = new Uint8Array(6);
  const frames = packets.map((one, i) => {
    const octets = frameOfXip(one, { from: none, to: none });
    return { at: BigInt(i), interface: 0, octets, originalLength: octets.length, comments: [] };
  });
  const interfaces = [{ name: '', description: '', linkType: linkTypes.ethernet }];
  return { application: '', comments: [], interfaces, frames };
}

function header(from: MemberName, to: MemberName, exchange: number, of = epoch): Message['header'] {
  return {
    machine: hex`${cast.owner.hid}`,
    migration: hex`${migration}`,
    epoch: of,
    exchange,
    sender: hex`${cast[from].hid}`,
    receiver: hex`${cast[to].hid}`,
  };
}

/** A message with a good authenticator in a packet. */
function sent(from: MemberName, to: MemberName, message: Message): Uint8Array {
  return packet(from, to, sealMessage(message, signers[from]));
}

const statusQuery = (exchange: number, of = epoch): Uint8Array =>
  sent('operator', 'source', { type: 'StatusQuery', header: header('operator', 'source', exchange, of) });

const statusAnswer = (exchange: number, of = epoch): Uint8Array =>
  sent('source', 'operator', {
    type: 'StatusAnswer',
    header: header('source', 'operator', exchange, of),
    status: { outcome: 'active', phase: 'offer', runsHere: 'yes', epoch: 7 },
  });

const cancel = (exchange: number): Uint8Array =>
  sent('operator', 'source', { type: 'Cancel', header: header('operator', 'source', exchange) });

const running = (host: MemberName, to: MemberName): Uint8Array =>
  sent(host, to, { type: 'Running', header: header(host, to, 9), running: { epoch } });

const commit = (holder: MemberName, signer: MemberName = 'source'): Uint8Array => {
  const permit = signPermit(
    {
      machine: hex`${cast.owner.hid}`,
      migration: hex`${migration}`,
      epoch,
      holder: hex`${cast[holder].hid}`,
      digest: new Uint8Array(32),
      serial: new Uint8Array(16),
    },
    signers[signer],
  );
  return sent('source', holder, { type: 'Commit', header: header('source', holder, 5), permit });
};

/** Requirement and frame of each finding. */
function found(...packets: readonly Uint8Array[]): readonly string[] {
  return judge(captureOf(...packets)).findings.map(({ requirement, frame }) => `${requirement} ${frame}`);
}

describe('a capture', () => {
  test('in which everything is right has no finding', () => {
    const all = [
      statusQuery(1),
      statusQuery(1),
      statusAnswer(1),
      commit('destination'),
      running('destination', 'source'),
    ];
    expect(judge(captureOf(...all))).toEqual({
      frames: 5,
      messages: 5,
      findings: [],
      unjudged: [],
      isCut: false,
    });
  });

  test('says who broke which clause', () => {
    const { findings } = judge(captureOf(running('destination', 'source'), running('source', 'destination')));
    expect(findings).toEqual([
      {
        frame: 2,
        by: cast.source.hid,
        requirement: 'INV-001',
        says: `Running under epoch ${epoch}, under which ${cast.destination.hid} runs the machine by frame 1`,
      },
    ]);
  });

  const forged = statusQuery(1);
  forged[forged.length - 1]! ^= 1;
  const malformed = packet('operator', 'source', hex`584c0114`);
  test.each([
    ['an answer under another epoch', [statusQuery(1), statusAnswer(1, epoch + 1)], ['MSG-034 2']],
    ['a request repeated in other octets', [statusQuery(1), statusQuery(1, epoch + 1)], ['MSG-031 2']],
    ['two permits for one epoch', [commit('destination'), commit('witness')], ['INV-001 2']],
    ['a number used again', [statusQuery(1), cancel(1)], ['MSG-032 2']],
    ['a permit of a stranger', [commit('destination', 'stranger')], ['SIG-010 1']],
    ['a forged message', [forged], ['SIG-003 1']],
    ['a message that does not decode', [malformed], ['MSG-017 1']],
    ['a packet of another version', [Uint8Array.of(2, ...statusQuery(1).subarray(1))], ['XIP-002 1']],
  ])('with %s has a finding', (_, packets, wanted) => {
    expect(found(...packets)).toEqual(wanted);
  });

  test('says what it could not judge', () => {
    const other = packet('operator', 'source', hex`cafe`);
    const capture = captureOf(statusAnswer(1), other);
    expect(judge({ ...capture, cutAt: 1 })).toMatchObject({
      findings: [],
      unjudged: [
        { why: 'an answer whose request is not in the capture', frames: [1] },
        { why: 'data that are no message', frames: [2] },
      ],
      isCut: true,
    });
    const cut = capture.frames.map((frame) => ({ ...frame, originalLength: 5000 }));
    expect(judge({ ...capture, frames: cut }).unjudged).toEqual([
      { why: 'cut off by the capture', frames: [1, 2] },
    ]);
  });

  test('is judged alike when IP has cut its packets into fragments', () => {
    const [ends, none] = [hex`0a000001 0a000002`, new Uint8Array(6)];
    const frame = frameOfUdp(statusAnswer(1), { from: none, to: none }, ends.slice(0, 4), ends.slice(4));
    const [link, carried] = [frame.slice(0, 34), frame.slice(34)];
    const piece = (offset: number, length: number): Uint8Array => {
      const octets = Uint8Array.of(...link, ...carried.subarray(offset, offset + length));
      const hasMore = offset + length < carried.length ? 0x2000 : 0;
      const view = new DataView(octets.buffer);
      view.setUint16(16, octets.length - 14);
      view.setUint16(20, hasMore | (offset / 8));
      return octets;
    };
    const pieces = [piece(200, carried.length - 200), piece(0, 200)];
    const capture = captureOf(...pieces);
    const frames = capture.frames.map((one, i) => ({
      ...one,
      octets: pieces[i]!,
      originalLength: pieces[i]!.length,
    }));
    const whole = judge(captureOf(statusAnswer(1)));
    expect(whole).toMatchObject({ messages: 1, unjudged: [{ frames: [1] }] });
    const unjudged = whole.unjudged.map((one) => ({ ...one, frames: [2] }));
    expect(judge({ ...capture, frames })).toEqual({ ...whole, frames: 2, unjudged });
    expect(judge({ ...capture, frames: frames.slice(0, 1) })).toMatchObject({
      messages: 0,
      unjudged: [{ why: 'a fragment of an IP packet of which others are not in the capture', frames: [1] }],
    });
  });

  test('of a case that the reference passes blames the reference for nothing', async () => {
    const iut = inProcessIut();
    await iut.start();
    const manifest = readManifest((await greet(iut)).manifest);
    if ('length' in manifest) throw new Error(manifest.join());
    for (const one of Object.values(register).filter(isCase)) {
      const run = await runCase(one, iut, manifest);
      const capture = readCapture(caseCapture(one, run, iut.adapter));
      if (!capture.ok) throw new Error(capture.error.code);
      const { findings } = judge(capture.value);
      const own = findings.filter(({ frame }) => capture.value.frames[frame - 1]!.direction === 'out');
      expect({ id: one.id, own }).toEqual({ id: one.id, own: [] });
    }
    await iut.stop();
  });

  test('can be written and judged again', () => {
    const read = readCapture(writeCapture(captureOf(statusAnswer(1))));
    expect(read.ok && judge(read.value).messages).toBe(1);
  });
});
