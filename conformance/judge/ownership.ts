/** Rules of who may run a machine: at most one owner under each epoch (INV-001), and the consent of the witness (SRC-018). */
import { equalOctets } from '../../src/core/compare.ts';
import { toHex } from '../../src/core/hex.ts';
import type { Permit, Statement } from '../../src/protocol/index.ts';
import type { Rule } from './rule.ts';

/** Nobody but one host says of itself that it runs a machine under an epoch. */
export function runningRule(): Rule {
  const owners = new Map<string, { readonly host: string; readonly frame: number }>();
  return ({ message, sender, frame }, { broken }) => {
    if (message.type !== 'Running') return;
    const { epoch } = message.running;
    const key = `${toHex(message.header.machine)} ${epoch}`;
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, { host: sender, frame });
    else if (owner.host !== sender)
      broken(
        'INV-001',
        `Running under epoch ${epoch}, under which ${owner.host} runs the machine by frame ${owner.frame}`,
      );
  };
}

/** Nobody gives the right to run under an epoch to two hosts, or for two states. */
export function permitRule(): Rule {
  const given = new Map<string, { readonly permit: Permit; readonly frame: number }>();
  return ({ message, frame }, { broken }) => {
    if (message.type !== 'Commit' && message.type !== 'GiveBack') return;
    const { permit } = message;
    const key = `${toHex(permit.machine)} ${permit.epoch} ${toHex(permit.key)}`;
    const before = given.get(key);
    if (before === undefined) given.set(key, { permit, frame });
    else if (
      !equalOctets(before.permit.holder, permit.holder) ||
      !equalOctets(before.permit.digest, permit.digest)
    )
      broken(
        'INV-001',
        `${message.type} with another permit for epoch ${permit.epoch} than in frame ${before.frame}`,
      );
  };
}

/** Where an Offer names a witness, Commit carries what the witness said: this migration, this epoch, this destination. */
export function witnessConsentRule(): Rule {
  const witnessed = new Set<string>();
  return ({ message, sender, receiver }, { broken }) => {
    const { type, header } = message;
    const key = [sender, receiver, toHex(header.migration)].join(' ');
    if (type === 'Offer' && message.witness !== undefined) witnessed.add(key);
    if (type !== 'Commit' || !witnessed.has(key)) return;
    const { statement } = message;
    if (statement === undefined) {
      broken('SRC-018', 'Commit without a statement of the witness that the Offer names');
      return;
    }
    const fits =
      equalOctets(statement.migration, header.migration) &&
      equalOctets(statement.owner, header.receiver) &&
      statement.epoch === header.epoch;
    if (!fits) broken('SRC-018', 'Commit with a statement of another migration, epoch or owner');
  };
}

/** What a witness says of an epoch, it says again. */
export function statementRule(): Rule {
  const said = new Map<string, { readonly statement: Statement; readonly frame: number }>();
  return ({ message, sender, frame }, { broken }) => {
    if (message.type !== 'WitnessAnswer' || message.statement.known !== 'yes') return;
    const { statement } = message;
    const key = [sender, toHex(statement.machine), statement.epoch].join(' ');
    const before = said.get(key);
    if (before === undefined) said.set(key, { statement, frame });
    else if (
      !equalOctets(before.statement.owner, statement.owner) ||
      !equalOctets(before.statement.migration, statement.migration) ||
      !equalOctets(before.statement.digest, statement.digest)
    )
      broken(
        'WIT-006',
        `WitnessAnswer that says something else of epoch ${statement.epoch} than frame ${before.frame}`,
      );
  };
}
