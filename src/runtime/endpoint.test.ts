/** What an endpoint does with messages that strangers and newer parties send, on the wire. */
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../clocks/virtual.ts';
import { toHex } from '../core/hex.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { simulatedHypervisor } from '../hypervisors/simulated.ts';
import { referenceImplementation } from '../agent/implementation.ts';
import {
  decodeMessage,
  fromJson,
  headerOffsets,
  type Message,
  sealMessage,
  signerFromSeed,
  signIn,
} from '../protocol/index.ts';
import { memoryStore } from '../stores/memory.ts';
import { buildPacket, decodeXcmp, encodeXcmp, makeXid, parsePacket, xidType } from '../xia/index.ts';
import { startEndpoint } from './endpoint.ts';
import { identityOf } from './identity.ts';
import { standardPolicy } from './policy.ts';

const ad = makeXid(xidType.ad, 'ad'.repeat(20));
const host = identityOf(signerFromSeed(new Uint8Array(32).fill(2)), ad);
const peer = identityOf(signerFromSeed(new Uint8Array(32).fill(3)), ad);

function rig() {
  const sent: Uint8Array[] = [];
  let receive: (packet: Uint8Array) => void = () => {};
  const clock = virtualClock();
  const endpoint = startEndpoint({
    identity: host,
    roles: ['source-host', 'destination-host', 'witness'],
    clock,
    transport: {
      send: (packet) => sent.push(packet),
      onPacket: (receiver) => (receive = receiver),
      close: () => Promise.resolve(),
    },
    store: memoryStore(),
    hypervisor: simulatedHypervisor(clock),
    random: seededRandom(1),
    functions: referenceImplementation,
    policy: standardPolicy(),
  });
  const answers = (payload: Uint8Array, nextHeader = 0): Message[] => {
    sent.length = 0;
    receive(buildPacket({ destination: host.address, source: peer.address, payload, nextHeader }));
    return sent.map((packet) => {
      const parsed = parsePacket(packet);
      const decoded = parsed.ok ? decodeMessage(parsed.value.payload) : undefined;
      if (decoded?.ok !== true) throw new Error('not a message');
      return decoded.value;
    });
  };
  return { endpoint, sent, answers, deliver: (packet: Uint8Array) => receive(packet) };
}

/** A StatusQuery of the peer; `change` alters octets before the signature is made again. */
function query(change: (octets: Uint8Array) => Uint8Array = (octets) => octets): Uint8Array {
  const message = fromJson({
    type: 'StatusQuery',
    header: {
      machine: '0d'.repeat(20),
      migration: '0c'.repeat(16),
      epoch: 2,
      exchange: 7,
      sender: peer.hidText,
      receiver: host.hidText,
    },
  });
  if (!message.ok) throw new Error(message.error.path);
  return change(sealMessage(message.value, peer.signer).slice());
}

function resign(octets: Uint8Array): Uint8Array {
  const end = octets.length - 64;
  octets.set(signIn('message', octets.subarray(0, end), peer.signer), end);
  return octets;
}

/** The message with a TLV before the authenticator. */
function withTlv(octets: Uint8Array, ...tlv: number[]): Uint8Array {
  const at = octets.length - 100;
  const longer = Uint8Array.of(...octets.subarray(0, at), ...tlv, ...octets.subarray(at));
  longer[headerOffsets.length] = longer.length >> 8;
  longer[headerOffsets.length + 1] = longer.length;
  return longer;
}

const criticalTlv = [0xfe, 0x01, 0x00, 0x08, 1, 2, 3, 4, 5, 6, 7, 8];

describe('an endpoint', () => {
  it('answers a good question, with the exchange of the question', () => {
    const [answer] = rig().answers(query());
    expect(answer).toMatchObject({ type: 'StatusAnswer', header: { exchange: 7 } });
  });

  it('is silent when the authenticator is not good, or the message is for another host', () => {
    const { answers } = rig();
    expect(answers(query((octets) => octets.fill(1, octets.length - 1)))).toEqual([]);
    const other = query((octets) => {
      octets[headerOffsets.receiver]! ^= 1;
      return resign(octets);
    });
    expect(answers(other)).toEqual([]);
  });

  it('answers an authentic message with an unknown critical TLV by Error, and nothing else', () => {
    const { answers } = rig();
    const [answer] = answers(resign(withTlv(query(), ...criticalTlv)));
    expect(answer).toMatchObject({
      type: 'Error',
      header: { exchange: 7 },
      fault: { code: 'unknown-critical', messageType: 0x14, offset: headerOffsets.size },
    });
    expect(answers(withTlv(query(), ...criticalTlv))).toEqual([]);
  });

  it('answers an unknown type by Error when the Error is not longer, and an Error never', () => {
    const { answers } = rig();
    const typed = (type: number, octets: Uint8Array): Uint8Array => {
      octets[headerOffsets.type] = type;
      return resign(octets);
    };
    expect(answers(typed(0x70, withTlv(query(), ...criticalTlv)))).toMatchObject([
      { type: 'Error', fault: { code: 'unknown-type', messageType: 0x70 } },
    ]);
    expect(answers(typed(0x70, query()))).toEqual([]);
    expect(answers(typed(0x1b, withTlv(query(), ...criticalTlv)))).toEqual([]);
  });

  it('takes a TLV that is not critical and not known as if it were not there', () => {
    const [answer] = rig().answers(resign(withTlv(query(), 0x7e, 0x01, 0x00, 0x00)));
    expect(answer?.type).toBe('StatusAnswer');
  });

  it('answers an echo request and no echo reply', () => {
    const { sent, deliver } = rig();
    const echo = (kind: 'echo-request' | 'echo-reply'): Uint8Array =>
      buildPacket({
        destination: host.address,
        source: peer.address,
        payload: encodeXcmp({ kind, identifier: 5, sequence: 6, data: Uint8Array.of(1) }),
        nextHeader: 1,
      });
    deliver(echo('echo-reply'));
    expect(sent).toEqual([]);
    deliver(echo('echo-request'));
    const parsed = parsePacket(sent[0]!);
    const reply = parsed.ok ? decodeXcmp(parsed.value.payload) : undefined;
    expect(reply?.ok === true && reply.value).toMatchObject({ kind: 'echo-reply', identifier: 5 });
  });

  it('drops packets for other hosts, and is silent after it has stopped', () => {
    const { endpoint, sent, deliver, answers } = rig();
    deliver(buildPacket({ destination: peer.address, source: peer.address, payload: query() }));
    expect(sent).toEqual([]);
    endpoint.stop();
    expect(answers(query())).toEqual([]);
  });

  it('keeps no register that nobody has set', () => {
    const { endpoint, answers } = rig();
    const read = query((octets) => {
      octets[headerOffsets.type] = 0x16;
      return resign(octets);
    });
    expect(answers(read)).toMatchObject([{ type: 'WitnessAnswer', statement: { known: 'no' } }]);
    expect(endpoint.view()).toEqual([]);
    expect(toHex(host.hid)).toBe(host.hidText);
  });
});
