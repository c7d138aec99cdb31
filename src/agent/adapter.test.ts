import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../core/hex.ts';
import { decodeMessage, fromJson, identifierOf, sealMessage, signerFromSeed } from '../protocol/index.ts';
import { ticketFor } from '../protocol/ticket.laws.ts';
import { identityOf, ownVersions } from '../runtime/index.ts';
import { buildPacket, encodeXcmp, formatDag, makeXid, parsePacket, xidType } from '../xia/index.ts';
import type { AdapterReport } from './adapter-reports.ts';
import { listenUdpAdapter, serveStdioAdapter } from './adapter-lines.ts';
import { type AdapterObject, adapterObject } from './adapter-object.ts';

const ad = makeXid(xidType.ad, 'ad'.repeat(20));
const seedOf = (octet: number): Uint8Array => new Uint8Array(32).fill(octet);
const source = identityOf(signerFromSeed(seedOf(2)), ad);
const destination = identityOf(signerFromSeed(seedOf(3)), ad);
const owner = signerFromSeed(seedOf(1));
const machine = identifierOf('HID', owner.publicKey);

const config = {
  seed: toHex(seedOf(3)),
  address: formatDag(destination.address, { form: 're' }),
  ad: 'ad'.repeat(20),
  wallSeconds: 1_800_000_000,
  timers: { OFFER_LEASE: 10_000 },
};

/** An Offer of the source, as a packet. */
function offer(): string {
  const message = fromJson({
    type: 'Offer',
    header: {
      machine: toHex(machine),
      migration: '0c'.repeat(16),
      epoch: 2,
      exchange: 7,
      sender: source.hidText,
      receiver: destination.hidText,
    },
    versions: ownVersions,
    purpose: { purpose: 'migrate' },
    profile: { memory: 4096, pageSize: 4096, processors: 1, hypervisor: 'kit' },
    disks: { disks: [] },
    transfer: { modes: { preCopy: true, postCopy: false, diskCopy: false }, chunkSize: 4096, window: 8 },
    freezeBudget: { memory: 1, device: 0, fence: 0, network: 0, rebind: 0 },
    ticket: ticketFor(owner, { from: source.hid, to: destination.hid, epochs: [2, 2] }),
    address: { nodes: toHex(source.nodes) },
  });
  if (!message.ok) throw new Error(message.error.path);
  const payload = sealMessage(message.value, source.signer);
  return toHex(buildPacket({ destination: destination.address, source: source.address, payload }));
}

const typesOf = (reports: readonly AdapterReport[]): string[] =>
  reports.map((report) => {
    if (report.is !== 'packet') return report.is;
    const parsed = parsePacket(fromHex(String(report['octets']))!);
    const decoded = parsed.ok ? decodeMessage(parsed.value.payload) : undefined;
    return decoded?.ok === true ? decoded.value.type : 'packet';
  });

function asker(adapter: AdapterObject) {
  let id = 0;
  return async (verb: string, more: object = {}): Promise<readonly AdapterReport[]> => {
    id += 1;
    const reports = await adapter.ask({ do: verb, id, ...more });
    expect(reports.at(-1)).toMatchObject({ id });
    return reports;
  };
}

