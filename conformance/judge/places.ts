/** Rules of announcements: one place for each epoch and sequence (MOV-007), and what a delegate may announce (MOV-018). */
import { equalOctets } from '../../src/core/compare.ts';
import { toHex } from '../../src/core/hex.ts';
import type { Rule } from './rule.ts';

/** Under one epoch and sequence nobody announces two places to the same party. */
export function announcementRule(): Rule {
  const announced = new Map<string, { readonly nodes: Uint8Array; readonly frame: number }>();
  return ({ message, sender, receiver, frame }, { broken }) => {
    if (message.type !== 'Rebind' && message.type !== 'Register') return;
    const { attachment, place, header } = message;
    const session = message.type === 'Rebind' ? toHex(message.session.session) : '';
    const number = `epoch ${header.epoch}, sequence ${place.sequence}`;
    const key = [sender, receiver, toHex(header.machine), session, number].join(' ');
    const before = announced.get(key);
    if (before === undefined) announced.set(key, { nodes: attachment.nodes, frame });
    else if (!equalOctets(before.nodes, attachment.nodes))
      broken('MOV-007', `${message.type} with another place under ${number} than in frame ${before.frame}`);
  };
}

/** A delegate announces under the epoch of its delegation, with the sequence 1. */
export function delegateRule(): Rule {
  return ({ message }, { broken }) => {
    if (message.type !== 'Rebind' && message.type !== 'Register') return;
    const { delegation, header, place } = message;
    if (delegation === undefined || equalOctets(header.sender, header.machine)) return;
    if (delegation.epoch !== header.epoch || place.sequence !== 1)
      broken(
        'MOV-018',
        `${message.type} of a delegate under epoch ${header.epoch}, sequence ${place.sequence}`,
      );
  };
}
