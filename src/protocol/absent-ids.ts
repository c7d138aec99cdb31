/** What stands in messages and records where there is no migration and nobody, in hexadecimal: all zeros. */
import { xidSizes } from '../../spec/registry/identifiers.ts';
import { records } from '../../spec/registry/records.ts';

const { fields } = records.header;
const migrationField = fields.find(({ name }) => name === 'migration') as { readonly size: number };

/** The migration of what belongs to none. */
export const noMigration = '00'.repeat(migrationField.size);

/** The id of the HID of nobody. */
export const noHid = '00'.repeat(xidSizes.id);
