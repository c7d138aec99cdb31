/**
 * The codecs that ours is compared with, each given the same Offer in the form that suits it best: codes and flags
 * as numbers, no header fields that ours derives, shared structures where there are any.
 */
import { create, createFileRegistry, fromBinary, toBinary, type DescMessage } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Encoder as CborEncoder } from 'cbor-x';
import * as packed from 'micro-packed';
import { Packr } from 'msgpackr';
import protobuf from 'protobufjs';
import 'protobufjs/ext/descriptor/index.js';
import type { OfferMessage } from '../../src/protocol/index.ts';

/** A codec with one value: encodes it, and decodes what it encoded. */
export interface PeerCodec {
  readonly name: string;
  readonly size: number;
  encode(): unknown;
  decode(): unknown;
}

type Plain = { readonly [name: string]: unknown };

/** Every codec of the comparison for one Offer. */
export function peerCodecs(offer: OfferMessage): readonly PeerCodec[] {
  const value = withNumbers(offer);
  return [protobufJs(value, 'uint64'), bufbuild(value), cbor(value), msgpack(value), microPacked(value)];
}

/** The Offer with numbers for codes and flags, and nothing that is absent. */
function withNumbers(offer: OfferMessage): Plain {
  const numbered = new Map<unknown, number>([
    ['migrate', 1],
    ['shared-fenced', 1],
    ['copied', 3],
    ['no', 0],
    ['ed25519', 1],
    ['sha256-160', 1],
    ['Offer', 1],
  ]);
  const convert = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return Uint8Array.from(value);
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'object' || value === null) return numbered.get(value) ?? value;
    if ('preCopy' in value) return 5;
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([name, member]) => [name, convert(member)]));
  };
  return convert(offer) as Plain;
}

/** The fields of each message of the schema: name and type, `[]` for a list. */
function schema(wide: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const signed = { algorithm: 'uint32', hash: 'uint32', key: 'bytes', signature: 'bytes' };
  return {
    Header: {
      machine: 'bytes',
      migration: 'bytes',
      epoch: wide,
      exchange: 'uint32',
      sender: 'bytes',
      receiver: 'bytes',
    },
    Versions: {
      controlLeast: 'uint32',
      controlMost: 'uint32',
      stateLeast: 'uint32',
      stateMost: 'uint32',
      rebindLeast: 'uint32',
      rebindMost: 'uint32',
    },
    Purpose: { purpose: 'uint32' },
    Profile: { memory: wide, pageSize: 'uint32', processors: 'uint32', hypervisor: 'string' },
    Disk: { name: 'string', mode: 'uint32', size: wide },
    Disks: { disks: 'Disk[]' },
    Transfer: { modes: 'uint32', chunkSize: 'uint32', window: 'uint32' },
    FreezeBudget: {
      memory: 'uint32',
      device: 'uint32',
      fence: 'uint32',
      network: 'uint32',
      rebind: 'uint32',
    },
    Ticket: {
      machine: 'bytes',
      serial: 'bytes',
      fromHost: 'bytes',
      toHost: 'bytes',
      epochFirst: wide,
      epochLast: wide,
      notBefore: wide,
      notAfter: wide,
      modes: 'uint32',
      unsafeDisks: 'uint32',
      canceller: 'bytes',
      ...signed,
    },
    Address: { nodes: 'bytes' },
    Witness: { host: 'bytes', nodes: 'bytes' },
    Authenticator: signed,
    Offer: {
      type: 'uint32',
      header: 'Header',
      versions: 'Versions',
      purpose: 'Purpose',
      profile: 'Profile',
      disks: 'Disks',
      transfer: 'Transfer',
      freezeBudget: 'FreezeBudget',
      ticket: 'Ticket',
      address: 'Address',
      witness: 'Witness',
      authenticator: 'Authenticator',
    },
  };
}

function protobufRoot(wide: string): protobuf.Root {
  const root = new protobuf.Root();
  for (const [name, fields] of Object.entries(schema(wide))) {
    const type = new protobuf.Type(name);
    Object.entries(fields).forEach(([field, kind], i) => {
      const rule = kind.endsWith('[]') ? 'repeated' : undefined;
      type.add(new protobuf.Field(field, i + 1, kind.replace('[]', ''), rule));
    });
    root.add(type);
  }
  root.resolveAll();
  return root;
}

/** protobufjs: reflection compiles the same straight code that its static generator writes. Wide integers as numbers. */
function protobufJs(value: Plain, wide: string): PeerCodec {
  (protobuf.util as { Long: unknown }).Long = undefined;
  protobuf.configure();
  const type = protobufRoot(wide).lookupType('Offer');
  const message = type.create(value);
  const octets = type.encode(message).finish();
  return {
    name: 'protobufjs',
    size: octets.length,
    encode: () => type.encode(message).finish(),
    decode: () => type.decode(octets),
  };
}

/** @bufbuild/protobuf: wide integers as doubles, which it reads and writes faster than its big integers. */
function bufbuild(value: Plain): PeerCodec {
  const root = protobufRoot('double') as protobuf.Root & {
    toDescriptor(edition: string): protobuf.Message;
  };
  const set = root.toDescriptor('proto3');
  const octetsOfSet = set.$type.encode(set).finish();
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, octetsOfSet));
  const descriptor: DescMessage | undefined = registry.getMessage('Offer');
  if (descriptor === undefined) throw new Error('no descriptor of Offer');
  const message = create(descriptor, value);
  const octets = toBinary(descriptor, message);
  return {
    name: '@bufbuild/protobuf',
    size: octets.length,
    encode: () => toBinary(descriptor, message),
    decode: () => fromBinary(descriptor, octets),
  };
}

function cbor(value: Plain): PeerCodec {
  const codec = new CborEncoder({ useRecords: true, structures: [], tagUint8Array: false });
  const octets = Uint8Array.from(codec.encode(value));
  return {
    name: 'cbor-x',
    size: octets.length,
    encode: () => codec.encode(value),
    decode: () => codec.decode(octets),
  };
}

function msgpack(value: Plain): PeerCodec {
  const codec = new Packr({ useRecords: true, structures: [] });
  const octets = Uint8Array.from(codec.pack(value));
  return {
    name: 'msgpackr',
    size: octets.length,
    encode: () => codec.pack(value),
    decode: () => codec.unpack(octets),
  };
}

function microPacked(value: Plain): PeerCodec {
  const coders: Readonly<Record<string, packed.CoderType<unknown>>> = {
    uint32: packed.U32BE as packed.CoderType<unknown>,
    double: packed.F64BE as packed.CoderType<unknown>,
    string: packed.string(packed.U16BE) as packed.CoderType<unknown>,
    bytes: packed.bytes(packed.U16BE) as packed.CoderType<unknown>,
  };
  const made = new Map<string, packed.CoderType<unknown>>(Object.entries(coders));
  for (const [name, fields] of Object.entries(schema('double'))) {
    const members = Object.entries(fields).map(([field, kind]) => {
      const inner = made.get(kind.replace('[]', ''))!;
      const list = packed.array(packed.U16BE, inner) as unknown as packed.CoderType<unknown>;
      return [field, kind.endsWith('[]') ? list : inner] as const;
    });
    made.set(name, packed.struct(Object.fromEntries(members)) as unknown as packed.CoderType<unknown>);
  }
  const coder = made.get('Offer')!;
  const octets = coder.encode(value);
  return {
    name: 'micro-packed',
    size: octets.length,
    encode: () => coder.encode(value),
    decode: () => coder.decode(octets),
  };
}
