/**
 * One case's talk with an implementation: carries out what the case asks, keeps the exchange for the report, and
 * sorts what comes back into packets, operations and states. Every packet is judged as it arrives.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { TimerName } from '../spec/registry/timers.ts';
import { decodeMessage } from '../src/protocol/index.ts';
import { addressText, readPacket } from './octets/xip.ts';
import { adOf, cast, epoch, machine, type MemberName, wallSeconds } from './cast.ts';
import type { CaseConfig } from './case-config.ts';
import { evaluateStep, packetStep, reportStep, restartNote, type Step, timeStep } from './exchange.ts';
import type { Ask, OperationReport, Report } from './iut/lines.ts';
import type { Iut } from './iut/port.ts';
import type { Role } from './manifest.ts';
import { hexOf, octets } from './octets/octets.ts';
import { type MessageView, readMessage } from './octets/read-message.ts';
import { delaysFor, realTimeMargin } from './timing.ts';
import { ExpectationError } from './verdict.ts';

/** The implementation said that it cannot do a verb. */
export class RefusedVerbError extends Error {
  readonly code = 'REFUSED_VERB';
}

/** A packet that the implementation sent. */
export interface SentPacket {
  readonly octets: Uint8Array;
  readonly message: MessageView | undefined;
  /** The index of its step in the exchange. */
  readonly step: number;
  /** The id of the HID of the host that it was handed to, where that was said or seen. */
  readonly next: string | undefined;
}

/** An expectation that took a packet. */
export interface Check {
  /** The index of the packet in the exchange. */
  readonly step: number;
  /** What was expected, as a phrase. */
  readonly expected: string;
}

/** What a machine was last said to be at the implementation. */
export interface MachineState {
  readonly state: string;
  readonly epoch: number;
}

/** Who the implementation is when it plays a role. */
export const memberOfRole: Readonly<Record<Role, MemberName>> = {
  'source-host': 'source',
  'destination-host': 'destination',
  witness: 'witness',
  'access-router': 'router',
  rendezvous: 'rendezvous',
  machine: 'owner',
  correspondent: 'peer',
};

/** In real time: how long something that is expected may be late, in milliseconds; nothing is waited for that is there. */
const mostLateMs = 3_000;

/** In real time: how long the first effect of a timer may be late that need not have any, in milliseconds. */
const mostLateEffectMs = 500;

/** In real time: how long to wait before something late is looked for again, in milliseconds. */
const lookAgainMs = 5;

/** In real time timers run so many times longer than a step takes at most, so that none fires within a step. */
const stepsInTimer = 4;

/** The machine of the cast as it runs at a source host from the start. */
export const machineAtSource = {
  machine,
  epoch: epoch - 1,
  memory: 1024,
  pageSize: 512,
  processors: 1,
  hypervisor: 'simulated',
  disks: [],
};

/** What the place of a machine was last said to be at an access router. */
export interface AttachmentState {
  readonly state: string;
  readonly epoch: number;
  /** The id of the HID of the host; empty when there is none. */
  readonly host: string;
}

/** What a session is about. */
export interface SessionOptions {
  readonly iut: Iut;
  /** The role to be played; undefined when only `evaluate` is used. */
  readonly role: Role | undefined;
  readonly config: CaseConfig;
  readonly runningTimers: readonly TimerName[];
  /** The shortest delays of the implementation, from its manifest. */
  readonly leastDelays: Readonly<Partial<Record<TimerName, number>>>;
}

/** A session; a new one for each run of a case. */
export class Session {
  /** Everything that happened, in order. */
  readonly steps: Step[] = [];
  /** Expectations that took packets, in order. */
  readonly checks: Check[] = [];
  /** Packets that no expectation has taken yet. */
  readonly packets: SentPacket[] = [];
  /** Operations that no expectation has taken yet. */
  readonly operations: OperationReport[] = [];
  /** Every state of the machine that was reported, in order. */
  readonly states: MachineState[] = [];
  /** Every state of the attachment of the machine that was reported, in order. */
  readonly attachments: AttachmentState[] = [];
  /** What was handed to the application of a peer, in hexadecimal, in order, that no expectation has taken yet. */
  readonly data: string[] = [];
  /** The delays in force. */
  readonly delays: Readonly<Record<TimerName, number>>;
  readonly realTime: boolean;
  private readonly options: SessionOptions;
  private now = 0;
  /** How many packets, operations and states were reported. */
  private heard = 0;

  constructor(options: SessionOptions) {
    this.options = options;
    this.realTime = options.iut.realTime;
    const leastDelays = { ...options.leastDelays };
    for (const timer of this.realTime ? options.runningTimers : []) {
      leastDelays[timer] = Math.max(leastDelays[timer] ?? 0, Math.ceil(stepsInTimer * options.iut.stepMs()));
    }
    this.delays = delaysFor(this.realTime, options.runningTimers, leastDelays);
  }

