/**
 * What the conditions and the effects of the machines mean, in the words of the specification. The tables of the
 * chapters take their words from here; a test holds that no name lacks its meaning.
 */

/** The meaning of every name in the state table of a party. */
export interface Glossary {
  /** When a condition holds. */
  readonly conditions: Readonly<Record<string, string>>;
  /** What an effect asks of the surroundings. */
  readonly effects: Readonly<Record<string, string>>;
}

/** No words: for machines that no chapter shows. */
export const emptyGlossary: Glossary = { conditions: {}, effects: {} };

const sharedConditions = {
  isValid: 'The ticket, the versions and whatever else the message is to be checked for are good.',
  isDryRun: 'The purpose is a dry run.',
  isOf: 'The journal speaks of the record of that step.',
} as const;

const sharedEffects = {
  send: 'Send the message to the party that it is for.',
  answer: 'Answer every open request of the kind; an order stays open until the migration has ended.',
  writeJournal: 'Append the record of that step; the journal says when it is durable, or that it failed.',
  report: 'Tell the log and the operator.',
} as const;

/** The words of chapter 05. */
export const sourceHostGlossary: Glossary = {
  conditions: {
    ...sharedConditions,
    isAuthorised: 'The sender is the owner of the machine or the canceller of the ticket.',
    hasNoStatementYet: 'There is a witness, and it has not yet said that the register is set.',
    wasFrozen: 'The machine was asked to stand still.',
    isInformed: 'The destination knows that the migration has ended: it said so, or refused.',
    mayRepeat: 'The tries of the timer are not used up.',
    isUnrecorded: 'No record of the migration is durable.',
    isOfUnrecorded:
      'The journal speaks of the record of that step, and no record of the migration is durable.',
    isReady: 'Every vote is yes, and the purpose is to migrate.',
    isNotReady: 'A vote is no, and the purpose is to migrate.',
    isComplete: 'The progress is of the round in hand and says that it is complete.',
    isFurther: 'The progress is of the round in hand and names more chunks than any before.',
    hasOurDigest: 'The digest is that of Freeze.',
    isHandedOver:
      'The statement names this machine, this migration and the digest, and either epoch e + 1 and the destination, or epoch e + 2 and this host.',
    isSuperseded: 'The statement has epoch e + 1 or higher, and isHandedOver does not hold.',
    isCreatedEpoch: 'The epoch is e + 1.',
    isGivenBack:
      'The permit names this machine, this migration, epoch e + 2, this host and the digest; with a witness, a statement says the same.',
    resumesFrom: 'The host has restarted, and the last record of the migration is of one of these steps.',
  },
  effects: {
    ...sharedEffects,
    refuse: 'Answer the request that is being handled, and only that, by Refused.',
    copyRound: 'Take the chunks of the next round from the machine while it runs.',
    freezeMachine: 'Stop the machine and take the chunks that are left.',
    thawMachine: 'Let the machine run; nothing happens when it runs.',
    discardCopy: 'Destroy the copy of the machine.',
    askRound: 'Let the policy decide what comes after the round.',
  },
};

/** The words of chapter 06. */
export const destinationHostGlossary: Glossary = {
  conditions: {
    ...sharedConditions,
    isAnother: 'One of the kind was taken before, and it had other octets.',
    hasWitness: 'The offer named a witness.',
    isNotReady: 'A vote is no.',
    hasVoted: 'The source host was told the votes, and the migration ended with them.',
    isTold: 'The answer that the source host got has told it that the migration has ended.',
    isLoaded: 'The round is complete already.',
    isNext: 'The round is the one after the last complete one.',
    isLast: 'The round is the last complete one or the one after it.',
    isLastRound: 'The round is that of Freeze.',
    hasItsDigest: 'The digest is that of the first Freeze.',
    isUnfitPermit:
      'The permit names another machine, migration, epoch, holder, digest or serial than those that are here.',
    lacksStatement: 'There is a witness, and the message has no statement that fits.',
    isFitStatement: 'The statement fits.',
    isSuperseded: 'The statement has the epoch of the header or a higher one, and does not fit.',
    isAborted: 'The outcome is `aborted`.',
    isSetBack:
      'The statement names this machine, this migration, the digest, epoch e + 2 and the source host.',
    isPast: 'The statement has an epoch above e + 1, and isSetBack does not hold.',
    isNextEpoch: 'The epoch is e + 2.',
    waitsWithWitness: 'The host has restarted with the last record `complete`, and there is a witness.',
    resumesFrom: 'The host has restarted, and the last record of the migration is of one of these steps.',
  },
  effects: {
    ...sharedEffects,
    askAdmission: 'Let the policy decide whether the machine is welcome.',
    reserve: 'Reserve memory, disks and the attachment, and say how each part stands.',
    loadRound:
      'Fetch, check and load the chunks of the round; for the last one, take the digest of the whole state.',
    startMachine: 'Start the machine, once, however often it is asked.',
    releaseCopy: 'Destroy the copy and let the reservation go.',
  },
};

/** The words of chapter 07. */
export const witnessGlossary: Glossary = {
  conditions: {
    isHeld: 'The register holds the epoch, the owner, the migration and the digest that are to be set.',
    isStranger: 'The register is known and names another owner than the sender.',
    isWithoutTicket:
      'The register is not known, and the ticket is not good, or names another source host than the sender, or does not allow the epoch.',
    isNoStep: 'The epoch to be set is not one more than the one expected.',
    isUnexpected: 'The register is known and holds another epoch than expected.',
  },
  effects: { send: sharedEffects.send, writeJournal: sharedEffects.writeJournal },
};
