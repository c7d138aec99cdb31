/** A role of a host in one migration, as the endpoint sees it. */
import type { MachineDescription } from '../machines/describe.ts';
import type { Message, MessageJson, MessageOf } from '../protocol/index.ts';
import type { OpenRequest, Subject } from './mailer.ts';

/** A message that came in, authentic and for this host. */
export interface Incoming {
  readonly message: Message;
  /** The same in JSON; a getter, as pieces need no JSON. */
  readonly json: () => MessageJson;
  readonly octets: Uint8Array;
  /** What an answer to it needs. */
  readonly request: OpenRequest;
}

/** A role in one migration. */
export interface Role {
  readonly role: 'source-host' | 'destination-host';
  readonly subject: Subject;
  /** The id of the HID of the other host. */
  readonly peer: string;
  /** Whether the migration is over, as far as this host is concerned. */
  isOver(): boolean;
  /** The state of the party, as a path. */
  state(): string;
  /** Whether this is the very message that the role was made for; true also when that is not remembered. */
  hasHeard(incoming: Incoming): boolean;
  /** Takes a message; drops what has no place. */
  receive(incoming: Incoming): void;
  /** Takes a piece of the other host; they are many, so they come without the rest of an {@link Incoming}. */
  takePiece?(piece: MessageOf<'Piece'>): void;
  /** Makes the first step; after a restart this goes on from the journal. */
  start(): void;
  /** Stops as a crash does. */
  stop(): void;
}

/** The states of a party in which a migration is over, by path. */
export function endStates(description: MachineDescription): ReadonlySet<string> {
  return new Set(description.states.filter(({ tags }) => tags.includes('end')).map(({ path }) => path));
}

/** The value of a state as a path. */
export function pathOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [entry] = Object.entries(value as Record<string, unknown>);
  return entry === undefined ? '' : `${entry[0]}.${pathOf(entry[1])}`;
}
