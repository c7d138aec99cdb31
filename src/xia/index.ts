/**
 * The XIA layer: identifiers, addresses, packets, forwarding, XCMP (chapters 02 and 03).
 */
export * from './text-error.ts';
export * from './xid.ts';
export * from './dag.ts';
export * from './dag-text.ts';
export { formatDagForm } from './dag-text-core.ts';
export { formatReForm } from './dag-text-re.ts';
export { formatLinuxNodes, parseLinuxNodes } from './dag-text-linux.ts';
export * from './xip-header.ts';
export * from './packet.ts';
export * from './packet-run.ts';
export * from './four-id.ts';
export * from './internet-checksum.ts';
export * from './ip-encapsulation.ts';
export * from './ip-decapsulation.ts';
export * from './tlv-extension.ts';
export * from './route-table.ts';
export * from './forwarding.ts';
export { xiaCoreRules } from './forwarding-quirks.ts';
export * from './xcmp.ts';
export * from './router.ts';