  /** Has the implementation forget everything, or everything but its journal, and take up its role. */
  async reset(keepJournal = false): Promise<void> {
    const { role, config } = this.options;
    if (role === undefined) return;
    const member = memberOfRole[role];
    if (keepJournal) {
      this.packets.length = 0;
      this.operations.length = 0;
      this.data.length = 0;
      this.note(restartNote);
    }
    this.now = 0;
    await this.ask({
      do: 'reset',
      role,
      keepJournal,
      config: {
        seed: cast[member].seed,
        address: addressText(cast[member]),
        ad: adOf(cast[member]),
        wallSeconds,
        ...(role === 'source-host' ? { machines: [machineAtSource] } : {}),
        ...config,
        timers: { ...this.delays, ...config.timers },
      },
    });
  }

  /** Hands a packet to the implementation. */
  async deliver(packet: Uint8Array): Promise<void> {
    this.steps.push(packetStep(this.now, 'to', packet));
    await this.ask({ do: 'deliver', packet: hexOf(packet) });
  }

  /** Lets time pass. */
  async advance(ms: number): Promise<void> {
    this.steps.push(timeStep(this.now, ms));
    const until = this.now + ms;
    await this.ask({ do: 'advance', ms });
    this.now = until;
  }

  /** Lets time pass until a timer that was just armed has fired; in real time that is seen by what it does. */
  async advanceTo(timer: TimerName): Promise<void> {
    const before = this.heard;
    await this.advance(this.delays[timer] + (this.realTime ? realTimeMargin : 0));
    await this.lingerUntil(() => this.heard > before, mostLateEffectMs);
  }

  /**
   * In real time, gives an implementation on a busy machine some more time for what it should have done already.
   * Costs nothing when that has been done, and nothing in virtual time. The time of the case stands still meanwhile,
   * and packets that come late are taken one by one, so that a wait for one does not let the next happen unnoticed.
   */
  async lingerUntil(isThere: () => boolean, mostMs = mostLateMs): Promise<void> {
    const deadline = performance.now() + mostMs;
    while (this.realTime && !isThere() && performance.now() < deadline) {
      await pause(lookAgainMs);
      for (const report of (await this.options.iut.late()).reports) this.take(report);
    }
  }

  /** Asks for a value. */
  async evaluate(name: string, input: unknown): Promise<unknown> {
    this.steps.push(evaluateStep(this.now, name, input));
    const reports = await this.ask({ do: 'evaluate', function: name, input });
    const found = reports.find((report) => report.is === 'value');
    if (found === undefined)
      throw new ExpectationError({ expectedOneOf: [`a value of ${name}`], actual: '"done" without a value' });
    return found.value;
  }

  /** Asks a verb that is neither a packet nor time, and says so in the exchange. */
  async tell(what: string, ask: Ask): Promise<void> {
    this.steps.push({ at: this.now, way: 'to', what });
    await this.ask(ask);
  }

  /** Writes a remark into the exchange. */
  note(what: string): void {
    this.steps.push({ at: this.now, way: 'note', what });
  }

  private async ask(ask: Ask): Promise<readonly Report[]> {
    const answer = await this.options.iut.ask(ask);
    for (const report of answer.reports) this.take(report);
    if (answer.failed !== undefined)
      throw new RefusedVerbError(`the implementation could not do "${ask.do}": ${answer.failed}`);
    return answer.reports;
  }

  private take(report: Report): void {
    if (report.is !== 'log') this.heard += 1;
    const at = 'at' in report && typeof report.at === 'number' ? report.at : this.now;
    const step = reportStep(report, at);
    const index = step === undefined ? -1 : this.steps.push(step) - 1;
    if (report.is === 'packet') this.takePacket(octets(report.octets), index, report.next);
    else if (report.is === 'operation') this.operations.push(report);
    else if (report.is === 'machine') {
      if (report.machine === machine) this.states.push({ state: report.state, epoch: report.epoch });
    } else if (report.is === 'attachment') {
      const { state, host = '' } = report;
      if (report.machine === machine) this.attachments.push({ state, epoch: report.epoch, host });
    } else if (report.is === 'data') this.data.push(report.octets);
  }

  private takePacket(packet: Uint8Array, step: number, next: string | undefined): void {
    const view = readPacket(packet);
    if (view === undefined) {
      throw new ExpectationError({
        expectedOneOf: ['an XIP packet'],
        actual: `${packet.length} octets that are none`,
        requirement: 'XIP-001',
      });
    }
    if (view.nextHeader !== 0) {
      this.packets.push({ octets: packet, message: undefined, step, next });
      return;
    }
    const message = readMessage(view.payload);
    if (typeof message === 'string') {
      throw new ExpectationError({
        expectedOneOf: ['a well-formed message with a good authenticator'],
        actual: message,
        requirement: 'MSG-008',
      });
    }
    const decoded = decodeMessage(view.payload);
    if (!decoded.ok) {
      const { code, offset, path, requirement } = decoded.error;
      const actual = `${message.name} with ${code} at offset ${offset} (${path})`;
      throw new ExpectationError({ expectedOneOf: ['a message that decodes'], actual, requirement });
    }
    this.packets.push({ octets: packet, message, step, next });
  }
}
