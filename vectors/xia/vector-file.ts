/**
 * The shape of the vector files of the XIA layer, as their schemas in `vectors/schema` say it.
 */

/** A vector file. */
export interface VectorFile<T extends VectorTest> {
  readonly notes: Readonly<Record<string, unknown>>;
  readonly groups: readonly { readonly id: string; readonly source: string; readonly tests: readonly T[] }[];
}

/** What every test has. */
export interface VectorTest {
  readonly id: string;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly requirements: readonly string[];
  /** The valid test that differs in little but the fault. */
  readonly twin?: string;
  readonly expectation: object;
  readonly result: 'valid' | 'invalid';
}

/** A test of `addresses.json`. */
export interface AddressTest extends VectorTest {
  readonly input:
    | { readonly kind: 'identifier-text'; readonly text: string }
    | { readonly kind: 'address-text'; readonly dialect: 'xia-core-v2' | 'xia-core-1'; readonly text: string }
    | { readonly kind: 'address-octets'; readonly octets: string }
    | { readonly kind: 'address-print'; readonly octets: string; readonly form: 're' | 'linux' };
}

/** The stacks whose headers `headers.json` knows. */
export type VectorProfile = 'xia-core-v2' | 'xia-core-1' | 'linux';

/** A test of `headers.json`. */
export interface HeaderTest extends VectorTest {
  readonly input:
    | { readonly kind: 'packet'; readonly profile: VectorProfile; readonly octets: string }
    | {
        readonly kind: 'build';
        readonly profile: VectorProfile;
        readonly destination: string;
        readonly source: string;
        readonly nextHeader?: number;
        readonly hopLimit?: number;
        readonly payload: string;
      }
    | { readonly kind: 'encapsulate'; readonly source: string; readonly octets: string };
}

/** A test of `forwarding.json`. */
export interface ForwardingTest extends VectorTest {
  readonly input: {
    readonly address: string;
    readonly types: readonly string[];
    readonly routes: readonly {
      readonly xid: string;
      readonly action: number | 'discard' | 'local' | 'unreachable' | 'broadcast' | 'fallback';
    }[];
    readonly octets: string;
  };
}
