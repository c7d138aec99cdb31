/**
 * The verb `evaluate` of the adapter protocol: functions of the library, asked with the inputs of the vectors.
 */
import { fromHex, toHex } from '../core/hex.ts';
import type { Result } from '../core/result.ts';
import {
  journalToJson,
  type KeyedType,
  type RecordForms,
  signedRecordFromJson,
  type TransferModes,
} from '../protocol/index.ts';
import { sessionPacketFromJson, sessionPacketToJson } from '../sessions/index.ts';
import { type Dag, type DagForm, type TextDialect, routeAction, type XipProfileName } from '../xia/index.ts';
import type { Implementation } from './implementation.ts';

/** An input that has not the form that the function asks for; the message says which member. */
export class InputError extends Error {}

/** Why the implementation refused an input; some have no offset. */
interface Refusal {
  readonly error: { readonly code: string; readonly offset?: number; readonly [more: string]: unknown };
}

type Evaluated = object | Refusal;
type Evaluator = (implementation: Implementation, input: Input) => Evaluated;

/** Names of the functions that can be evaluated. */
export function evaluatedFunctions(): readonly string[] {
  return Object.keys(evaluators);
}

/**
 * Evaluates a function.
 *
 * @returns undefined when there is no function of this name.
 * @throws InputError when the input has another form.
 */
export function evaluate(implementation: Implementation, name: string, input: unknown): object | undefined {
  if (!Object.hasOwn(evaluators, name)) return undefined;
  return evaluators[name as keyof typeof evaluators](implementation, new Input(input));
}

/** Reads members of an input. */
class Input {
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null) throw new InputError('the input is no object');
    this.#members = value as Readonly<Record<string, unknown>>;
  }

  has(name: string): boolean {
    return this.#members[name] !== undefined;
  }

  raw(name: string): unknown {
    return this.#members[name];
  }

  text(name: string): string {
    const value = this.#members[name];
    if (typeof value !== 'string') throw new InputError(`${name} is no text`);
    return value;
  }

  number(name: string): number | undefined {
    const value = this.#members[name];
    if (value !== undefined && typeof value !== 'number') throw new InputError(`${name} is no number`);
    return value;
  }

  octets(name: string): Uint8Array {
    const octets = fromHex(this.text(name));
    if (octets === undefined) throw new InputError(`${name} is not hexadecimal`);
    return octets;
  }

  list(name: string): readonly unknown[] {
    const value = this.#members[name];
    if (!Array.isArray(value)) throw new InputError(`${name} is no list`);
    return value;
  }
}

