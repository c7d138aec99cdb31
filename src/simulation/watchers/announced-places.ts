/**
 * What one end of a session has been told of the place of the other end, read from the packets that it gets and sends: the
 * latest announcement, and which place was proved (chapter 14). It does not ask the end.
 */
import { attachmentVerdict, speakerVerdict } from '../../adaptation/place-verdicts.ts';
import { type Announcement, isLater } from '../../machines/index.ts';
import { delayOf, mayRepeat } from '../../machines/timing.ts';
import { type MessageOfJson, verifyAttachment, verifyDelegation } from '../../protocol/index.ts';
import { type PlaceKey, placeKeyOfNodes, type SessionPacketReading } from './session-packets.ts';

/** A place under test. */
export interface Trial {
  readonly key: PlaceKey;
  readonly epoch: number;
  /** When it was announced, in milliseconds by the clock of the end. */
  readonly sinceMs: number;
  /** The nonce of its challenge; empty before one was sent. */
  readonly nonce: string;
  /** Octets of the session that came from there, and that went there. */
  readonly received: number;
  readonly sent: number;
  /** The test before it may have failed meanwhile, so that a proof with its nonce may count or not. */
  readonly isDoubtful: boolean;
}

/** The other end of a session as it was announced. */
export interface AnnouncedPlaces {
  /** The id of the HID of the other end. */
  readonly peer: string;
  readonly latest: Announcement;
  /** The last place that was proved. */
  readonly good: { readonly key: PlaceKey; readonly epoch: number } | undefined;
  /** The one before it, when nobody can see from outside whether the last proof came in time. */
  readonly earlier: PlaceKey | undefined;
  readonly trial: Trial | undefined;
}

/** What one end was told in all its sessions. */
export interface EndReading {
  /** A packet has come; to be called before the end gets it. */
  came(packet: SessionPacketReading, nowMs: number): void;
  /** The end sends a packet. */
  went(packet: SessionPacketReading, nowMs: number): void;
  /** The end uses the last good place again: the test has failed. */
  fellBack(session: string): void;
  /** What is known of a session; undefined for one that was not agreed on here. */
  of(session: string): AnnouncedPlaces | undefined;
}

interface Opening {
  readonly key: PlaceKey;
  readonly announcement: Announcement;
  readonly octets: number;
}

const functions = { verifyAttachment, verifyDelegation };

/** How long a place is tested before the last good one is used again (COR-016). Milliseconds. */
export const patienceMs = sumOfDelays();

/** What a sum of delays may differ from the same delays one after the other. Milliseconds. */
const roundingMs = 1e-6;

/** Whether the tries of a test are used up, so that a place that was proved before is used again (COR-016). */
export function isUsedUp({ sinceMs }: Trial, nowMs: number): boolean {
  return nowMs - sinceMs >= patienceMs - roundingMs;
}

function sumOfDelays(): number {
  let sum = 0;
  for (let count = 0; ; count += 1) {
    sum += delayOf('PROOF_RETRY', count, {});
    if (!mayRepeat('PROOF_RETRY', count, {})) return sum;
  }
}

