/**
 * An implementation that speaks XIP in UDP, with a control connection for everything but packets. A stimulus is done
 * when an XCMP echo that was sent after it is answered and the control connection is quiet. Its time is virtual, as
 * over standard input and output, or real: its manifest says so.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { cast, type MemberName } from '../cast.ts';
import { hexOf, octets } from '../octets/octets.ts';
import { type Control, openControl } from './control.ts';
import type { Ask, Report } from './lines.ts';
import { type Answer, type Iut, IutError } from './port.ts';
import { type Arrival, type Endpoint, UdpWire } from './udp-wire.ts';

/** Where the implementation is. */
export interface UdpOptions {
  readonly udp: Endpoint;
  readonly control: Endpoint;
  /** How long a step may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** Verbs after which packets may come. */
const active: readonly Ask['do'][] = ['advance', 'reset', 'order', 'operation', 'fault'];

/** To which of these hosts an access router hands a packet does not stand in the packet. */
const hosts: readonly MemberName[] = ['source', 'destination'];

/** How many steps are remembered to know how long one takes. */
const rememberedSteps = 32;

interface Link {
  readonly control: Control;
  readonly wire: UdpWire;
  /** Who the implementation plays, once it was told. */
  iut: MemberName | undefined;
  realTime: boolean;
  /**
   * In real time: up to when time has been let pass, counted from the last stimulus. A timer that a stimulus armed
   * cannot have fired before that stimulus was sent plus its delay; what arrives after the target belongs to the time
   * after it, and is left for who waits for it.
   */
  target: number;
}

/** Makes the adapter; nothing is opened yet. */
export function udpIut(options: UdpOptions): Iut {
  let link: Link | undefined;
  let waited = 0;
  const steps: number[] = [];
  const close = async (): Promise<void> => {
    const old = link;
    link = undefined;
    await old?.control.close();
    await old?.wire.close();
  };
  const started = (): Link => {
    if (link === undefined) throw new TypeError('not started');
    return link;
  };
  return {
    adapter: 'udp',
    get realTime() {
      return link?.realTime ?? false;
    },
    async start() {
      await close();
      const control = await openControl(options.control, options.timeoutMs);
      const wire = await UdpWire.open(options.udp, options.timeoutMs);
      link = { control, wire, iut: undefined, realTime: false, target: performance.now() };
    },
    async ask(ask) {
      const open = started();
      const began = performance.now();
      if (ask.do === 'hello') return hello(open, ask);
      if (ask.do === 'advance' && open.realTime) {
        const answer = await letPass(open, ask.ms);
        waited += performance.now() - began;
        return answer;
      }
      if (ask.do === 'evaluate') return open.control.dialogue.ask(ask);
      open.target = began;
      const answer = await stimulate(open, ask);
      steps.push(performance.now() - began);
      if (steps.length > rememberedSteps) steps.shift();
      return answer;
    },
    async late() {
      const open = started();
      const reports = await settle(open);
      return { reports: [...reports, ...reported(open.wire.first())] };
    },
    stepMs: () => Math.max(0, ...steps),
    waitedMs: () => waited,
    stop: close,
  };
}

/** The greeting; by its manifest the implementation says whose time it goes by. */
async function hello(link: Link, ask: Ask): Promise<Answer> {
  const answer = await link.control.dialogue.ask(ask);
  const said = answer.reports.find((report) => report.is === 'hello');
  const manifest: { readonly time?: unknown } | undefined = said?.manifest;
  link.realTime = manifest?.time === 'real';
  return answer;
}

async function stimulate(link: Link, ask: Ask): Promise<Answer> {
  if (ask.do === 'deliver') {
    link.wire.send(octets(ask.packet));
    const reports = await settle(link);
    return { reports: [...reports, ...reported(link.wire.drain())] };
  }
  if (ask.do === 'reset') return reset(link, ask);
  const answer = await link.control.dialogue.ask(ask);
  return active.includes(ask.do) ? withPackets(link, answer) : answer;
}

/** A reset, and an echo from everybody in the cast, so that the implementation knows where each of them is. */
async function reset(link: Link, ask: Ask & { readonly do: 'reset' }): Promise<Answer> {
  const { seed } = ask.config as { readonly seed: string };
  const members = Object.values(cast);
  link.iut = members.find((member) => member.seed === seed)?.name;
  if (ask.keepJournal !== true) link.wire.drain();
  const answer = await link.control.dialogue.ask(ask);
  if (answer.failed !== undefined || link.iut === undefined) return answer;
  const others = members.map(({ name }) => name).filter((name) => name !== link.iut);
  await link.wire.separate(ask.role === 'access-router' ? hosts : []);
  await link.wire.fence(link.iut, others);
  if (ask.keepJournal !== true) link.wire.drain();
  return withPackets(link, answer);
}

/** In real time: waits, and gives what was sent until then, and nothing that only the waiting for it let happen. */
async function letPass(link: Link, ms: number): Promise<Answer> {
  link.target += ms;
  const rest = link.target - performance.now();
  if (rest > 0) await pause(rest);
  const reports = await settle(link);
  return { reports: [...reports, ...reported(link.wire.drain(link.target))] };
}

/** Adds the packets that were sent before a verb was done: those are in front of the answer to an echo. */
async function withPackets(link: Link, answer: Answer): Promise<Answer> {
  const reports = link.realTime ? await settle(link) : [];
  if (!link.realTime) await link.wire.fence(playing(link));
  return { ...answer, reports: [...answer.reports, ...reports, ...reported(link.wire.drain())] };
}

/** Waits until the implementation is idle; what it reported meanwhile. */
async function settle(link: Link): Promise<readonly Report[]> {
  const iut = playing(link);
  await link.wire.fence(iut);
  const quiet = await link.control.dialogue.ask({ do: 'advance', ms: 0 });
  await link.wire.fence(iut);
  return quiet.reports;
}

function playing({ iut }: Link): MemberName {
  if (iut === undefined) throw new IutError('IUT_ORDER', 'a packet before "reset"');
  return iut;
}

function reported(arrivals: readonly Arrival[]): readonly Report[] {
  return arrivals.map(({ packet, next }) => ({
    is: 'packet',
    octets: hexOf(packet),
    ...(next === undefined ? {} : { next }),
  }));
}
