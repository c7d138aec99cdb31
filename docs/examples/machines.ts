/** Steps the machine of a witness: events go in, and requests to the outside come out. Nothing is sent by it. */
import { witness } from '../../src/machines/index.ts';

const machine = '02'.repeat(20);
const host = '05'.repeat(20);

const begun = witness.begin({ machine });
const read = witness.step(begun.state, { type: 'received.WitnessRead', from: host });
for (const output of read.outputs) console.log(output.type);
// → send

const states = witness.describe().states.map(({ path }) => path);
console.log(states.join(', '));
// → serving, recording, stalled