describe('the adapter object', () => {
  it('says who it is, and refuses another version of the adapter protocol', async () => {
    const ask = asker(adapterObject());
    const [hello] = await ask('hello', { protocol: 1 });
    expect(hello).toMatchObject({ is: 'hello', manifest: { time: 'virtual' } });
    expect((await ask('hello', { protocol: 2 })).at(-1)).toMatchObject({ is: 'failed' });
  });

  it('plays a destination host: accepts, waits in virtual time, lets the lease run out', async () => {
    const ask = asker(adapterObject());
    await ask('reset', { role: 'destination-host', config });
    expect(typesOf(await ask('deliver', { packet: offer() }))).toContain('OfferAccept');
    expect(typesOf(await ask('advance', { ms: 9999 }))).toEqual(['done']);
    const expired = await ask('advance', { ms: 1 });
    expect(typesOf(expired)).toContain('operation');
    const operation = expired.find(({ is }) => is === 'operation')!;
    expect(operation).toMatchObject({ operation: 'release', at: 10_000 });
    const told = await ask('operation', {
      operationId: operation['operationId'],
      result: { is: 'done' },
    });
    expect(typesOf(told)).toContain('Aborted');
  });

  it('restarts from its journal, and forgets it when told to', async () => {
    const ask = asker(adapterObject());
    await ask('reset', { role: 'destination-host', config });
    await ask('deliver', { packet: offer() });
    expect(typesOf(await ask('reset', { role: 'destination-host', config, keepJournal: true }))).toContain(
      'operation',
    );
    expect(typesOf(await ask('reset', { role: 'destination-host', config }))).toEqual(['done']);
  });

  it('has a journal that is full when told so', async () => {
    const ask = asker(adapterObject());
    await ask('reset', { role: 'destination-host', config });
    await ask('fault', { fault: 'journal-full' });
    expect(typesOf(await ask('deliver', { packet: offer() }))).toContain('Refused');
  });

  it('follows the policy it is given', async () => {
    const ask = asker(adapterObject());
    const policy = { admit: 'refuse:no-resources' };
    await ask('reset', { role: 'destination-host', config: { ...config, policy } });
    expect(typesOf(await ask('deliver', { packet: offer() }))).toContain('Refused');
  });

  it('takes no order of a host but to try again', async () => {
    const ask = asker(adapterObject());
    await ask('reset', { role: 'source-host', config });
    const [refused] = await ask('order', { order: { kind: 'dance' } });
    expect(refused).toMatchObject({ is: 'failed', reason: expect.stringMatching(/not retry/) as string });
  });

  it.each([
    ['dance', {}, /no verb is called dance/],
    ['reset', { role: 'ghost', config }, /role is none of/],
    ['reset', { role: 'witness', config: { ...config, seed: '00' } }, /seed is not 32 octets/],
    ['reset', { role: 'witness', config: { ...config, address: 'RE AD:1' } }, /address is none/],
    ['reset', { role: 'witness', config: { ...config, seed: '00'.repeat(32) } }, /not that of the seed/],
    ['reset', { role: 'witness', config: { ...config, timers: { NAP: 1 } } }, /no timer is called NAP/],
    ['reset', { role: 'witness', config: { ...config, timers: { OFFER_RETRY: 1 } } }, /from 10 to 60000 ms/],
    ['deliver', { packet: 'xyz' }, /not hexadecimal/],
    ['advance', { ms: -1 }, /from 0 on/],
    ['operation', { operationId: 9, result: { is: 'done' } }, /no operation 9 waits/],
    ['operation', { operationId: 9, result: { is: 'maybe' } }, /none of the adapter protocol/],
    ['fault', { fault: 'fire' }, /no fault is called fire/],
    ['order', { order: { kind: 'dance' } }, /no role was taken up/],
    ['evaluate', { function: 'toString', input: {} }, /no function is called/],
    ['evaluate', { function: 'message.decode', input: {} }, /octets is no text/],
  ])('fails %s %j and goes on', async (verb, more, reason) => {
    const ask = asker(adapterObject());
    expect((await ask(verb, more)).at(-1)).toMatchObject({
      is: 'failed',
      reason: expect.stringMatching(reason) as string,
    });
    expect((await ask('evaluate', { function: 'xid.parse', input: { text: 'AD:zz' } }))[0]).toMatchObject({
      value: { error: { code: 'bad-identifier', offset: 3 } },
    });
  });
});

describe('the adapter over lines', () => {
  it('answers every verb with done, ignores what is no verb, and ends at bye', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const served = serveStdioAdapter(input, output);
    input.write('{"do":"hello","id":1,"protocol":1}\nnonsense\n[1]\n');
    input.write('{"do":"advance","id":2,"ms":0}\n{"do":"bye","id":3}\n');
    expect(await served).toBe('bye');
    const lines = String(output.read()).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as AdapterReport).is)).toEqual([
      'hello',
      'done',
      'log',
      'log',
      'done',
      'done',
    ]);
  });

  it('ends when the kit goes without a word', async () => {
    const input = new PassThrough();
    const served = serveStdioAdapter(input, new PassThrough());
    input.end('{"do":"hello","id":1,"protocol":1}\n{"do"');
    expect(await served).toBe('gone');
  });

  it.each(['virtual', 'real'] as const)('carries packets in UDP, in %s time', async (time) => {
    const adapter = await listenUdpAdapter({ udp: 0, control: 0, time });
    const control = connect(adapter.control, '127.0.0.1');
    let text = '';
    const line = async (verb: object): Promise<string> => {
      const before = text.length;
      control.write(`${JSON.stringify(verb)}\n`);
      while (!/"is":"(done|failed)"/.test(text.slice(before))) {
        await new Promise<void>((resolve) =>
          control.once('data', (octets: Buffer) => {
            text += octets.toString();
            resolve();
          }),
        );
      }
      return text.slice(before);
    };
    expect(await line({ do: 'hello', id: 1, protocol: 1 })).toContain(`"time":"${time}"`);
    expect(await line({ do: 'reset', id: 2, role: 'destination-host', config })).toContain('"done"');

    const socket = createSocket('udp4');
    const received: Promise<Buffer> = new Promise((resolve) => socket.once('message', resolve));
    const request = encodeXcmp({ kind: 'echo-request', identifier: 1, sequence: 2, data: new Uint8Array(3) });
    socket.send(
      buildPacket({
        destination: destination.address,
        source: source.address,
        payload: request,
        nextHeader: 1,
      }),
      adapter.udp,
      '127.0.0.1',
    );
    const reply = parsePacket(await received);
    expect(reply.ok && reply.value.header.nextHeader).toBe(1);
    expect(await line({ do: 'bye', id: 3 })).toContain('"done"');
    await adapter.finished;
    socket.close();
    control.destroy();
    await adapter.close();
  });

  it('says that a port is in use', async () => {
    const first = await listenUdpAdapter({ udp: 0, control: 0 });
    await expect(listenUdpAdapter({ udp: 0, control: first.control })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
    });
    await first.close();
  });
});
