/** The objects of the adapter protocol, as lines carry them. */

/** A report to the kit. */
export type AdapterReport = { readonly is: string; readonly [member: string]: unknown };

/** A verb of the kit. */
export type AdapterVerb = {
  readonly do: string;
  readonly id: number;
  readonly [member: string]: unknown;
};
