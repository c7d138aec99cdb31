/**
 * Where the other end of one session is: drives the correspondent of chapter 14. It opens or accepts the session,
 * follows the other end when it moves, and says what may be sent to a place that is not proved.
 */
import { toHex } from '../core/hex.ts';
import type { CorrespondentEffect, CorrespondentEvent } from '../machines/index.ts';
import { type HeaderJson, noMigration, type SessionKindCode } from '../protocol/index.ts';
import { serviceOf } from '../runtime/identity.ts';
import { runParty } from '../runtime/party-runner.ts';
import { pathOf } from '../runtime/role.ts';
import type { Envelope, MessageBody } from '../runtime/sealer.ts';
import { type Dag, encodeDag, makeXid, xidType } from '../xia/index.ts';
import { rebindAnswerOctets } from './answer-size.ts';
import type { Correspondence, CorrespondenceOptions, Heard } from './correspondence-options.ts';
import {
  inputOf,
  placeIn,
  rendezvousIn,
  resumedContext,
  serviceOfStart,
  whereaboutsOf,
} from './correspondence-start.ts';
import type { PeerCore } from './peer-core.ts';
import { rendezvousState } from './peer-state.ts';
import { attachmentVerdict, dagOfNodes, speakerVerdict } from './place-verdicts.ts';
import { isAtPlace, serviceAt } from './places.ts';
import { throughRendezvous } from './reach.ts';
import { requestBook } from './request-book.ts';

/** How many of those who asked for a place are remembered. */
const mostAskers = 4;

