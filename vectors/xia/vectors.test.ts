/**
 * The vectors of the XIA layer: their files against their schemas, and the library against the vectors.
 */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { requirements } from '../../spec/registry/requirements.ts';
import { fromHex, toHex } from '../../src/core/hex.ts';
import type { DecodeError } from '../../src/core/decode-error.ts';
import {
  buildPacket,
  type Dag,
  decodeDag,
  encapsulateInIp,
  encodeDag,
  encodeXid,
  formatDag,
  formatXid,
  parseDag,
  parsePacket,
  parseXid,
  routeAction,
  Router,
} from '../../src/xia/index.ts';
import type { AddressTest, ForwardingTest, HeaderTest, VectorFile, VectorTest } from './vector-file.ts';

const addresses = read<AddressTest>('addresses');
const headers = read<HeaderTest>('headers');
const forwarding = read<ForwardingTest>('forwarding');

describe.each([
  ['address', addresses as VectorFile<VectorTest>],
  ['header', headers as VectorFile<VectorTest>],
  ['forwarding', forwarding as VectorFile<VectorTest>],
])('the file of %s vectors', (schemaName, file) => {
  test('fits its schema', () => {
    const validate = new Ajv({ strictSchema: true }).compile(readJson(`../schema/${schemaName}.schema.json`));
    validate(file);
    expect(validate.errors).toBeNull();
  });

  test('names tests once, twins that are valid, flags that have a note, requirements that exist', () => {
    const tests = allTests(file);
    const byId = new Map(tests.map((one) => [one.id, one]));
    const known = new Set<string>(requirements.map(({ id }) => id));
    expect(byId.size).toBe(tests.length);
    for (const { id, flags, twin, requirements: ids } of tests) {
      if (twin !== undefined) expect([id, byId.get(twin)?.result]).toEqual([id, 'valid']);
      for (const flag of flags) expect(Object.keys(file.notes)).toContain(flag);
      for (const one of ids) expect([id, known.has(one)]).toEqual([id, true]);
    }
  });
});

describe('addresses', () => {
  test.each(named(addresses))('%s', (_id, { input, expectation }) => {
    if (input.kind === 'identifier-text') {
      const xid = parseXid(input.text);
      const seen = xid.ok
        ? { octets: toHex(encodeXid(xid.value)), text: formatXid(xid.value) }
        : refusal(xid.error);
      expect(seen).toEqual(expectation);
      return;
    }
    const dag =
      input.kind === 'address-text' ? parseDag(input.text, input.dialect) : decodeDag(octets(input.octets));
    if (input.kind === 'address-print') {
      expect({ text: formatDag(valueOf(dag), { form: input.form }) }).toEqual(expectation);
      return;
    }
    const seen = dag.ok
      ? { octets: toHex(encodeDag(dag.value)), text: dagText(dag.value) }
      : refusal(dag.error);
    expect(seen).toMatchObject(expectation);
  });
});

describe('headers', () => {
  test.each(named(headers))('%s', (_id, { input, expectation }) => {
    if (input.kind === 'build') {
      const packet = buildPacket({
        destination: dagOf(input.destination),
        source: dagOf(input.source),
        payload: octets(input.payload),
        profile: input.profile,
        ...(input.nextHeader === undefined ? {} : { nextHeader: input.nextHeader }),
        ...(input.hopLimit === undefined ? {} : { hopLimit: input.hopLimit }),
      });
      expect({ octets: toHex(packet) }).toEqual(expectation);
    } else if (input.kind === 'encapsulate') {
      const wrapped = encapsulateInIp(octets(input.octets), octets(input.source));
      const seen = wrapped === undefined ? { sent: false } : { sent: true, octets: toHex(wrapped) };
      expect(seen).toEqual(expectation);
    } else {
      const parsed = parsePacket(octets(input.octets), input.profile);
      expect(parsed.ok ? fieldsOf(parsed.value) : refusal(parsed.error)).toMatchObject(expectation);
    }
  });
});

describe('forwarding', () => {
  test.each(named(forwarding))('%s', (_id, { input, expectation }) => {
    const router = new Router(dagOf(input.address));
    const zeros = '0'.repeat(40);
    const typeOf = (name: string): number => {
      const xid = parseXid(`${name}:${zeros}`);
      return xid.ok ? xid.value.type : expect.unreachable();
    };
    for (const name of input.types) router.forwarder.setDefault(typeOf(name), routeAction.fallback);
    for (const { xid, action } of input.routes) {
      const code = typeof action === 'number' ? action : routeAction[action];
      if (xid.endsWith(':*')) router.forwarder.setDefault(typeOf(xid.slice(0, -2)), code);
      else {
        const parsed = parseXid(xid);
        router.forwarder.setRoute(parsed.ok ? parsed.value : expect.unreachable(), code);
      }
    }
    const emissions = router.receive(octets(input.octets)).map(({ kind, port, packet }) => {
      if (kind === 'port') return { kind, port, octets: toHex(packet) };
      return kind === 'local' ? { kind, octets: toHex(packet) } : { kind };
    });
    expect({ emissions }).toEqual(expectation);
  });
});

function fieldsOf(packet: Extract<ReturnType<typeof parsePacket>, { ok: true }>['value']): object {
  const { version, nextHeader, payloadLength, hopLimit, last } = packet.header;
  const addressesOf = { destination: dagText(packet.destination), source: dagText(packet.source) };
  return {
    version,
    nextHeader,
    payloadLength,
    hopLimit,
    last,
    ...addressesOf,
    payload: toHex(packet.payload),
  };
}

function refusal({ code, offset, path, requirement }: DecodeError): object {
  return { code, offset, path, requirement };
}

function dagText(dag: Dag): string {
  return formatDag(dag, { form: 'dag' });
}

function dagOf(text: string): Dag {
  return valueOf(parseDag(text));
}

function valueOf(dag: ReturnType<typeof decodeDag | typeof parseDag>): Dag {
  return dag.ok ? dag.value : expect.unreachable();
}

function octets(text: string): Uint8Array {
  return fromHex(text) ?? expect.unreachable();
}

function named<T extends VectorTest>(file: VectorFile<T>): [string, T][] {
  return allTests(file).map((one) => [one.id, one]);
}

function allTests<T extends VectorTest>(file: VectorFile<T>): readonly T[] {
  return file.groups.flatMap(({ tests }) => tests);
}

function read<T extends VectorTest>(name: string): VectorFile<T> {
  return readJson(`./${name}.json`) as VectorFile<T>;
}

function readJson(path: string): object {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as object;
}
