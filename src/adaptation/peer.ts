/**
 * A peer: a machine that may be moved, and at the same time the correspondent of everybody that it talks to
 * (chapters 13, 14 and 16).
 */
import { fromHex, toHex } from '../core/hex.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { Transport } from '../ports/transport.ts';
import type { SessionKindCode } from '../protocol/index.ts';
import { delayOf } from '../machines/timing.ts';
import { serviceOf } from '../runtime/identity.ts';
import { sealer } from '../runtime/sealer.ts';
import { type Dag, encodeDag, makeXid, xidType } from '../xia/index.ts';
import { loadGauge } from './cookie.ts';
import { placeIn, rendezvousIn } from './correspondence-start.ts';
import type { Heard } from './correspondence-options.ts';
import { notice } from './notice.ts';
import type { PeerCore } from './peer-core.ts';
import { peerIdentity } from './peer-identity.ts';
import { peerReception } from './peer-reception.ts';
import { type DrivenSession, type PeerSession, peerSession } from './peer-session.ts';
import { peerStack } from './peer-stack.ts';
import type { SessionState } from './peer-state.ts';
import { firstPlace, ownPlace, rendezvousOfState, stateOf } from './peer-travel.ts';
import { delegatedOf, viewOf } from './peer-view.ts';
import type { Peer, PeerAddress, PeerOptions } from './peer-options.ts';
import { dagOfNodes } from './place-verdicts.ts';
import { isAtPlace, serviceAt } from './places.ts';
import { announcesTo, throughRendezvous } from './reach.ts';
import { registrar } from './registrar.ts';

/** How many sessions that are over are remembered, so that their SessionOpen does not open them again. */
const rememberedSessions = 1024;

/**
 * Starts a peer: it listens, and registers at its rendezvous. One that resumes says again what was not confirmed, if
 * it does not hear soon that it is elsewhere.
 *
 * @throws RangeError when it has neither a place nor a state, or the state of somebody else.
 */
