/** XIP taken out of UDP over IPv4, as the operating system does it for parties; captures and simulated networks do it here. */
import { encapsulation, xipFixedSize } from '../../spec/registry/identifiers.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { err, ok, type Result } from '../core/result.ts';
import { internetChecksum } from './internet-checksum.ts';
import { ipHeader, udpChecksum, udpHeader, udpProtocol, versionAndLength } from './ip-layout.ts';

/** Takes the XIP packet out of an IPv4 packet; the result is a view (ENC-001). */
export function decapsulateFromIp(octets: Uint8Array): Result<Uint8Array, DecodeError> {
  const fail = (code: DecodeError['code'], offset: number, path: string): Result<never, DecodeError> =>
    err({ code, offset, path, requirement: 'ENC-001' });
  const start = ipHeader.size + udpHeader.size;
  if (octets.length < start + xipFixedSize) return fail('truncated', octets.length, 'ip');
  if (octets[0] !== versionAndLength) return fail('unsupported-version', 0, 'ip.version');
  if (word(octets, ipHeader.length) !== octets.length)
    return fail('length-mismatch', ipHeader.length, 'ip.length');
  if (octets[ipHeader.protocol] !== udpProtocol)
    return fail('unknown-type', ipHeader.protocol, 'ip.protocol');
  if (internetChecksum(octets, 0, ipHeader.size) !== 0)
    return fail('bad-checksum', ipHeader.checksum, 'ip.checksum');
  if (word(octets, ipHeader.size + 2) !== encapsulation.udpPort)
    return fail('out-of-range', ipHeader.size + 2, 'udp.port');
  const udpLength = ipHeader.size + udpHeader.length;
  if (word(octets, udpLength) !== octets.length - ipHeader.size)
    return fail('length-mismatch', udpLength, 'udp.length');
  const checksumAt = ipHeader.size + udpHeader.checksum;
  if (word(octets, checksumAt) !== 0 && udpChecksum(octets) !== 0)
    return fail('bad-checksum', checksumAt, 'udp.checksum');
  return ok(octets.subarray(start));
}

function word(octets: Uint8Array, at: number): number {
  return (octets[at]! << 8) | octets[at + 1]!;
}
