/** Reads an address from text, and says in words what is wrong with another. */
import { formatDag, parseDag } from '../../src/xia/index.ts';

const network = 'AD:0606060606060606060606060606060606060606';
const host = 'HID:0707070707070707070707070707070707070707';

const address = parseDag(`RE ${network} ${host}`);
if (address.ok) console.log(formatDag(address.value));
// → RE AD:0606060606060606060606060606060606060606 HID:0707070707070707070707070707070707070707

const wrong = parseDag(`RE ${network} HOST:07`);
if (!wrong.ok) console.log(wrong.error.code, 'at', wrong.error.offset);
// → bad-identifier at 47
