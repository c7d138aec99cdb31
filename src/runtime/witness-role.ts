/** The register of one machine at a witness: joins the party of chapter 07 to messages and journal. */
import { fromHex } from '../core/hex.ts';
import type { RegisterClaims, Resume } from '../machines/records.ts';
import type { WitnessEffect, WitnessMessage, WitnessStep } from '../machines/witness-events.ts';
import { noHid, signedRecordToJson, signStatement, type StatementJson } from '../protocol/index.ts';
import type { Host } from './host.ts';
import { ticketVerdict } from './judgement.ts';
import { latestOnly } from './latest-only.ts';
import type { OpenRequest } from './mailer.ts';
import { runParty } from './party-runner.ts';
import { type Incoming, pathOf } from './role.ts';

/** The register of one machine. */
export interface WitnessRole {
  readonly machine: string;
  state(): string;
  /** Whether it holds nothing and is about to hold nothing. */
  isBlank(): boolean;
  receive(incoming: Incoming): void;
  start(): void;
  stop(): void;
}

const noModes = { preCopy: false, postCopy: false, diskCopy: false };

/** Makes the register of a machine; with `resume` as the journal has it. */
export function witnessRole(host: Host, machine: string, resume?: Resume<WitnessStep>): WitnessRole {
  const { mailer } = host;
  let current: OpenRequest | undefined;
  let recorded: OpenRequest | undefined;
  const ofLatestWrite = latestOnly();

  const answer = (message: WitnessMessage): void => {
    // Outside of a request it is the journal that has answered, for the swap that was being recorded.
    const request = current ?? recorded;
    if (request === undefined) return;
    mailer.answer(request, { ...message, statement: signed(message.statement) });
  };
  const signed = (claims: RegisterClaims): StatementJson => signedStatement(host, claims);
  const carryOut = (effect: WitnessEffect): void => {
    if (effect.type === 'send') return answer(effect.params.message);
    const statement = signed(effect.params.record.statement);
    const { epoch, migration } = statement;
    recorded = current;
    current = undefined;
    const told = ofLatestWrite((written: boolean) =>
      runner.send({ type: written ? 'journal.written' : 'journal.failed', step: 'register' }),
    );
    host.record({ machine, migration, epoch }, noHid, { step: 'register', statement }, told);
  };
  const runner = runParty(
    host.functions.witness,
    { machine, timing: host.timing, ...(resume === undefined ? {} : { resume }) },
    host.clock,
    carryOut,
  );
  return {
    machine,
    state: () => pathOf(runner.state().value),
    isBlank() {
      const { register, pending } = runner.state().context;
      return register.known !== 'yes' && pending === null;
    },
    receive(incoming) {
      const json = incoming.json();
      const from = json.header.sender;
      current = incoming.request;
      if (json.type === 'WitnessRead') runner.send({ type: 'received.WitnessRead', from });
      if (json.type === 'WitnessSwap') {
        const { ticket, swap } = json;
        const { migration } = json.header;
        const use = { machine, migration, epoch: ticket.epochFirst };
        const hosts = { from: ticket.fromHost, to: ticket.toHost };
        // Not by the clock: after the commit a ticket that has run out would keep the machine from ever running.
        const verdict = ticketVerdict(host, ticket, use, hosts, noModes, ticket.notBefore);
        runner.send({ type: 'received.WitnessSwap', from, migration, swap, ticket, verdict });
      }
      current = undefined;
    },
    start: () => runner.start(),
    stop: () => runner.stop(),
  };
}

function signedStatement({ identity }: Host, claims: RegisterClaims): StatementJson {
  const { known, epoch } = claims;
  const octets = (text: string): Uint8Array => fromHex(text)!;
  const body = {
    machine: octets(claims.machine),
    known,
    epoch,
    owner: octets(claims.owner),
    migration: octets(claims.migration),
    digest: octets(claims.digest),
  };
  return signedRecordToJson('statement', signStatement(body, identity.signer));
}
