/** What octets can be, by the names that options have for it. */

/** Every kind. */
export const octetsKinds = ['packet', 'message', 'journal'] as const;

/** The name of a kind. */
export type OctetsKind = (typeof octetsKinds)[number];
