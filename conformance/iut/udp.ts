/**
 * An implementation that speaks XIP in UDP, in real time, with a control connection for everything but packets.
 * A stimulus is done when an XCMP echo that was sent after it is answered and the control connection is quiet.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { cast, type MemberName } from '../cast.ts';
import { hexOf, octets } from '../octets/octets.ts';
import { type Control, openControl } from './control.ts';
import type { Ask, Report } from './lines.ts';
import { type Answer, type Iut, IutError } from './port.ts';
import { type Endpoint, UdpWire } from './udp-wire.ts';

/** Where the implementation is. */
export interface UdpOptions {
  readonly udp: Endpoint;
  readonly control: Endpoint;
  /** How long a step may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** Verbs after which packets may come. */
const active: readonly Ask['do'][] = ['reset', 'order', 'operation', 'fault'];

/** Makes the adapter; nothing is opened yet. */
export function udpIut(options: UdpOptions): Iut {
  let link: Link | undefined;
  let waited = 0;
  const close = async (): Promise<void> => {
    const old = link;
    link = undefined;
    await old?.control.close();
    await old?.wire.close();
  };
  return {
    adapter: 'udp',
    realTime: true,
    async start() {
      await close();
      const control = await openControl(options.control, options.timeoutMs);
      const wire = await UdpWire.open(options.udp, options.timeoutMs);
      link = { control, wire, iut: undefined, target: performance.now() };
    },
    async ask(ask) {
      if (link === undefined) throw new TypeError('not started');
      if (ask.do === 'advance') {
        const began = performance.now();
        link.target += ask.ms;
        if (link.target > began) await pause(link.target - began);
        waited += performance.now() - began;
        return settle(link, { reports: [] }, link.target);
      }
      if (ask.do !== 'evaluate' && ask.do !== 'hello') link.target = performance.now();
      if (ask.do === 'deliver') {
        link.wire.send(octets(ask.packet));
        return settle(link, { reports: [] });
      }
      if (ask.do === 'reset') return reset(link, ask);
      const answer = await link.control.dialogue.ask(ask);
      return active.includes(ask.do) ? settle(link, answer) : answer;
    },
    waitedMs: () => waited,
    stop: close,
  };
}

interface Link {
  readonly control: Control;
  readonly wire: UdpWire;
  /** Who the implementation plays, once it was told. */
  iut: MemberName | undefined;
  /**
   * Up to when time has been let pass, counted from the last stimulus. A timer that a stimulus armed cannot have fired
   * before that stimulus was sent plus its delay; what arrives after the target belongs to the time after it.
   */
  target: number;
}

/** A reset, and an echo from everybody in the cast, so that the implementation knows where each of them is. */
async function reset(link: Link, ask: Ask & { readonly do: 'reset' }): Promise<Answer> {
  const { seed } = ask.config as { readonly seed: string };
  link.iut = Object.values(cast).find((member) => member.seed === seed)?.name;
  if (ask.keepJournal !== true) link.wire.drain();
  const answer = await link.control.dialogue.ask(ask);
  if (answer.failed !== undefined || link.iut === undefined) return answer;
  for (const member of Object.values(cast)) {
    if (member.name !== link.iut) await link.wire.fence(link.iut, member.name);
  }
  if (ask.keepJournal !== true) link.wire.drain();
  return settle(link, answer);
}

/** Waits until the implementation is idle, and adds what it said meanwhile, packets only up to a moment. */
async function settle(link: Link, answer: Answer, until?: number): Promise<Answer> {
  if (link.iut === undefined) throw new IutError('IUT_ORDER', 'a packet before "reset"');
  await link.wire.fence(link.iut);
  const quiet = await link.control.dialogue.ask({ do: 'advance', ms: 0 });
  await link.wire.fence(link.iut);
  const packets = link.wire.drain(until).map((packet): Report => ({ is: 'packet', octets: hexOf(packet) }));
  return { ...answer, reports: [...answer.reports, ...quiet.reports, ...packets] };
}