const evaluators = {
  'message.decode': (use, input) =>
    valueOr(use.decodeMessage(input.octets('octets')), (message) => ({ value: use.toJson(message) })),
  'message.encode': (use, input) => {
    const message = use.fromJson(input.raw('value'));
    if (!message.ok) return { error: { code: 'bad-value', path: message.error.path } };
    return attempt(() => ({ octets: toHex(use.encodeMessage(message.value)) }));
  },
  'message.verify': (use, input) => {
    const octets = input.octets('octets');
    const message = use.decodeMessage(octets);
    if (!message.ok) return refusal(message.error);
    return valueOr(use.verifyMessage(octets, message.value), () => ({ value: 'good' }));
  },
  'identifier.of': (use, input) => ({
    value: toHex(use.identifierOf(input.text('type') as KeyedType, input.octets('key'))),
  }),
  'ticket.verify': (use, input) =>
    withRecord('ticket', input, (ticket) => valueOr(use.verifyTicket(ticket), () => ({ value: 'good' }))),
  'ticket.judge': (use, input) =>
    withRecord('ticket', input, (ticket) => {
      const asked = new Input(input.raw('use'));
      const verdict = use.judgeTicket(ticket, {
        machine: asked.octets('machine'),
        from: asked.octets('from'),
        to: asked.octets('to'),
        epoch: asked.number('epoch') ?? 0,
        modes: asked.raw('modes') as TransferModes,
        wallSeconds: asked.number('wallSeconds') ?? 0,
        unfencedDisks: asked.raw('unfencedDisks') === true,
      });
      return verdict === 'valid' ? { value: verdict } : { error: { code: verdict } };
    }),
  'permit.verify': (use, input) =>
    withRecord('permit', input, (permit) =>
      valueOr(use.verifyPermit(permit, input.octets('signer')), () => ({ value: 'good' })),
    ),
  'statement.verify': (use, input) =>
    withRecord('statement', input, (statement) =>
      valueOr(use.verifyStatement(statement, input.octets('signer')), () => ({ value: 'good' })),
    ),
  'attachment.verify': (use, input) =>
    withRecord('attachment', input, (attachment) =>
      valueOr(use.verifyAttachment(attachment), () => ({ value: 'good' })),
    ),
  'delegation.verify': (use, input) =>
    withRecord('delegation', input, (delegation) =>
      valueOr(use.verifyDelegation(delegation), () => ({ value: 'good' })),
    ),
  'session.id': (use, input) => ({
    value: toHex(
      use.sessionId({
        initiator: input.octets('initiator'),
        responder: input.octets('responder'),
        initiatorNonce: input.octets('initiatorNonce'),
        responderNonce: input.octets('responderNonce'),
      }),
    ),
  }),
  'session.decode': (use, input) =>
    valueOr(use.decodeSessionPacket(input.octets('octets')), (packet) => ({
      value: sessionPacketToJson(packet),
    })),
  'session.encode': (use, input) => {
    const packet = sessionPacketFromJson(input.raw('value'));
    if (packet === undefined) return { error: { code: 'bad-value' } };
    return attempt(() => ({ octets: toHex(use.encodeSessionPacket(packet)) }));
  },
  'transcript.digest': (use, input) => ({
    value: toHex(use.transcriptDigest(...input.list('messages').map((text) => fromHex(String(text))!))),
  }),
  'xid.parse': (use, input) =>
    valueOr(use.parseXid(input.text('text')), (xid) => ({
      octets: toHex(use.encodeXid(xid)),
      text: use.formatXid(xid),
    })),
  'xid.print': (use, input) => {
    const octets = input.octets('octets');
    const type = new DataView(octets.buffer, octets.byteOffset).getUint32(0);
    return { text: use.formatXid({ type, id: octets.subarray(4) }) };
  },
  'address.parse': (use, input) =>
    valueOr(
      input.has('octets')
        ? use.decodeDag(input.octets('octets'))
        : use.parseDag(input.text('text'), dialectOf(input)),
      (dag) => ({ octets: toHex(use.encodeDag(dag)), text: use.formatDag(dag, { form: 'dag' }) }),
    ),
  'address.print': (use, input) =>
    valueOr(use.decodeDag(input.octets('octets')), (dag) => ({
      text: use.formatDag(dag, { form: input.has('form') ? (input.text('form') as DagForm) : 'dag' }),
    })),
  'header.decode': (use, input) =>
    valueOr(use.parsePacket(input.octets('octets'), profileOf(input)), ({ header, ...packet }) => ({
      version: header.version,
      nextHeader: header.nextHeader,
      payloadLength: header.payloadLength,
      hopLimit: header.hopLimit,
      last: header.last,
      destination: use.formatDag(packet.destination, { form: 'dag' }),
      source: use.formatDag(packet.source, { form: 'dag' }),
      payload: toHex(packet.payload),
    })),
  'header.encode': (use, input) => {
    if (input.has('octets')) {
      const wrapped = use.encapsulateInIp(input.octets('octets'), input.octets('source'));
      return wrapped === undefined ? { sent: false } : { sent: true, octets: toHex(wrapped) };
    }
    const nextHeader = input.number('nextHeader');
    const hopLimit = input.number('hopLimit');
    return attempt(() => ({
      octets: toHex(
        use.buildPacket({
          destination: addressOf(use, input.text('destination')),
          source: addressOf(use, input.text('source')),
          payload: input.octets('payload'),
          profile: profileOf(input),
          ...(nextHeader === undefined ? {} : { nextHeader }),
          ...(hopLimit === undefined ? {} : { hopLimit }),
        }),
      ),
    }));
  },
  forward: (use, input) => ({ emissions: emissionsOf(use, input) }),
  'xcmp.answer': (use, input) => ({ emissions: emissionsOf(use, input) }),
  'journal.read': (use, input) => {
    const codec = { decode: use.decodeJournalRecord, encode: use.encodeJournalRecord };
    return valueOr(use.readJournal(input.octets('octets'), codec), ({ records, length }) => {
      const { migrations, epochs } = use.recover(records);
      return {
        records: records.map(journalToJson),
        steps: records.map(({ step }) => step),
        length,
        migrations: migrations.map(({ role, machine, migration, epoch, record, latest }) => ({
          role,
          machine,
          migration,
          epoch,
          step: record.step,
          latest,
        })),
        epochs: Object.fromEntries(epochs),
      };
    });
  },
} as const satisfies Readonly<Record<string, Evaluator>>;

