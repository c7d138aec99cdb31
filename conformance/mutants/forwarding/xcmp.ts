/** Routers that are wrong about XCMP, and senders that are wrong about IP networks. */
import type { Emission } from '../../../src/xia/index.ts';
import { defineMutant } from '../mutant.ts';
import { at, node, withRouter } from './wrong-router.ts';

const xcmp = 1;
const typeAt = 0;
const codeAt = 1;
const checksumAt = 2;
const echoReply = 0;
const echoRequest = 8;
const header = 8;
const quoted = 8;

function payloadStart(packet: Uint8Array): number {
  return at.nodes + node.octets * (packet[at.destinationNodes]! + packet[at.destinationNodes + 1]!);
}

/** Makes the checksum of an XCMP message right again. */
function summed(message: Uint8Array): void {
  message.fill(0, checksumAt, checksumAt + 2);
  let sum = 0;
  for (let i = 0; i < message.length; i += 1) sum += i % 2 === 0 ? message[i]! << 8 : message[i]!;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  message[checksumAt] = (~sum >> 8) & 0xff;
  message[checksumAt + 1] = ~sum & 0xff;
}

/** Changes the XCMP messages that a router makes itself; `change` gets a copy of the payload and may cut it. */
function answers(
  emissions: Emission[],
  received: Uint8Array,
  change: (message: Uint8Array) => Uint8Array,
): Emission[] {
  return emissions.map((one) => {
    if (one.packet === received || one.packet[at.nextHeader] !== xcmp) return one;
    const start = payloadStart(one.packet);
    const message = change(one.packet.slice(start));
    const packet = new Uint8Array(start + message.length);
    packet.set(one.packet.subarray(0, start));
    packet.set(message, start);
    packet[2] = message.length >> 8;
    packet[3] = message.length & 0xff;
    return { ...one, packet };
  });
}

/** Loses what the reply should carry. */
export const replyWithoutData = defineMutant({
  id: 'forwarding/echo-reply-without-data',
  of: 'forwarding',
  breaks: ['XCM-001'],
  says: 'Answers an echo request without the data that it came with.',
  caughtBy: ['forwarding/router/ping'],
  make: (reference) =>
    withRouter(reference, (router, packet) =>
      answers(router.receive(packet), packet, (message) => {
        if (message[typeAt] !== echoReply) return message;
        const cut = message.slice(0, header);
        summed(cut);
        return cut;
      }),
    ),
});

/** Forgets to fold. */
export const wrongSum = defineMutant({
  id: 'forwarding/checksum-without-complement',
  of: 'forwarding',
  breaks: ['XCM-002'],
  says: 'Writes the sum of the words as checksum and not its complement.',
  caughtBy: ['forwarding/router/ping'],
  make: (reference) =>
    withRouter(reference, (router, packet) =>
      answers(router.receive(packet), packet, (message) => {
        message[checksumAt] = ~message[checksumAt]! & 0xff;
        message[checksumAt + 1] = ~message[checksumAt + 1]! & 0xff;
        return message;
      }),
    ),
});

/** Does not verify. */
export const anyChecksum = defineMutant({
  id: 'forwarding/answers-wrong-checksum',
  of: 'forwarding',
  breaks: ['XCM-003'],
  says: 'Answers an echo request whose checksum is wrong.',
  caughtBy: ['forwarding/router/ping-bad-checksum'],
  make: (reference) =>
    withRouter(reference, (router, packet) => {
      const start = payloadStart(packet);
      const isRequest = packet[at.nextHeader] === xcmp && packet[start] === echoRequest;
      if (isRequest && packet.length >= start + header) summed(packet.subarray(start));
      return router.receive(packet);
    }),
});

/** Quotes the header alone. */
export const quotesHeader = defineMutant({
  id: 'forwarding/quotes-header-only',
  of: 'forwarding',
  breaks: ['XCM-004'],
  says: 'Quotes the header of the offending packet and nothing of its payload.',
  caughtBy: ['forwarding/router/no-route-ad'],
  make: (reference) =>
    withRouter(reference, (router, packet) =>
      answers(router.receive(packet), packet, (message) => {
        if (message[typeAt] === echoReply) return message;
        const cut = message.slice(0, message.length - quoted);
        summed(cut);
        return cut;
      }),
    ),
});

