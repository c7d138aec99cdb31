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

const repetition = {
  mayRepeat: sourceHostGlossary.conditions['mayRepeat']!,
} as const;

/** The words of chapter 14. */
export const correspondentGlossary: Glossary = {
  conditions: {
    ...repetition,
    accepts: 'The other end has opened the session.',
    isWhereSent: 'The address in SessionAccept is the one that the SessionOpen was sent to.',
    isNotGood:
      'The verdict on the sender, the delegation or the statement of attachment is a reason to refuse.',
    isKnown:
      'Epoch, sequence and address are those of the place that is proved or under test, and it is the latest one taken.',
    isKnownWithRoom: 'isKnown, and with this packet enough came from the place for the answer.',
    isLater: 'The epoch is higher than that of the latest one taken, or the same and the sequence is higher.',
    isLaterThere: 'isLater, and address and epoch are those of the last place that was proved.',
    isChallenge: 'The nonce is that of the latest challenge.',
    hasRoom:
      'Three times the octets that came from the place, less those that went there, are enough for the answer.',
    hasRoomWith: 'hasRoom, when this packet is counted.',
    fits: 'Three times the octets that came from the place, less those that went there, are enough for the packet.',
    hasGoodPlace: 'A place was proved before.',
  },
  effects: {
    send: 'Send the message: to the place and nowhere else, or to where the question came from.',
    direct: 'Send the data of the session to this place from now on.',
    pass: 'The packet may go to the place.',
    hold: 'The packet waits.',
    report: 'Tell the session and the log.',
  },
};

/** The words of chapter 12. */
export const accessRouterGlossary: Glossary = {
  conditions: {
    isBad: 'What was checked is not good, or the policy of the router is against it.',
    isAttached: 'The sender is the attached host, and the epoch is that under which it is attached.',
    isOutdated: 'The epoch is not higher than the latest epoch.',
    isOutrun: 'The epoch is lower than that of the place.',
    isActivation: 'There is a permit or a statement in the message.',
    isOvertaken: 'A host is prepared under a higher epoch.',
    isStranger: 'The sender is not the attached host; while forwarding, not the host that left.',
    isNewHold: 'Hold is asked for, and for this migration the router does not hold and has not held.',
    isResume: 'Resume is asked for.',
    isItsResume: 'Resume is asked for, for the migration for which the router holds.',
    isNear: 'The attachment is of this AD.',
    isItsMark: 'The epoch is that of the attached host.',
    isOf: 'The journal speaks of the record that is being written, which is of that step.',
    awaitsMark:
      'The machine was attached here after it was absent, prepared or forwarding, the mark is not complete, and the wait is not over.',
    isExpecting: 'A host is prepared.',
    was: 'That is where the last record leads to, or where the router was when it began to write one.',
  },
  effects: {
    answer:
      'Answer the request when everything else is done: the one at hand, or the one that was being recorded.',
    writeJournal: sharedEffects.writeJournal,
    setRow:
      'From now on treat packets in that way; the host, the place and the epochs are those of the state.',
    flush:
      'Send on what waits, in order, as packets that come now; in `settling` only what came through tunnels.',
    dropHeld: 'Drop and count what waits: all, or what came through tunnels for a host that is prepared.',
    sendMark: 'Send `EndMark` to the router of the place.',
    report: 'Tell the log.',
  },
};

/** The words of chapter 15. */
export const rendezvousGlossary: Glossary = {
  conditions: {
    isBad: 'The sender, its delegation or the attachment is not good.',
    isBound: 'The binding has this epoch, this sequence and this address.',
    isStale: 'The epoch and the sequence are not higher than those of the binding.',
    isKnown: 'There is a binding.',
  },
  effects: {
    answer: 'Answer the request: the one at hand, or the one that was being recorded.',
    writeJournal: sharedEffects.writeJournal,
    setRoute: 'From now on send packets for the machine to the address in the attachment.',
  },
};

const announcingConditions = {
  isNews:
    'The epoch is higher than that of the last announcement; or it is the same and the address is another one. For a delegate: it is the epoch of the delegation, and nothing was announced yet.',
  isOver:
    'The outcome is `stale`, and the epoch is higher than that of the announcement; for a delegate also when it is the same.',
  isOvertaken:
    'The outcome is `stale`, the epoch is that of the announcement, the sequence is not lower, and the machine speaks for itself.',
} as const;

/** The words of chapter 13 about one correspondent. */
export const rebindingGlossary: Glossary = {
  conditions: {
    ...repetition,
    ...announcingConditions,
    isProved:
      'The outcome is `bound`, epoch and sequence are those of the announcement, and there is no challenge.',
    isChallenged:
      'The outcome is `bound`, epoch and sequence are those of the announcement, and there is a challenge.',
    isFirstCookie: 'No cookie has come for this announcement.',
    isDelegate: 'A host speaks for the machine.',
  },
  effects: {
    send: 'Send the message from the new place to the correspondent: to its last place, or by its rendezvous.',
    report: 'Tell the log.',
  },
};

/** The words of chapter 13 about one rendezvous. */
export const registrationGlossary: Glossary = {
  conditions: {
    ...announcingConditions,
    isBound: 'The outcome is `bound`, and epoch and sequence are those of the announcement.',
  },
  effects: { send: 'Send the message to the rendezvous.', report: 'Tell the log.' },
};

/** The words of chapter 13 about the place of the machine. */
export const moverGlossary: Glossary = {
  conditions: {
    isPlaced: 'The machine knows where it is.',
    isOwn: 'The AD is that of the place of the machine.',
    isOwnAfterAll: 'isOwn, and the router that is asked has not answered the first time.',
    isAskingElsewhere: 'The machine knows where it is, and the router of another AD is being asked.',
    isAsked: 'The AD is the one whose router is being asked.',
    isHigher: 'The statement is good, and its epoch is higher than that of the place.',
    isElsewhere:
      'The statement is good, and its epoch is higher than that of the place, or it is the same and the AD is another one.',
    isHere: 'The statement is good, and epoch and AD are those of the place.',
  },
  effects: {
    send: 'Send the message to the access router of the AD.',
    announce: 'Tell every rebinding, every registration and every session of the new place.',
    report: 'Tell the log.',
  },
};

/** The words of chapter 11 about the host that a machine comes to. */
export const attachingGlossary: Glossary = {
  conditions: {
    ...repetition,
    isPrepared: 'The statement is good, and the standing is prepared.',
    isActive: 'The statement is good, and the standing is active.',
  },
  effects: {
    send: 'Send the message to the access router, or to the machine.',
    report: 'Tell the host.',
  },
};

/** The words of chapter 11 about the host that a machine leaves. */
export const directingGlossary: Glossary = {
  conditions: {
    ...repetition,
    isHolding: 'The router says that packets are held.',
    isAttached: 'The router says that packets are delivered to the host.',
    isWaitingTooLong: 'The timer has fired before, and the freeze still waits.',
  },
  effects: { send: 'Send the message to the access router.', report: 'Tell the host.' },
};
