/** The forms in which an address can be written, by the names that options have for them. */

/** Every form. */
export const addressForms = ['dag', 're', 'linux', 'nodes'] as const;

/** The name of a form. */
export type AddressForm = (typeof addressForms)[number];