function valueOr<T>(
  result: Result<T, { readonly code: string; readonly offset?: number }>,
  use: (value: T) => object,
): Evaluated {
  return result.ok ? use(result.value) : refusal(result.error);
}

function refusal(error: { readonly code: string; readonly offset?: number }): Refusal {
  const { code, offset, ...rest } = error;
  return { error: { code, ...(offset === undefined ? {} : { offset }), ...rest } };
}

/** Encoders refuse values that the wire cannot hold by throwing. */
function attempt(run: () => object): Evaluated {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return { error: { code: 'bad-value' } };
    throw error;
  }
}

function withRecord<N extends keyof RecordForms>(
  name: N,
  input: Input,
  use: (record: Extract<ReturnType<typeof signedRecordFromJson<N>>, { ok: true }>['value']) => Evaluated,
): Evaluated {
  const record = signedRecordFromJson(name, input.raw(name));
  if (!record.ok) throw new InputError(`${name}.${record.error.path}: ${record.error.text}`);
  return use(record.value);
}

function addressOf(use: Implementation, text: string): Dag {
  const dag = use.parseDag(text);
  if (!dag.ok) throw new InputError(`no address: ${text}`);
  return dag.value;
}

function dialectOf(input: Input): TextDialect {
  return input.has('dialect') ? (input.text('dialect') as TextDialect) : 'xia-core-v2';
}

function profileOf(input: Input): XipProfileName {
  return input.has('profile') ? (input.text('profile') as XipProfileName) : 'xia-core-v2';
}

function emissionsOf(use: Implementation, input: Input): readonly object[] {
  const router = use.makeRouter(addressOf(use, input.text('address')));
  const typeOf = (name: string): number => {
    const xid = use.parseXid(`${name}:${'0'.repeat(40)}`);
    if (!xid.ok) throw new InputError(`no type of identifier: ${name}`);
    return xid.value.type;
  };
  for (const name of input.list('types'))
    router.forwarder.setDefault(typeOf(String(name)), routeAction.fallback);
  for (const row of input.list('routes')) {
    const route = new Input(row);
    const action = route.raw('action');
    const code =
      typeof action === 'number' ? action : routeAction[route.text('action') as keyof typeof routeAction];
    const text = route.text('xid');
    if (text.endsWith(':*')) router.forwarder.setDefault(typeOf(text.slice(0, -2)), code);
    else {
      const xid = use.parseXid(text);
      if (!xid.ok) throw new InputError(`no identifier: ${text}`);
      router.forwarder.setRoute(xid.value, code);
    }
  }
  return router.receive(input.octets('octets')).map(({ kind, port, packet }) => {
    if (kind === 'port') return { kind, port, octets: toHex(packet) };
    return kind === 'local' ? { kind, octets: toHex(packet) } : { kind };
  });
}
