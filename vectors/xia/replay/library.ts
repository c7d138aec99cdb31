/**
 * What the replay uses of the library: its public entry points only.
 */
export * from '../../../src/xia/index.ts';
export { fromHex as fromHexText, toHex as toHexOf } from '../../../src/core/hex.ts';