export function startPeer(options: PeerOptions): Peer {
  const { functions, clock, random, resume, policy = {} } = options;
  const rendezvous = options.rendezvous ?? rendezvousOfState(resume?.rendezvous ?? null);
  const log: Log = options.log ?? (() => {});
  const identity = peerIdentity(options.signer);
  let own = firstPlace(options, identity.hidText);
  let stopped = false;
  const sessions = new Map<string, DrivenSession>();
  const opening = new Set<DrivenSession>();
  const accepted = new Map<string, DrivenSession | undefined>();
  const nonceOf = (): string => toHex(random.octets(16));

  const transport: Pick<Transport, 'send'> = {
    send(packet) {
      if (!stopped) options.transport.send(packet);
    },
  };
  let at: { readonly place: Dag; readonly address: Dag } | undefined;
  const here = (): Dag => {
    // Every packet asks, and the answer changes only when this peer moves.
    if (at?.place !== own.place) at = { place: own.place, address: serviceAt(own.place, identity.service) };
    return at.address;
  };
  const core: PeerCore = {
    identity,
    clock,
    functions,
    timing: options.timing ?? {},
    log,
    reach: policy.reach ?? 'combined',
    rendezvous,
    seal: sealer(identity.hidText, identity.signer, functions, log),
    stack: peerStack(identity, here, transport, functions, {
      onMessage(arrived) {
        receive(arrived);
      },
      onSession(arrived) {
        const packet = functions.decodeSessionPacket(arrived.payload);
        if (packet.ok) sessions.get(toHex(packet.value.session))?.receive(packet.value, arrived);
      },
    }),
    jar: functions.cookieJar(random.octets(32), clock),
    gauge: loadGauge(policy.cookie ?? { perSecond: 1000 }, clock),
    here: () => own,
    fresh: () => freshNumber(random),
    nonce: nonceOf,
  };
  const toRendezvous =
    rendezvous === undefined
      ? undefined
      : registrar({
          clock,
          functions,
          timing: core.timing,
          seal: core.seal,
          fresh: core.fresh,
          machine: identity.hidText,
          rendezvous: rendezvous.hid,
          delegation: null,
          ...(resume?.registered == null ? {} : { resume: resume.registered }),
          send: (payload) => core.stack.put(core.stack.message(rendezvous.address, payload)),
          report: (what, reason) =>
            log('info', `rendezvous ${rendezvous.hid}: ${what} ${reason ?? ''}`.trim()),
        });
  const news = notice(core, own.attachment, (attachment) => {
    const hasMoved = !isAtPlace(dagOfNodes(attachment.nodes)!, own.place);
    own = ownPlace(attachment);
    if (announcesTo(core.reach).rendezvous) toRendezvous?.announce(attachment);
    for (const session of all()) session.moved(attachment);
    if (hasMoved) options.onMoved?.(attachment);
  });
  const all = (): ReadonlySet<DrivenSession> => new Set([...opening, ...sessions.values()]);
  const forget = (session: DrivenSession): void => {
    opening.delete(session);
    if (sessions.get(session.app.id) === session) sessions.delete(session.app.id);
    for (const [key, value] of accepted) if (value === session) accepted.set(key, undefined);
    for (const key of accepted.keys()) {
      if (accepted.size <= rememberedSessions) break;
      if (accepted.get(key) === undefined) accepted.delete(key);
    }
  };
  const idOf = (initiator: string, responder: string, nonces: readonly [string, string]): string => {
    const octets = (text: string): Uint8Array => fromHex(text)!;
    const [initiatorNonce, responderNonce] = [octets(nonces[0]), octets(nonces[1])];
    const ends = { initiator: octets(initiator), responder: octets(responder) };
    return toHex(functions.sessionId({ ...ends, initiatorNonce, responderNonce }));
  };
  const ownNonces = new Map<DrivenSession, string>();
  const ids = new Map<DrivenSession, string>();

  const open = (to: PeerAddress, kind: SessionKindCode): PeerSession => {
    const nonce = core.nonce();
    const session: DrivenSession = peerSession(core, {
      peer: to.hid,
      kind,
      rendezvous: to.rendezvous,
      start: { role: 'opens', to: whereToLook(to), nonce, kind },
      known: { epoch: own.epoch, sequence: own.sequence },
      idOf: () => ids.get(session) ?? '',
      onOpened: () => opening.delete(session),
      onOver(over) {
        forget(over);
        ownNonces.delete(over);
      },
    });
    ownNonces.set(session, nonce);
    opening.add(session);
    session.start();
    return session.app;
  };
  const accept = (heard: Heard): void => {
    const { json, arrived, key } = heard;
    if (json.type !== 'SessionOpen') return;
    const { header, sessionOffer } = json;
    const { sender: peer } = header;
    const name = `${peer} ${sessionOffer.nonce}`;
    if (accepted.has(name)) return accepted.get(name)?.place.receive(heard);
    const place = placeIn(json.address.nodes, peer);
    if (place === undefined) return;
    const envelope = { ...header, receiver: peer };
    if (policy.accept?.(peer, sessionOffer.kind) === false) {
      const refusal = core.seal(envelope, { type: 'Refused', reason: { reason: 'policy', detail: '' } });
      if (refusal !== undefined) core.stack.put(core.stack.message(arrived.source, refusal));
      return;
    }
    const nonce = core.nonce();
    const session = idOf(peer, identity.hidText, [sessionOffer.nonce, nonce]);
    const { kind } = sessionOffer;
    const payload = core.seal(
      { ...envelope, epoch: own.epoch },
      {
        type: 'SessionAccept',
        address: { nodes: toHex(encodeDag(here())) },
        session: { session },
        place: { sequence: own.sequence },
        sessionOffer: { nonce, kind },
        ...(rendezvous === undefined
          ? {}
          : { rendezvous: { host: rendezvous.hid, nodes: toHex(encodeDag(rendezvous.address)) } }),
      },
    );
    if (payload === undefined) return;
    const nodes = toHex(encodeDag(place));
    const driven: DrivenSession = peerSession(core, {
      peer,
      kind,
      rendezvous: rendezvousIn(json.rendezvous),
      start: {
        role: 'accepts',
        session,
        place: { epoch: header.epoch, sequence: json.place.sequence, nodes },
        service: serviceOf(key),
        octets: isAtPlace(arrived.source, place) ? arrived.octets : 0,
        accept: payload,
      },
      known: { epoch: own.epoch, sequence: own.sequence },
      idOf: () => session,
      onOpened: ({ app }) => options.onSession?.(app),
      onOver: forget,
    });
    accepted.set(name, driven);
    sessions.set(session, driven);
    driven.start();
  };
  const acceptedBy = (session: DrivenSession, heard: Heard): void => {
    const { json } = heard;
    if (json.type !== 'SessionAccept' || session.app.state !== 'opening') return;
    const { sender } = json.header;
    const id = idOf(identity.hidText, sender, [ownNonces.get(session) ?? '', json.sessionOffer.nonce]);
    if (id !== json.session.session || json.sessionOffer.kind !== session.app.kind) return;
    sessions.delete(session.app.id);
    ids.set(session, id);
    sessions.set(id, session);
    session.place.receive(heard, id);
  };
  const goOn = (state: SessionState): void => {
    const { id, peer, offer } = state;
    const session: DrivenSession = peerSession(core, {
      peer,
      kind: 'datagram',
      rendezvous: rendezvousOfState(state.place.rendezvous),
      start: { role: 'resumes', session: id, state: state.place },
      known: state.told,
      resume: state,
      idOf: () => id,
      onOpened() {},
      onOver: forget,
    });
    if (offer !== '') accepted.set(`${peer} ${offer}`, session);
    sessions.set(id, session);
    session.start();
  };
  const announceWhatIsDue = (): void => {
    const { attachment } = own;
    if (attachment === undefined || stopped) return;
    const { sessions: toSessions, rendezvous: toOthers } = announcesTo(core.reach);
    if (toOthers && resume?.registered?.standing === 'due') toRendezvous?.announce(attachment);
    for (const { id, told } of resume?.sessions ?? [])
      if (toSessions && told.standing === 'due') sessions.get(id)?.announcer()?.announce(attachment);
  };
  const receive = peerReception(core, {
    notice: news,
    registrar: toRendezvous,
    session: (id) => sessions.get(id),
    sessions: all,
    accept,
    accepted: acceptedBy,
  });

  options.transport.onPacket((packet) => {
    if (!stopped) core.stack.receive(packet);
  });
  news.start();
  if (resume !== undefined) {
    for (const session of resume.sessions) goOn(session);
    // Most often it is elsewhere now, and says so under a higher epoch.
    clock.schedule(delayOf('REBIND_RETRY', 0, core.timing), announceWhatIsDue);
  } else if (own.attachment !== undefined && announcesTo(core.reach).rendezvous) {
    toRendezvous?.announce(own.attachment);
  }
  return {
    identity,
    here: () => own,
    open,
    moved: (attachment) => news.told(attachment),
    delegated: () => [...sessions.values()].flatMap((session) => delegatedOf(session)),
    view: () => [...all()].map(viewOf),
    sessions: () => [...sessions.values()].map(({ app }) => app).filter(({ state }) => state === 'open'),
    state: () =>
      stateOf({
        machine: identity.hidText,
        own,
        rendezvous,
        registered: toRendezvous?.told() ?? null,
        sessions: [...sessions.values()],
        offers: accepted,
      }),
    stop() {
      stopped = true;
      news.stop();
      toRendezvous?.stop();
      for (const session of all()) session.stop();
    },
  };
}

function whereToLook({ hid, address, rendezvous }: PeerAddress): Dag {
  if (address !== undefined) return address;
  if (rendezvous === undefined) throw new RangeError('neither an address nor a rendezvous');
  return throughRendezvous(rendezvous.address, makeXid(xidType.hid, hid));
}

/** A number that others cannot guess; 0 is kept for what nobody asked for. */
function freshNumber(random: Random): number {
  const [a = 0, b = 0, c = 0, d = 0] = random.octets(4);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0 || 1;
}
