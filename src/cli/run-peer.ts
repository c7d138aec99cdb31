/** Runs a machine or a correspondent until it is stopped: what `xlmp agent --role machine` does. */
import { type CookiePolicy, type PeerSession, reaches, type Reach, serviceAt } from '../adaptation/index.ts';
import { createPeerAgent, type PeerAgent } from '../agent/index.ts';
import { systemClock } from '../clocks/system.ts';
import type { UdpAddress } from '../transports/peer-table.ts';
import { formatDag } from '../xia/index.ts';
import { type AgentOptions, readNetwork, readTimers, readVia } from './agent-config.ts';
import { readContact, writeContact } from './contact.ts';
import { type ExitCode, exitCodes, usageError } from './exit-code.ts';
import { readKeyFile } from './key-file.ts';
import { readNumber } from './option-values.ts';
import { openPeerBook } from './peer-book.ts';
import { readPlainFile } from './plain-file.ts';
import { portError } from './port-error.ts';
import { readAttachment } from './statement-file.ts';
import { stopOf, type Terminal } from './terminal.ts';

/** The options that only peers have. */
export interface PeerAgentOptions extends AgentOptions {
  readonly attachment?: string;
  readonly rendezvous?: string;
  readonly reach?: string;
  readonly cookie?: string;
  readonly open?: string;
  readonly datagrams?: boolean;
  readonly echo?: boolean;
}

/** Runs a peer until SIGINT or SIGTERM, or until the session that it opened ends. @throws CommandError */
export async function runPeer(
  terminal: Terminal,
  options: PeerAgentOptions,
  udp: UdpAddress,
): Promise<ExitCode> {
  if (options.key === undefined) throw usageError('no key', 'Give --key FILE; xlmp key new FILE makes one.');
  const { attachment, rendezvous, open } = options;
  const policy = { reach: readReach(options.reach), ...readCookie(options.cookie) };
  const { seed } = await readKeyFile(options.key);
  const around = rendezvous === undefined ? undefined : await readContact(terminal, rendezvous);
  const other = open === undefined ? undefined : await readContact(terminal, open);
  const plain = options.plain === undefined ? undefined : await readPlainFile(terminal, options.plain);
  const contacts = [
    ...(options.peer ?? []),
    ...[rendezvous, open].filter((file) => file !== undefined),
    ...(plain?.contacts ?? []),
  ];
  const book = await openPeerBook(terminal, systemClock(), contacts);
  const stopped = stopOf(terminal);
  try {
    const agent = await createPeerAgent({
      seed,
      ad: readNetwork(options.ad),
      ...(options.via === undefined ? {} : { via: readVia(options.via) }),
      ...(attachment === undefined ? {} : { attachment: await readAttachment(terminal, attachment) }),
      ...(around === undefined ? {} : { rendezvous: { hid: around.hid, address: around.address } }),
      udp: { ...udp, peers: book.peers },
      ...(options.ethernet === undefined ? {} : { ethernet: options.ethernet }),
      ...(options.capture === undefined ? {} : { capture: options.capture }),
      ...(plain === undefined ? {} : { plain }),
      policy,
      timing: { delays: readTimers(options.timer) },
      log(level, text) {
        if (level !== 'debug' && (level !== 'info' || options.verbose === true))
          terminal.err(`${level}: ${text}\n`);
      },
      onSession: (session) => tell(terminal, session, options.echo === true),
      onMoved: ({ epoch }) => terminal.out(`this machine is at another place, epoch ${epoch}\n`),
    }).catch((error: unknown) => {
      throw portError(error);
    });
    try {
      await introduce(terminal, agent, options);
      if (other === undefined) await stopped.asked;
      else {
        const kind = options.datagrams === true ? 'datagram' : 'stream';
        const session = agent.peer.open({ hid: other.hid, address: other.address }, kind);
        const why = await Promise.race([talk(terminal, session), stopped.asked]);
        if (why === 'not-opened') return exitCodes.environment;
      }
    } finally {
      await agent.close();
    }
  } finally {
    stopped.forget();
    book.close();
  }
  return exitCodes.ok;
}

