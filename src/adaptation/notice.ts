/**
 * How a machine learns where it is: drives the mover of chapter 13 with what hosts and access routers say.
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import { fromHex, toHex } from '../core/hex.ts';
import type { MoverEffect } from '../machines/index.ts';
import { type AttachmentJson, type HeaderJson, noMigration } from '../protocol/index.ts';
import { serviceOf } from '../runtime/identity.ts';
import { runParty } from '../runtime/party-runner.ts';
import { pathOf } from '../runtime/role.ts';
import { chainDag, type Dag, makeXid, xidType } from '../xia/index.ts';
import type { Heard } from './correspondence-options.ts';
import type { PeerCore } from './peer-core.ts';
import { adOf, attachmentVerdict, dagOfNodes } from './place-verdicts.ts';
import { neighbourAt } from './places.ts';

/** An access router that a machine has heard of. */
interface KnownRouter {
  /** The id of its HID, in hexadecimal. */
  readonly hid: string;
  readonly address: Dag;
}

/** How a machine learns where it is. */
export interface Notice {
  start(): void;
  /** Whether this message may have a place here; it is to be verified then. */
  isExpected(type: MessageName, header: HeaderJson): boolean;
  /** Takes a message that was verified. */
  receive(heard: Heard): void;
  /** Takes a statement of attachment from the host, in the same process. */
  told(attachment: AttachmentJson): void;
  state(): string;
  stop(): void;
}

/** How many access routers are remembered; the one that was heard of first goes first. */
const mostRouters = 64;

/**
 * Makes a notice.
 *
 * @param attachment where the machine is; undefined when nobody has said so.
 * @param onMoved gets the statement of the place where the machine is from now on.
 */
export function notice(
  core: PeerCore,
  attachment: AttachmentJson | undefined,
  onMoved: (attachment: AttachmentJson) => void,
): Notice {
  const { identity, functions, timing, clock, log } = core;
  const machine = identity.hidText;
  /** The question to each router that is open, and under which epoch; an answer closes it. */
  const asked = new Map<string, { readonly exchange: number; readonly epoch: number }>();
  const routers = new Map<string, KnownRouter>();

  const remember = (ad: string, router: KnownRouter): void => {
    routers.delete(ad);
    routers.set(ad, router);
    if (routers.size > mostRouters) routers.delete(routers.keys().next().value!);
  };
  /** The key of an access router is that of its AD, so a statement says where the router is. */
  const rememberStated = (statement: AttachmentJson): void => {
    const place = dagOfNodes(statement.nodes);
    if (place === undefined) return;
    const key = fromHex(statement.key)!;
    const hid = functions.identifierOf('HID', key);
    const address = neighbourAt(place, makeXid(xidType.hid, hid), serviceOf(key));
    remember(adOf(statement), { hid: toHex(hid), address });
  };
  const carryOut = (effect: MoverEffect): void => {
    if (effect.type === 'report') return log('info', `this machine: ${effect.params.what}`);
    if (effect.type === 'announce') return onMoved(effect.params.attachment);
    const { ad, message } = effect.params;
    const router = routers.get(ad);
    if (router === undefined) return;
    const { epoch } = core.here();
    const open = asked.get(router.hid);
    // Under another epoch it is another question (MSG-032).
    const exchange = open?.epoch === epoch ? open.exchange : core.fresh();
    asked.set(router.hid, { exchange, epoch });
    const envelope = { machine, migration: noMigration, epoch, exchange, receiver: router.hid };
    const payload = core.seal(envelope, message);
    if (payload !== undefined) core.stack.put(core.stack.message(router.address, payload));
  };
  if (attachment !== undefined) rememberStated(attachment);
  const attached = attachment === undefined ? null : { attachment, ad: adOf(attachment) };
  const runner = runParty(functions.mover, { machine, attached, timing }, clock, carryOut);

  const stated = (statement: AttachmentJson, host?: string) => {
    const { epoch } = statement;
    const use = { machine, epoch, ...(host === undefined ? {} : { host }) };
    const verdict = attachmentVerdict(functions, statement, use);
    if (verdict === 'valid') rememberStated(statement);
    return { attachment: statement, ad: adOf(statement), verdict };
  };
  return {
    start: () => runner.start(),
    isExpected(type, { sender, exchange, machine: about }) {
      if (type === 'Beacon') return true;
      return about === machine && (type === 'Moved' || asked.get(sender)?.exchange === exchange);
    },
    receive({ json, key }) {
      const { sender } = json.header;
      if (json.type === 'Joined' || json.type === 'Refused') asked.delete(sender);
      if (json.type === 'Moved') runner.send({ type: 'received.Moved', ...stated(json.attachment, sender) });
      else if (json.type === 'Joined') runner.send({ type: 'received.Joined', ...stated(json.attachment) });
      else if (json.type === 'Refused') {
        const ad = [...routers].find(([, { hid }]) => hid === sender)?.[0];
        if (ad !== undefined) runner.send({ type: 'received.Refused', ad });
      } else if (json.type === 'Beacon') {
        const { ad } = json.beacon;
        if (toHex(functions.identifierOf('AD', key)) !== ad) return;
        const address = chainDag(makeXid(xidType.ad, ad), makeXid(xidType.hid, sender), serviceOf(key));
        if (!routers.has(ad)) remember(ad, { hid: sender, address });
        runner.send({ type: 'received.Beacon', ad });
      }
    },
    told: (statement) => runner.send({ type: 'received.Moved', ...stated(statement) }),
    state: () => pathOf(runner.state().value),
    stop: () => runner.stop(),
  };
}