/** Starts to read what one end gets and sends. @param self the id of its HID. */
export function readEnd(self: string): EndReading {
  const sessions = new Map<string, AnnouncedPlaces>();
  /** The SessionOpens that came, and those that were sent, by who is at the other end and the exchange. */
  const offers = new Map<string, Opening>();
  const looked = new Map<string, Set<PlaceKey>>();
  /** Sessions that this end accepted, by the names of their offers, until the other end shows that it knows the id. */
  const opened = new Map<string, string>();
  const nameOf = (other: string, exchange: number): string => `${other} ${exchange}`;

  const test = (opening: Opening, sinceMs: number, epoch: number): Trial => ({
    key: opening.key,
    epoch,
    sinceMs,
    nonce: '',
    received: opening.octets,
    sent: 0,
    isDoubtful: false,
  });
  const accepted = (packet: SessionPacketReading, nowMs: number): void => {
    const { message, session } = packet;
    if (message?.type !== 'SessionAccept' || sessions.has(session)) return;
    const { sender, exchange, epoch } = message.header;
    const places = looked.get(nameOf(sender, exchange));
    if (places === undefined) return;
    const key = placeKeyOfNodes(message.address.nodes);
    const isWhereSent = places.size === 1 && places.has(key);
    const octets = packet.from === key ? packet.octets : 0;
    const announcement = { epoch, sequence: message.place.sequence };
    sessions.set(session, {
      peer: sender,
      latest: announcement,
      good: isWhereSent ? { key, epoch } : undefined,
      earlier: undefined,
      trial: isWhereSent ? undefined : test({ key, announcement, octets }, nowMs, epoch),
    });
  };
  const rebound = (
    known: AnnouncedPlaces,
    { from, octets }: SessionPacketReading,
    message: MessageOfJson<'Rebind'>,
    nowMs: number,
  ): AnnouncedPlaces => {
    const { epoch } = message.header;
    const latest = { epoch, sequence: message.place.sequence };
    if (!isLater(latest, known.latest) || !mayAnnounce(known.peer, message)) return known;
    const key = placeKeyOfNodes(message.attachment.nodes);
    if (known.good?.key === key && known.good.epoch === epoch) return { ...known, latest, trial: undefined };
    const before = known.trial?.key === key ? known.trial : undefined;
    const fresh = test({ key, announcement: latest, octets: from === key ? octets : 0 }, nowMs, epoch);
    const trial =
      before === undefined
        ? fresh
        : {
            ...fresh,
            nonce: before.epoch === epoch ? before.nonce : '',
            received: before.received + fresh.received,
            sent: before.sent,
            isDoubtful: before.isDoubtful || isUsedUp(before, nowMs),
          };
    return { ...known, latest, trial };
  };
  const proved = (known: AnnouncedPlaces, isDoubtful: boolean): AnnouncedPlaces =>
    known.trial === undefined
      ? known
      : {
          ...known,
          good: { key: known.trial.key, epoch: known.trial.epoch },
          earlier: isDoubtful ? known.good?.key : undefined,
          trial: undefined,
        };
  const heard = (known: AnnouncedPlaces, packet: SessionPacketReading, nowMs: number): AnnouncedPlaces => {
    const { message, session } = packet;
    if (message?.type === 'Rebind') {
      const next = rebound(known, packet, message, nowMs);
      if (next !== known) {
        // It names the session, so the SessionAccept was got where it went: that is a place to fall back to.
        const first = opened.delete(session) ? known.trial : undefined;
        return first === undefined ? next : { ...next, good: { key: first.key, epoch: first.epoch } };
      }
    }
    const counted = counting(known, packet);
    const { trial } = counted;
    if (message?.type === 'RebindProof') {
      if (trial === undefined || trial.nonce === '' || trial.nonce !== message.challenge.nonce)
        return counted;
      const isUnsure = trial.isDoubtful || isUsedUp(trial, nowMs) || message.header.sender !== known.peer;
      return proved(counted, isUnsure);
    }
    const isSign = message === undefined || message.type === 'RebindAnswer';
    if (!isSign || !opened.delete(session)) return counted;
    return proved(counted, false);
  };

  return {
    of: (session) => sessions.get(session),
    fellBack(session) {
      const known = sessions.get(session);
      if (known !== undefined) sessions.set(session, { ...known, trial: undefined });
    },
    came(packet, nowMs) {
      const { message, session } = packet;
      if (message !== undefined && message.header.receiver !== self) return;
      if (message?.type === 'SessionOpen') {
        const { sender, exchange, epoch } = message.header;
        const key = placeKeyOfNodes(message.address.nodes);
        const name = nameOf(sender, exchange);
        const before = offers.get(name)?.octets ?? 0;
        const octets = before + (packet.from === key ? packet.octets : 0);
        offers.set(name, { key, announcement: { epoch, sequence: message.place.sequence }, octets });
        for (const [id, offer] of opened)
          if (offer === name) sessions.set(id, counting(sessions.get(id)!, packet));
        return;
      }
      accepted(packet, nowMs);
      const known = sessions.get(session);
      if (known === undefined) return;
      sessions.set(session, heard(afterTest(known, nowMs), packet, nowMs));
    },
    went({ message, session, to, octets }, nowMs) {
      if (message?.type === 'SessionOpen') {
        const name = nameOf(message.header.receiver, message.header.exchange);
        looked.set(name, (looked.get(name) ?? new Set()).add(to));
        return;
      }
      if (message?.type === 'SessionAccept' && !sessions.has(session)) {
        const { receiver, exchange } = message.header;
        const name = nameOf(receiver, exchange);
        const offer = offers.get(name);
        if (offer === undefined) return;
        const { announcement } = offer;
        const trial = test(offer, nowMs, announcement.epoch);
        sessions.set(session, {
          peer: receiver,
          latest: announcement,
          good: undefined,
          earlier: undefined,
          trial,
        });
        opened.set(session, name);
      }
      const before = sessions.get(session);
      if (before === undefined) return;
      const known = afterTest(before, nowMs);
      sessions.set(session, known);
      const { trial } = known;
      if (trial === undefined) return;
      const nonce = message?.type === 'RebindAnswer' ? message.challenge?.nonce : undefined;
      sessions.set(session, {
        ...known,
        trial: {
          ...trial,
          nonce: nonce !== undefined && to === trial.key ? nonce : trial.nonce,
          sent: trial.sent + (to === trial.key ? octets : 0),
        },
      });
    },
  };
}

/**
 * Ends a test that has failed at the address of the last good place. No packet shows that data go to the last good place
 * again, for the address is the same; but they do from then on (COR-016), and to that place there is no limit.
 */
function afterTest(known: AnnouncedPlaces, nowMs: number): AnnouncedPlaces {
  const { good, trial } = known;
  const isBack = trial !== undefined && trial.key === good?.key && isUsedUp(trial, nowMs);
  return isBack ? { ...known, trial: undefined } : known;
}

/** Counts what came from the place under test. */
function counting(known: AnnouncedPlaces, { from, octets }: SessionPacketReading): AnnouncedPlaces {
  const { trial } = known;
  return trial?.key === from ? { ...known, trial: { ...trial, received: trial.received + octets } } : known;
}

/** Whether the statement and the right to speak in a Rebind are good. */
function mayAnnounce(machine: string, { header, attachment, delegation }: MessageOfJson<'Rebind'>): boolean {
  const { epoch, sender } = header;
  return (
    header.machine === machine &&
    speakerVerdict(functions, delegation, { machine, epoch, sender }) === 'valid' &&
    attachmentVerdict(functions, attachment, { machine, epoch }) === 'valid'
  );
}
