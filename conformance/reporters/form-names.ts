/** The names of the forms in which a report can be written: what the command line offers before it needs one. */

/** Every form. */
export const reportFormNames = ['console', 'json', 'junit', 'tap'] as const;

/** The name of a form. */
export type ReportForm = (typeof reportFormNames)[number];
