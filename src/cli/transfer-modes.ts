/** The ways of transfer that a ticket may allow, by the names that options have for them. */
import { flagTables } from '../../spec/registry/codes.ts';
import type { TransferModes } from '../protocol/index.ts';

/** The names. */
export const modeNames = Object.keys(flagTables.transferModes) as readonly (keyof TransferModes)[];
