/** What is no JSON form of a message, and where it says so. */
import { describe, expect, it } from 'vitest';
import { sampleJournalRecord, sampleMessage } from '../../conformance/generate/samples.ts';
import {
  fromJson,
  journalFromJson,
  journalToJson,
  signedRecordFromJson,
  signedRecordToJson,
  toJson,
} from './index.ts';

type Plain = Record<string, unknown>;

const offer = toJson(sampleMessage('Offer', 'most')) as unknown as Plain;

/** The Offer with the member at a path replaced; undefined takes it away. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(offer);
  const names = path.split('.');
  const last = names.pop()!;
  const place = names.reduce((inner, name) => inner[name] as Plain, copy);
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

describe('fromJson', () => {
  it('takes the unchanged twin of what it refuses', () => {
    expect(fromJson(offer).ok).toBe(true);
  });

  it.each<[string, unknown, string]>([
    ['type', 'Gossip', 'type'],
    ['type', 7, 'type'],
    ['header', undefined, 'header'],
    ['header.more', 1, 'header.more'],
    ['header.machine', '00', 'header.machine'],
    ['header.machine', `${'00'.repeat(19)} 00`, 'header.machine'],
    ['header.machine', 'zz'.repeat(20), 'header.machine'],
    ['header.epoch', 0, 'header.epoch'],
    ['header.epoch', 2 ** 53, 'header.epoch'],
    ['header.epoch', '3', 'header.epoch'],
    ['header.exchange', 1.5, 'header.exchange'],
    ['ticket', undefined, 'ticket'],
    ['ticket.unsafeDisks', 'perhaps', 'ticket.unsafeDisks'],
    ['ticket.modes', { preCopy: true, postCopy: false }, 'ticket.modes.diskCopy'],
    ['ticket.modes', { preCopy: true, postCopy: false, diskCopy: false, more: true }, 'ticket.modes.more'],
    ['purpose.purpose', 'toString', 'purpose.purpose'],
    ['profile.hypervisor', 'x'.repeat(33), 'profile.hypervisor'],
    ['profile.hypervisor', 'a\u0000', 'profile.hypervisor'],
    ['profile.hypervisor', '\udc00', 'profile.hypervisor'],
    ['disks.disks', {}, 'disks.disks'],
    ['disks.disks', [{ name: 'a', mode: 'copied' }], 'disks.disks[0].size'],
    ['disks.disks', Array.from({ length: 9 }, () => ({ name: 'a', mode: 'copied', size: 1 })), 'disks.disks'],
    ['address.nodes', '00'.repeat(29), 'address.nodes'],
    ['fault', { code: 'malformed', messageType: 1, offset: 0 }, 'fault'],
    ['extensions', [{ code: 1, critical: false, value: '' }], 'extensions[0].code'],
    ['extensions', [{ code: 2570, critical: true, value: '' }], 'extensions[0].critical'],
    ['authenticator.key', '', 'authenticator.key'],
  ])('refuses %s when it is %j', (path, value, at) => {
    const read = fromJson(changed(path, value));
    expect(read.ok ? undefined : read.error.path).toBe(at);
  });

  it.each([null, 7, 'Offer', [], undefined])('refuses %j', (value) => {
    expect(fromJson(value).ok).toBe(false);
  });

  it('refuses an authenticator in a message that has none', () => {
    const piece = toJson(sampleMessage('Piece', 'most'));
    expect(fromJson({ ...piece, authenticator: offer['authenticator'] }).ok).toBe(false);
  });
});

describe('the other forms', () => {
  it('refuse a journal record with a member that it has no place for', () => {
    const record = journalToJson(sampleJournalRecord('running', 'most'));
    expect(journalFromJson(record).ok).toBe(true);
    expect(journalFromJson({ ...record, purpose: { purpose: 'migrate' } })).toMatchObject({
      error: { path: 'purpose' },
    });
  });

  it('carry a ticket by itself', () => {
    const { ticket } = sampleMessage('Offer', 'most');
    expect(signedRecordFromJson('ticket', signedRecordToJson('ticket', ticket))).toEqual({
      ok: true,
      value: ticket,
    });
    expect(signedRecordFromJson('ticket', {})).toMatchObject({ error: { path: 'ticket.machine' } });
  });
});