async function introduce(
  terminal: Terminal,
  { peer, udp }: PeerAgent,
  options: PeerAgentOptions,
): Promise<void> {
  const { hidText, service } = peer.identity;
  const address = serviceAt(peer.here().place, service);
  const host = udp.host === '0.0.0.0' ? '127.0.0.1' : udp.host;
  if (options.contact !== undefined) await writeContact(options.contact, address, { ...udp, host });
  // With a session of its own, standard output is for what comes through it.
  const say = (text: string): void => (options.open === undefined ? terminal.out(text) : terminal.err(text));
  say(`address ${formatDag(address)}\nHID:${hidText}\n`);
  say(`listening on udp ${udp.host}:${udp.port} as ${(options.role ?? []).join(', ')}\n`);
}

/** Says what comes of a session that somebody else has opened. */
function tell(terminal: Terminal, session: PeerSession, echo: boolean): void {
  terminal.out(`session ${session.id} with HID:${session.peer}: ${session.kind}\n`);
  session.onData = (octets) => {
    terminal.out(`session ${session.id}: ${octets.length} octets\n`);
    if (echo) session.send(octets);
  };
  session.onEnd = () => session.close();
  session.onClosed = (reason) => terminal.out(`session ${session.id}: closed (${reason})\n`);
  session.onNews = (what) => {
    if (what !== 'opened') terminal.out(`session ${session.id}: HID:${session.peer} ${what}\n`);
  };
}

/** How often it is looked whether a stream has ended in both directions. Milliseconds. */
const lookDelay = 20;

/** Sends what is typed, and writes what comes back. Resolves when the session is over in both directions. */
function talk(terminal: Terminal, session: PeerSession): Promise<string> {
  const decoder = new TextDecoder();
  const clock = systemClock();
  return new Promise((resolve) => {
    let wasOpen = false;
    let wake = (): void => {};
    /** A stream stays for a while to acknowledge again; nobody has to wait for that. */
    const look = (): void => {
      const carrier = session.carrier();
      if (session.state === 'closed') return;
      if (carrier?.kind === 'stream' && carrier.statistics().state === 'lingering') resolve('done');
      else clock.schedule(lookDelay, look);
    };
    session.onData = (octets) => terminal.out(decoder.decode(octets, { stream: true }));
    session.onRoom = () => wake();
    session.onClosed = (reason) => {
      wake();
      if (reason !== 'done') terminal.err(`the session ended: ${reason}\n`);
      resolve(wasOpen ? reason : 'not-opened');
    };
    session.onNews = (what) => terminal.err(`HID:${session.peer}: ${what}\n`);
    session.onOpen = () => {
      wasOpen = true;
      void sendAll(terminal, session, () => new Promise<void>((go) => (wake = go))).then(look);
    };
  });
}

async function sendAll(terminal: Terminal, session: PeerSession, room: () => Promise<void>): Promise<void> {
  for await (const octets of terminal.input) {
    let left: Uint8Array = octets;
    while (left.length > 0 && session.state === 'open') {
      left = left.subarray(session.send(left));
      if (left.length === 0 || session.kind === 'datagram') break;
      await room();
    }
  }
  session.close();
}

function readReach(text: string | undefined): Reach {
  const reach = reaches.find((name) => name === (text ?? 'combined'));
  if (reach === undefined)
    throw usageError(`--reach ${text}: no such way`, `There are ${reaches.join(', ')}.`);
  return reach;
}

function readCookie(text: string | undefined): { cookie?: CookiePolicy } {
  if (text === undefined) return {};
  if (text === 'always' || text === 'never') return { cookie: text };
  return { cookie: { perSecond: readNumber(text, '--cookie', 0, 1_000_000) } };
}