/** One code for all. */
export const oneCode = defineMutant({
  id: 'forwarding/unreachable-code-1',
  of: 'forwarding',
  breaks: ['XCM-005'],
  says: 'Sends unreachable with code 1 whatever could not be reached.',
  caughtBy: ['forwarding/router/no-route-ad'],
  make: (reference) =>
    withRouter(reference, (router, packet) =>
      answers(router.receive(packet), packet, (message) => {
        if (message[typeAt] === 3) {
          message[codeAt] = 1;
          summed(message);
        }
        return message;
      }),
    ),
});

/** Complains of complaints. */
export const errorAboutError = defineMutant({
  id: 'forwarding/error-about-error',
  of: 'forwarding',
  breaks: ['XCM-006'],
  says: 'Answers an XCMP error that has no way with another one.',
  caughtBy: ['forwarding/router/about-unreachable'],
  make: (reference) =>
    withRouter(reference, (router, packet) => {
      const nextHeader = packet[at.nextHeader]!;
      packet[at.nextHeader] = 0;
      const emissions = router.receive(packet);
      packet[at.nextHeader] = nextHeader;
      return emissions;
    }),
});

/** Sends back to the wrong end. */
export const answersDestination = defineMutant({
  id: 'forwarding/errors-from-destination',
  of: 'forwarding',
  breaks: ['XCM-007'],
  says: 'Sends an error with the address of the destination that was not reached as its source.',
  caughtBy: ['forwarding/router/no-route-ad'],
  make: (reference) => ({
    ...reference,
    makeRouter(address) {
      const router = reference.makeRouter(address);
      return {
        forwarder: router.forwarder,
        receive(packet) {
          const sent = reference.decodeDag(
            packet.slice(at.nodes, at.nodes + node.octets * packet[at.destinationNodes]!),
          );
          if (!sent.ok) return router.receive(packet);
          const posing = reference.makeRouter(sent.value);
          return withRoutesOf(router.forwarder, posing, packet);
        },
      };
    },
  }),
});

/** Lets another router decide by the routes of the first. */
function withRoutesOf(
  forwarder: ReturnType<Parameters<typeof withRouter>[0]['makeRouter']>['forwarder'],
  posing: ReturnType<Parameters<typeof withRouter>[0]['makeRouter']>,
  packet: Uint8Array,
): Emission[] {
  posing.forwarder.forward = (octets) => forwarder.forward(octets);
  return posing.receive(packet);
}

/** Another port. */
export const otherPort = defineMutant({
  id: 'forwarding/udp-port-8770',
  of: 'forwarding',
  breaks: ['ENC-001'],
  says: 'Sends XIP in UDP from and to port 8770.',
  caughtBy: ['forwarding/header/udp'],
  make: (reference) => ({
    ...reference,
    encapsulateInIp(...all) {
      const octets = reference.encapsulateInIp(...all);
      octets?.set([0x22, 0x42, 0x22, 0x42], 20);
      return octets;
    },
  }),
});

/** Looks at fallbacks too. */
export const fallback4id = defineMutant({
  id: 'forwarding/udp-by-fallback',
  of: 'forwarding',
  breaks: ['ENC-002'],
  says: 'Sends a packet to the 4ID that its second edge leads to when the first leads to another identifier.',
  caughtBy: ['forwarding/header/udp-fallback'],
  make: (reference) => ({
    ...reference,
    encapsulateInIp(packet, source) {
      const wrapped = reference.encapsulateInIp(packet, source);
      if (wrapped !== undefined) return wrapped;
      const copy = Uint8Array.from(packet);
      const edges = at.nodes + node.octets * (copy[at.destinationNodes]! - 1) + node.edges;
      copy[edges] = copy[edges + 1]!;
      return reference.encapsulateInIp(copy, source);
    },
  }),
});