/** Makes a correspondence. */
export function correspondence(core: PeerCore, options: CorrespondenceOptions): Correspondence {
  const { identity, functions, clock, stack } = core;
  const { peer, start } = options;
  const hid = makeXid(xidType.hid, peer);
  const book = requestBook(core.fresh);
  const askers = new Map<string, Heard>();
  const afterwards: (() => void)[] = [];
  let { rendezvous } = options;
  let service = serviceOfStart(start);
  let current: Heard | undefined;
  let known = start.role === 'resumes' ? whereaboutsOf(start.state, rendezvous) : undefined;
  let isProved = start.role === 'resumes' && start.state.trial === null;
  let isSentAround = false;
  let lastOpen = 0;
  let granted = false;
  let depth = 0;

  const flush = (): void => {
    for (let task = afterwards.shift(); task !== undefined; task = afterwards.shift()) task();
  };
  const tell = (event: CorrespondentEvent, heard?: Heard): void => {
    depth += 1;
    current = heard ?? current;
    runner.send(event);
    depth -= 1;
    if (depth > 0) return;
    current = undefined;
    flush();
  };

  const openBody = (nonce: string, kind: SessionKindCode): MessageBody => {
    const { place, sequence } = core.here();
    const own = core.rendezvous;
    return {
      type: 'SessionOpen',
      address: { nodes: toHex(encodeDag(serviceAt(place, identity.service))) },
      place: { sequence: Math.max(1, sequence) },
      sessionOffer: { nonce, kind },
      ...(own === undefined ? {} : { rendezvous: { host: own.hid, nodes: toHex(encodeDag(own.address)) } }),
    };
  };
  const toAsker = (nodes: string): { envelope: Envelope; to: Dag } | undefined => {
    const place = dagOfNodes(nodes);
    if (place === undefined) return undefined;
    const asker = askers.get(nodes);
    if (asker === undefined) {
      if (service === undefined) return undefined;
      // The place in a SessionAccept is tested before any Rebind: this goes with the number of the SessionOpen.
      const { epoch } = runner.state().context.latest;
      const exchange = lastOpen;
      const envelope = { machine: peer, migration: noMigration, epoch, exchange, receiver: peer };
      return { envelope, to: serviceAt(place, service) };
    }
    // A delegate gets what comes for the machine, so this reaches it, too, and only there.
    return { envelope: answerTo(asker.json.header), to: serviceAt(place, serviceOf(asker.key)) };
  };
  const post = (to: Dag, envelope: Envelope, body: MessageBody): void => {
    const payload = core.seal(envelope, body);
    if (payload !== undefined) stack.put(stack.message(to, payload));
  };
  const lookFor = (to: Dag): void => {
    if (start.role !== 'opens') return;
    const body = openBody(start.nonce, start.kind);
    const { epoch } = core.here();
    lastOpen = book.numberOf(peer, 'SessionOpen', `${epoch} ${JSON.stringify(body)}`);
    const envelope = {
      machine: identity.hidText,
      migration: noMigration,
      epoch,
      exchange: lastOpen,
      receiver: peer,
    };
    post(to, envelope, body);
  };
  const send = (params: Extract<CorrespondentEffect, { type: 'send' }>['params']): void => {
    const { message, to, nodes } = params;
    if (to === 'open') return start.role === 'opens' ? lookFor(start.to) : undefined;
    if (to === 'rendezvous') {
      if (rendezvous === undefined) return;
      isSentAround = true;
      return lookFor(throughRendezvous(rendezvous.address, hid, service));
    }
    if (message.type === 'SessionAccept') {
      const place =
        dagOfNodes(nodes) ?? (start.role === 'accepts' ? dagOfNodes(start.place.nodes) : undefined);
      if (start.role !== 'accepts' || place === undefined) return;
      return stack.put(stack.message(serviceAt(place, start.service), start.accept));
    }
    if (message.type === 'SessionOpen') return;
    const header = current?.json.header;
    if (to === 'sender') {
      if (header === undefined || current === undefined) return;
      const { source } = current.arrived;
      if (message.type !== 'RebindCookie') return post(source, answerTo(header), message);
      const cookie = core.jar.bake({ sender: header.sender, nodes: toHex(encodeDag(source)) });
      return post(source, answerTo(header), { type: 'RebindCookie', cookie: { cookie: toHex(cookie) } });
    }
    const asker = toAsker(nodes);
    if (asker !== undefined && message.type !== 'RebindCookie') post(asker.to, asker.envelope, message);
  };
  const direct = (nodes: string, proved: boolean): void => {
    const place = dagOfNodes(nodes);
    if (place === undefined) return;
    const before = known?.place;
    const former = isProved ? known?.place : known?.former;
    known = {
      home: known?.home ?? place,
      place,
      ...(proved || former === undefined ? {} : { former }),
      ...(rendezvous === undefined ? {} : { rendezvous: rendezvous.address }),
    };
    const hasMoved = before === undefined || !isAtPlace(before, place);
    isProved = proved;
    afterwards.push(() => options.onDirect(hasMoved));
  };
  /** Sessions send when they are told of a change, which is a question to the party: so they are told afterwards. */
  const carryOut = (effect: CorrespondentEffect): void => {
    depth += 1;
    if (effect.type === 'send') send(effect.params);
    else if (effect.type === 'direct') direct(effect.params.nodes, effect.params.isProved);
    else if (effect.type === 'pass') granted = true;
    else if (effect.type === 'report') {
      const { what, reason } = effect.params;
      afterwards.push(() => options.onReport(what, reason));
    }
    depth -= 1;
    if (depth === 0 && afterwards.length > 0) clock.schedule(0, flush);
  };
  const runner = runParty(
    functions.correspondent,
    inputOf(core, options),
    clock,
    carryOut,
    start.role === 'resumes'
      ? functions.correspondent.resume(
          start.state.trial === null ? 'settled' : 'testing',
          resumedContext(core, options, start.session, start.state),
        )
      : undefined,
  );

  const rebind = (heard: Heard): void => {
    const { json, arrived } = heard;
    if (json.type !== 'Rebind') return;
    const { header, attachment } = json;
    const { sender, epoch } = header;
    const speaker = speakerVerdict(functions, json.delegation, { machine: peer, epoch, sender });
    const verdict =
      speaker === 'valid' ? attachmentVerdict(functions, attachment, { machine: peer, epoch }) : speaker;
    const place = dagOfNodes(attachment.nodes);
    const isFromThere = place !== undefined && isAtPlace(arrived.source, place);
    if (verdict === 'valid' && place !== undefined) {
      askers.delete(attachment.nodes);
      askers.set(attachment.nodes, heard);
      if (askers.size > mostAskers) askers.delete(askers.keys().next().value!);
    }
    const request = {
      place: { epoch, sequence: json.place.sequence, nodes: attachment.nodes },
      octets: isFromThere ? arrived.octets : 0,
      answerOctets: place === undefined ? 0 : answerOctets(place),
      nonce: core.nonce(),
    };
    tell({ type: 'received.Rebind', verdict, ...request }, heard);
  };
  const answerOctets = (place: Dag): number => {
    const here = serviceAt(core.here().place, identity.service);
    return rebindAnswerOctets(serviceAt(place, identity.service), here);
  };
  const accept = (heard: Heard, session: string): void => {
    const { json, arrived } = heard;
    if (json.type !== 'SessionAccept' || start.role !== 'opens') return;
    const place = placeIn(json.address.nodes, peer);
    if (place === undefined) return;
    service ??= serviceOf(heard.key);
    rendezvous = rendezvousIn(json.rendezvous) ?? rendezvous;
    const event = {
      type: 'received.SessionAccept',
      session,
      place: { epoch: json.header.epoch, sequence: json.place.sequence, nodes: toHex(encodeDag(place)) },
      isWhereSent: !isSentAround && isAtPlace(start.to, place),
      octets: isAtPlace(arrived.source, place) ? arrived.octets : 0,
      answerOctets: answerOctets(place),
      nonce: core.nonce(),
    } as const;
    tell(event, heard);
  };
  const mayProve = (sender: string): boolean =>
    sender === peer || [...askers.values()].some(({ json }) => json.header.sender === sender);

  return {
    start() {
      depth += 1;
      runner.start();
      depth -= 1;
      flush();
    },
    isExpected(type, header) {
      const { sender, exchange } = header;
      if (type === 'Rebind') return header.machine === peer;
      if (type === 'RebindProof') return mayProve(sender);
      return sender === peer && (type === 'SessionOpen' || book.isExpected(sender, type, exchange));
    },
    leaveUnchecked: (heard) => tell({ type: 'rebind.unchecked' }, heard),
    receive(heard, session = '') {
      const { json, arrived } = heard;
      if (json.type === 'SessionAccept') accept(heard, session);
      else if (json.type === 'Rebind') rebind(heard);
      else if (json.type === 'RebindProof') {
        tell({ type: 'received.RebindProof', nonce: json.challenge.nonce }, heard);
      } else if (json.type === 'Refused') {
        tell({ type: 'received.Refused', reason: json.reason.reason }, heard);
      } else if (json.type === 'SessionOpen') {
        const place = placeIn(json.address.nodes, peer);
        const isFromThere = place !== undefined && isAtPlace(arrived.source, place);
        tell({ type: 'received.SessionOpen', octets: isFromThere ? arrived.octets : 0 }, heard);
      }
    },
    heardData({ source, octets }) {
      if (isProved) return;
      if (known !== undefined && isAtPlace(source, known.place)) {
        tell({ type: 'octets.received', count: octets });
      }
      if (!isProved) tell({ type: 'session.heard' });
    },
    may(octets) {
      if (isProved) return true;
      if (depth > 0) return false;
      granted = false;
      tell({ type: 'octets.wanted', count: octets });
      return granted;
    },
    whereabouts: () => known,
    isProved: () => isProved,
    service: () => service,
    divert(place) {
      if (known !== undefined) known = { ...known, place };
    },
    state: () => pathOf(runner.state().value),
    travelling() {
      if (known === undefined || service === undefined) return undefined;
      const { good, trial, latest, nonce, answerOctets, received, sent } = runner.state().context;
      return {
        home: toHex(encodeDag(known.home)),
        good,
        trial,
        latest,
        nonce,
        answerOctets,
        received,
        sent,
        service: toHex(service.id),
        rendezvous: rendezvous === undefined ? null : rendezvousState(rendezvous),
      };
    },
    stop: () => runner.stop(),
  };
}

function answerTo({ machine, migration, epoch, exchange, sender }: HeaderJson): Envelope {
  return { machine, migration, epoch, exchange, receiver: sender };
}
