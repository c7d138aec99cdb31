/**
 * Registers in etcd (version 3.4 and later), over its JSON interface: a read is linearizable, a swap is a transaction
 * that compares the revision of the key. The members are asked in turn until one answers.
 */
import type { RegisterContent, Registers, SwapResult } from '../ports/registers.ts';
import { StoreError } from './store-error.ts';

/** Where etcd is and how long it may take. */
export interface EtcdOptions {
  /** The client addresses of the members, such as `http://127.0.0.1:2379`; at least one. */
  readonly endpoints: readonly string[];
  /** What stands before each key; by default `xlmp/`. */
  readonly prefix?: string;
  /** Milliseconds that one member may take to answer; by default 2000. */
  readonly timeoutMs?: number;
}

/** Answers are some hundred octets; more is not from etcd. */
const longestAnswer = 65_536;
const unset = '0';

/**
 * Opens registers in etcd. Nothing is sent before the first read or swap.
 *
 * @throws RangeError when no endpoint is given or one is no URL.
 */
export function etcdRegisters(options: EtcdOptions): Registers {
  const { endpoints, prefix = 'xlmp/', timeoutMs = 2_000 } = options;
  if (endpoints.length === 0) throw new RangeError('etcd needs at least one endpoint');
  for (const endpoint of endpoints)
    if (!URL.canParse(endpoint)) throw new RangeError(`not a URL: ${endpoint}`);
  const closing = new AbortController();
  let member = 0;

  /** One request to one member. @throws Error of the network, or of an answer that is not etcd's */
  const post = async (path: string, body: string): Promise<unknown> => {
    const response = await fetch(new URL(path, endpoints[member]), {
      method: 'POST',
      body,
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await boundedText(response);
    if (!response.ok) throw new Error(`answered ${response.status}: ${text.slice(0, 200)}`);
    return JSON.parse(text);
  };
  const ask = async (path: string, body: unknown): Promise<unknown> => {
    const text = JSON.stringify(body);
    let last: unknown;
    for (const _ of endpoints) {
      try {
        return await post(path, text);
      } catch (error) {
        if (closing.signal.aborted)
          throw new StoreError('STORE_CLOSED', 'etcd was closed; open it anew', error);
        last = error;
        member = (member + 1) % endpoints.length;
      }
    }
    const where = endpoints.join(', ');
    const why = last instanceof Error ? last.message : String(last);
    throw new StoreError(
      'STORE_UNREACHABLE',
      `etcd at ${where}: ${why}; see whether it runs and has a leader`,
      last,
    );
  };
  /** Reports outside the promise, so that what a receiver throws is not taken for a failure of etcd. */
  const settle = <T>(work: Promise<T>, done: (value: T | StoreError) => void): void => {
    void work.then(
      (value) => queueMicrotask(() => report(value)),
      (error: unknown) => queueMicrotask(() => report(asFailure(error))),
    );
    const report = (value: T | StoreError): void => {
      if (!closing.signal.aborted) done(value);
    };
  };
  return {
    read(key, done) {
      const request = { key: base64(prefix + key), limit: 1 };
      settle(ask('/v3/kv/range', request).then(contentOf), done);
    },
    swap(key, version, octets, done) {
      const name = base64(prefix + key);
      const request = {
        compare: [{ key: name, target: 'MOD', result: 'EQUAL', mod_revision: version }],
        success: [{ request_put: { key: name, value: base64(octets) } }],
      };
      settle(ask('/v3/kv/txn', request).then(outcomeOf), (result) =>
        done(result instanceof StoreError ? { is: 'failed', failure: result } : result),
      );
    },
    close: () => closing.abort(),
  };
}

function contentOf(answer: unknown): RegisterContent {
  const { kvs = [] } = answer as { kvs?: { value?: string; mod_revision?: string }[] };
  const [pair] = kvs;
  if (pair === undefined) return { octets: undefined, version: unset };
  if (!/^\d+$/.test(pair.mod_revision ?? '')) throw new Error('answered without a revision');
  return { octets: Buffer.from(pair.value ?? '', 'base64'), version: pair.mod_revision! };
}

function outcomeOf(answer: unknown): SwapResult {
  // What is false is left out of the JSON of etcd.
  return { is: (answer as { succeeded?: boolean }).succeeded === true ? 'swapped' : 'conflict' };
}

async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += (part as Uint8Array).length;
    if (size > longestAnswer) throw new Error(`answered more than ${longestAnswer} octets`);
    parts.push(part as Uint8Array);
  }
  return Buffer.concat(parts).toString('utf8');
}

function base64(text: string | Uint8Array): string {
  return Buffer.from(text as Uint8Array).toString('base64');
}

function asFailure(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new StoreError('STORE_UNREACHABLE', `etcd: ${why}; see whether the address is etcd's`, error);
}
