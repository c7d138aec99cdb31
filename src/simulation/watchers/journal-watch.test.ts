import { expect, it } from 'vitest';
import type { Hypervisor } from '../../ports/hypervisor.ts';
import { encodeJournalRecord, sealMessage, signerFromSeed, identifierOf } from '../../protocol/index.ts';
import { memoryStore } from '../../stores/memory.ts';
import { buildPacket, chainDag, makeXid, xidType } from '../../xia/index.ts';
import { watchJournal } from './journal-watch.ts';

const signer = signerFromSeed(new Uint8Array(32).fill(7));
const host = identifierOf('HID', signer.publicKey);
const machine = new Uint8Array(20).fill(0x11);
const migration = new Uint8Array(16).fill(0x22);
const peer = new Uint8Array(20).fill(0x33);
const about = { machine: '11'.repeat(20), migration: '22'.repeat(16), epoch: 2 } as const;

function watched() {
  const found: string[] = [];
  const watch = watchJournal(
    'A1',
    () => 5,
    (violation) => found.push(violation),
  );
  const nothing: Hypervisor = { describe: () => undefined, perform: (_, done) => done({ is: 'done' }) };
  const memory = memoryStore();
  return { found, watch, memory, store: watch.store(memory), hypervisor: watch.hypervisor(nothing) };
}

const done = encodeJournalRecord({
  step: 'source-done',
  header: { sequence: 1, machine, migration, epoch: 2, peer },
});

it('convicts a copy that is destroyed before the record is durable, and not after', () => {
  const { found, memory, store, hypervisor } = watched();
  const discard = (): void => hypervisor.perform({ ...about, operation: 'discard' }, () => {});
  memory.setFault('full');
  store.append(done, () => {});
  discard();
  expect(found).toEqual([
    'P8: at A1 the source destroys its copy while its journal ends with "nothing", at 5.0 ms',
  ]);
  memory.setFault(undefined);
  store.append(done, () => {});
  discard();
  expect(found).toHaveLength(1);
});

it('convicts a start, a thaw under the next epoch and a message that no record covers', () => {
  const { found, watch, hypervisor } = watched();
  hypervisor.perform({ ...about, operation: 'start' }, () => {});
  hypervisor.perform({ ...about, epoch: 3, operation: 'thaw' }, () => {});
  hypervisor.perform({ ...about, operation: 'release' }, () => {});
  const header = { machine, migration, epoch: 2, exchange: 1, sender: host, receiver: peer };
  const send = (type: 'Running' | 'Abort'): void => {
    const body =
      type === 'Running'
        ? ({ type, running: { host, epoch: 2 } } as const)
        : ({ type, reason: { reason: 'cancelled', detail: '' } } as const);
    const payload = sealMessage({ ...body, header }, signer);
    const address = chainDag(makeXid(xidType.hid, host));
    watch.sends(buildPacket({ destination: address, source: address, payload }));
  };
  send('Abort');
  send('Running');
  expect(found).toEqual([
    'P8: at A1 the destination starts the machine while its journal ends with "nothing", at 5.0 ms',
    'P8: at A1 the source lets a returned machine run while its journal ends with "nothing", at 5.0 ms',
    'P8: at A1 the source says that the machine runs here while its journal ends with "nothing", at 5.0 ms',
  ]);
});
