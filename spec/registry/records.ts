/** The header, the authenticator, and every record that a TLV or a list holds. Data only. */
import type { RecordRow } from './shape.ts';

const machine = {
  name: 'machine',
  kind: 'octets',
  size: 20,
  doc: 'The id of the HID of the virtual machine.',
} as const;
const migration = {
  name: 'migration',
  kind: 'octets',
  size: 16,
  doc: 'The id of the migration, chosen at random by who ordered it, used once.',
} as const;
const epoch = {
  name: 'epoch',
  kind: 'uint',
  size: 8,
  min: 1,
  doc: 'How often the machine has changed owner.',
} as const;
const key = { name: 'key', kind: 'octets', size: 32, doc: 'The public key of the signer.' } as const;
const signature = {
  name: 'signature',
  kind: 'octets',
  size: 64,
  doc: 'The signature over the context text, a zero octet, and all octets of this record before the signature.',
} as const;
const algorithm = {
  name: 'algorithm',
  kind: 'code',
  size: 1,
  table: 'algorithm',
  doc: 'How it is signed.',
} as const;
const hash = {
  name: 'hash',
  kind: 'code',
  size: 1,
  table: 'hash',
  doc: 'How the key becomes an identifier.',
} as const;

const freezeParts = [
  { name: 'memory', kind: 'uint', size: 4, doc: 'The last memory, in microseconds.' },
  { name: 'device', kind: 'uint', size: 4, doc: 'Device state, in microseconds.' },
  { name: 'fence', kind: 'uint', size: 4, doc: 'Handing over storage, in microseconds.' },
  { name: 'network', kind: 'uint', size: 4, doc: 'Switching the attachment, in microseconds.' },
  { name: 'rebind', kind: 'uint', size: 4, doc: 'Telling the correspondents, in microseconds.' },
] as const;

/** Every record by name. */
export const records = {
  header: {
    doc: 'The fixed part that every message begins with.',
    fields: [
      { name: 'magic', kind: 'uint', size: 2, min: 0x584c, max: 0x584c, doc: 'The letters XL.' },
      { name: 'version', kind: 'uint', size: 1, min: 1, max: 1, doc: 'The version of the control protocol.' },
      { name: 'type', kind: 'code', size: 1, table: 'messageType', doc: 'What message it is.' },
      { name: 'length', kind: 'uint', size: 2, doc: 'Octets of the whole message, authenticator included.' },
      { name: 'reserved', kind: 'uint', size: 2, min: 0, max: 0, doc: 'Zero.' },
      machine,
      migration,
      {
        name: 'epoch',
        kind: 'uint',
        size: 8,
        min: 1,
        doc: 'The epoch that the migration is to create; in messages about where the machine is, the epoch of its attachment.',
      },
      {
        name: 'exchange',
        kind: 'uint',
        size: 4,
        doc: 'Chosen by who asks; kept when repeated; copied by the answer.',
      },
      { name: 'sender', kind: 'octets', size: 20, doc: 'The id of the HID of the sender.' },
      { name: 'receiver', kind: 'octets', size: 20, doc: 'The id of the HID of the receiver.' },
    ],
  },
  authenticator: {
    doc: 'The end of every authenticated message.',
    fields: [
      algorithm,
      hash,
      { name: 'reserved', kind: 'uint', size: 2, min: 0, max: 0, doc: 'Zero.' },
      key,
      {
        name: 'signature',
        kind: 'octets',
        size: 64,
        doc: 'The signature over the context text, a zero octet, and all octets of the message before the signature.',
      },
    ],
  },
  journalHeader: {
    doc: 'The fixed part that every journal record begins with. TLVs follow as in a message, then the digest.',
    fields: [
      { name: 'magic', kind: 'uint', size: 2, min: 0x584a, max: 0x584a, doc: 'The letters XJ.' },
      { name: 'version', kind: 'uint', size: 1, min: 1, max: 1, doc: 'The version of the journal format.' },
      { name: 'step', kind: 'code', size: 1, table: 'journalStep', doc: 'What kind of record it is.' },
      { name: 'length', kind: 'uint', size: 4, doc: 'Octets of the whole record, digest included.' },
      {
        name: 'sequence',
        kind: 'uint',
        size: 8,
        min: 1,
        doc: 'Rises by one from record to record of a journal.',
      },
      machine,
      migration,
      epoch,
      {
        name: 'peer',
        kind: 'octets',
        size: 20,
        doc: 'The id of the HID of the other host; zero for a witness or a rendezvous.',
      },
    ],
  },
  versions: {
    doc: 'What the sender speaks; ranges, both ends included.',
    fields: [
      { name: 'controlLeast', kind: 'uint', size: 1, min: 1, doc: 'Lowest version of the control protocol.' },
      { name: 'controlMost', kind: 'uint', size: 1, min: 1, doc: 'Highest version of the control protocol.' },
      {
        name: 'stateLeast',
        kind: 'uint',
        size: 2,
        min: 1,
        doc: 'Lowest version of the machine state format.',
      },
      {
        name: 'stateMost',
        kind: 'uint',
        size: 2,
        min: 1,
        doc: 'Highest version of the machine state format.',
      },
      { name: 'rebindLeast', kind: 'uint', size: 1, min: 1, doc: 'Lowest version of the rebind.' },
      { name: 'rebindMost', kind: 'uint', size: 1, min: 1, doc: 'Highest version of the rebind.' },
    ],
  },
  chosenVersions: {
    doc: 'The highest versions that both speak.',
    fields: [
      { name: 'control', kind: 'uint', size: 1, min: 1, doc: 'Version of the control protocol.' },
      { name: 'state', kind: 'uint', size: 2, min: 1, doc: 'Version of the machine state format.' },
      { name: 'rebind', kind: 'uint', size: 1, min: 1, doc: 'Version of the rebind.' },
    ],
  },
  profile: {
    doc: 'What the machine needs.',
    fields: [
      { name: 'memory', kind: 'uint', size: 8, doc: 'Octets of memory.' },
      { name: 'pageSize', kind: 'uint', size: 4, min: 512, doc: 'Octets of a page.' },
      { name: 'processors', kind: 'uint', size: 2, min: 1, doc: 'Virtual processors.' },
      { name: 'hypervisor', kind: 'text', max: 32, doc: 'The name of the hypervisor whose state it is.' },
    ],
  },
  disks: {
    doc: 'The disks of the machine.',
    fields: [{ name: 'disks', kind: 'list', of: 'disk', max: 8, doc: 'One record a disk.' }],
  },
  disk: {
    doc: 'One disk.',
    fields: [
      { name: 'name', kind: 'text', max: 32, doc: 'Its name, unique in the machine.' },
      { name: 'mode', kind: 'code', size: 1, table: 'diskMode', doc: 'How it comes along.' },
      { name: 'size', kind: 'uint', size: 8, doc: 'Octets.' },
    ],
  },
  transfer: {
    doc: 'How memory and disks are carried.',
    fields: [
      { name: 'modes', kind: 'flags', size: 2, table: 'transferModes', doc: 'The modes that may be used.' },
      { name: 'chunkSize', kind: 'uint', size: 4, min: 512, max: 1_048_576, doc: 'Octets of a chunk.' },
      {
        name: 'window',
        kind: 'uint',
        size: 2,
        min: 1,
        doc: 'Chunks that may be asked for and not yet there.',
      },
    ],
  },
  freezeBudget: { doc: 'How long each part of the freeze may take.', fields: freezeParts },
  estimate: {
    doc: 'How long each part of the freeze is expected to take, and the silence that a peer will see.',
    fields: [
      ...freezeParts,
      { name: 'gap', kind: 'uint', size: 4, doc: 'The longest silence a peer sees, in microseconds.' },
    ],
  },
  ticket: {
    doc: 'The permission of the owner of a machine to move it.',
    fields: [
      machine,
      { name: 'serial', kind: 'octets', size: 16, doc: 'Unique among the tickets of the machine.' },
      { name: 'fromHost', kind: 'octets', size: 20, doc: 'The id of the HID of the source host.' },
      { name: 'toHost', kind: 'octets', size: 20, doc: 'The id of the HID of the destination host.' },
      { name: 'epochFirst', kind: 'uint', size: 8, min: 1, doc: 'The lowest epoch that may be created.' },
      { name: 'epochLast', kind: 'uint', size: 8, min: 1, doc: 'The highest epoch that may be created.' },
      { name: 'notBefore', kind: 'uint', size: 8, doc: 'Seconds since 1970-01-01T00:00Z.' },
      { name: 'notAfter', kind: 'uint', size: 8, doc: 'Seconds since 1970-01-01T00:00Z.' },
      { name: 'modes', kind: 'flags', size: 2, table: 'transferModes', doc: 'The modes that may be used.' },
      {
        name: 'unsafeDisks',
        kind: 'code',
        size: 1,
        table: 'answer',
        doc: 'Whether disks may be shared without fencing.',
      },
      {
        name: 'canceller',
        kind: 'octets',
        size: 20,
        doc: 'The id of a HID that may cancel besides the owner; zero for none.',
      },
      algorithm,
      hash,
      key,
      signature,
    ],
  },
  purpose: {
    doc: 'Why the migration is asked for.',
    fields: [{ name: 'purpose', kind: 'code', size: 1, table: 'purpose', doc: 'Move or dry run.' }],
  },
  address: {
    doc: 'Where a party is: the nodes of a DAG as in an XIP header.',
    fields: [{ name: 'nodes', kind: 'opaque', min: 28, max: 252, unit: 28, doc: 'Nodes of 28 octets.' }],
  },
  witness: {
    doc: 'The witness of the machine.',
    fields: [
      { name: 'host', kind: 'octets', size: 20, doc: 'The id of the HID of the witness.' },
      { name: 'nodes', kind: 'opaque', min: 28, max: 252, unit: 28, doc: 'Its address: nodes of 28 octets.' },
    ],
  },
  transcript: {
    doc: 'What was said so far.',
    fields: [
      {
        name: 'digest',
        kind: 'octets',
        size: 32,
        doc: 'SHA-256 of the messages that the chapter names, whole, one after the other.',
      },
    ],
  },
  lease: {
    doc: 'How long a reservation is held.',
    fields: [
      { name: 'milliseconds', kind: 'uint', size: 4, min: 1, doc: 'From the sending of this message.' },
    ],
  },
  votes: {
    doc: 'Whether the parts of the destination are ready.',
    fields: [
      { name: 'memory', kind: 'code', size: 1, table: 'vote', doc: 'Memory and processors are reserved.' },
      { name: 'disk', kind: 'code', size: 1, table: 'vote', doc: 'Every disk can be reached or copied.' },
      { name: 'device', kind: 'code', size: 1, table: 'vote', doc: 'The state format can be loaded.' },
      {
        name: 'network',
        kind: 'code',
        size: 1,
        table: 'vote',
        doc: 'The attachment is prepared and attracts no traffic.',
      },
    ],
  },
  round: {
    doc: 'One round of pre-copy, or the last one of the freeze.',
    fields: [
      { name: 'round', kind: 'uint', size: 2, min: 1, doc: 'Counts from 1.' },
      { name: 'chunks', kind: 'uint', size: 4, doc: 'Chunks of the round.' },
      { name: 'octets', kind: 'uint', size: 8, doc: 'Octets of all its chunks.' },
      {
        name: 'digest',
        kind: 'octets',
        size: 32,
        doc: 'SHA-256 of the chunk records of the round, in order, as on the wire.',
      },
    ],
  },
  part: {
    doc: 'Some chunks of a round.',
    fields: [
      { name: 'first', kind: 'uint', size: 4, doc: 'The index in the round of the first one, from 0.' },
      { name: 'chunks', kind: 'list', of: 'chunkRecord', max: 24, doc: 'One record a chunk.' },
    ],
  },
  chunkRecord: {
    doc: 'Names a chunk.',
    fields: [
      {
        name: 'cid',
        kind: 'octets',
        size: 20,
        doc: 'The id of its CID: SHA-256 of its octets, the first 20 octets.',
      },
      {
        name: 'place',
        kind: 'uint',
        size: 8,
        doc: 'Where it belongs: octets from the start of the state image.',
      },
      { name: 'size', kind: 'uint', size: 4, min: 1, max: 1_048_576, doc: 'Its octets.' },
    ],
  },
  progress: {
    doc: 'How far a round has come.',
    fields: [
      { name: 'round', kind: 'uint', size: 2, min: 1, doc: 'The round.' },
      { name: 'received', kind: 'uint', size: 4, doc: 'Chunks that arrived and have their digest.' },
      { name: 'complete', kind: 'code', size: 1, table: 'answer', doc: 'Whether the round is complete.' },
    ],
  },
  fetch: {
    doc: 'Pieces of chunks that are wanted.',
    fields: [{ name: 'pieces', kind: 'list', of: 'pieceRecord', max: 32, doc: 'One record a piece.' }],
  },
  pieceRecord: {
    doc: 'Names a piece of a chunk.',
    fields: [
      { name: 'cid', kind: 'octets', size: 20, doc: 'The id of the CID of the chunk.' },
      { name: 'offset', kind: 'uint', size: 4, doc: 'Where the piece begins in the chunk, in octets.' },
    ],
  },
  runs: {
    doc: 'How many pieces are wanted from each piece of a Fetch on.',
    fields: [
      {
        name: 'lengths',
        kind: 'list',
        of: 'runLength',
        max: 32,
        doc: 'One record a piece of `fetch`, in order.',
      },
    ],
  },
  runLength: {
    doc: 'How many pieces of a chunk are wanted, one behind the other.',
    fields: [{ name: 'pieces', kind: 'uint', size: 2, min: 1, max: 512, doc: 'How many.' }],
  },
  piece: {
    doc: 'A piece of a chunk.',
    fields: [
      { name: 'cid', kind: 'octets', size: 20, doc: 'The id of the CID of the chunk.' },
      { name: 'offset', kind: 'uint', size: 4, doc: 'Where the piece begins in the chunk, in octets.' },
      { name: 'data', kind: 'opaque', min: 1, max: 61_440, doc: 'Its octets.' },
    ],
  },
  pieceSize: {
    doc: 'How long the pieces of chunks are.',
    fields: [
      {
        name: 'octets',
        kind: 'uint',
        size: 2,
        min: 512,
        max: 61_440,
        doc: 'Octets of every piece but the last one of a chunk.',
      },
    ],
  },
  pieceRuns: {
    doc: 'What a source host answers a Fetch with runs by.',
    fields: [
      { name: 'pieces', kind: 'uint', size: 2, min: 32, max: 512, doc: 'Pieces for one Fetch at most.' },
    ],
  },
  stateDigest: {
    doc: 'The state that is handed over.',
    fields: [{ name: 'digest', kind: 'octets', size: 32, doc: 'SHA-256 of the whole state image.' }],
  },
  permit: {
    doc: 'The permission to run a machine under an epoch.',
    fields: [
      machine,
      migration,
      epoch,
      { name: 'holder', kind: 'octets', size: 20, doc: 'The id of the HID of the host that may run it.' },
      { name: 'digest', kind: 'octets', size: 32, doc: 'The digest of the state that it may run.' },
      { name: 'serial', kind: 'octets', size: 16, doc: 'The serial of the ticket.' },
      algorithm,
      hash,
      key,
      signature,
    ],
  },
  statement: {
    doc: 'What the register of the witness holds.',
    fields: [
      machine,
      {
        name: 'known',
        kind: 'code',
        size: 1,
        table: 'answer',
        doc: 'Whether the witness has a register for the machine.',
      },
      { name: 'epoch', kind: 'uint', size: 8, doc: 'The epoch in the register; 0 when there is none.' },
      {
        name: 'owner',
        kind: 'octets',
        size: 20,
        doc: 'The id of the HID of the owner; zero when there is none.',
      },
      migration,
      {
        name: 'digest',
        kind: 'octets',
        size: 32,
        doc: 'The digest of the state handed over; zero when there is none.',
      },
      algorithm,
      hash,
      key,
      signature,
    ],
  },
  reason: {
    doc: 'Why.',
    fields: [
      { name: 'reason', kind: 'code', size: 2, table: 'reason', doc: 'The reason.' },
      { name: 'detail', kind: 'text', max: 128, doc: 'For people; may be empty.' },
    ],
  },
  status: {
    doc: 'What the sender knows of the migration.',
    fields: [
      { name: 'outcome', kind: 'code', size: 1, table: 'outcome', doc: 'What became of it.' },
      { name: 'phase', kind: 'code', size: 1, table: 'phase', doc: 'Where it stands.' },
      {
        name: 'runsHere',
        kind: 'code',
        size: 1,
        table: 'answer',
        doc: 'Whether the machine runs at the sender.',
      },
      {
        name: 'epoch',
        kind: 'uint',
        size: 8,
        doc: 'The highest epoch of the machine that the sender knows; 0 for none.',
      },
    ],
  },
  swap: {
    doc: 'A compare-and-set of the register of the witness.',
    fields: [
      { name: 'expected', kind: 'uint', size: 8, doc: 'The epoch that the register must hold.' },
      { name: 'epoch', kind: 'uint', size: 8, min: 1, doc: 'The epoch to be set: expected + 1.' },
      { name: 'owner', kind: 'octets', size: 20, doc: 'The id of the HID of the new owner.' },
      { name: 'digest', kind: 'octets', size: 32, doc: 'The digest of the state handed over.' },
    ],
  },
  swapResult: {
    doc: 'What became of a compare-and-set.',
    fields: [{ name: 'outcome', kind: 'code', size: 1, table: 'swapOutcome', doc: 'The result.' }],
  },
  cancelResult: {
    doc: 'What became of a cancel.',
    fields: [{ name: 'outcome', kind: 'code', size: 1, table: 'cancelOutcome', doc: 'The result.' }],
  },
  running: { doc: 'The machine runs at the sender.', fields: [epoch] },
  fault: {
    doc: 'What is wrong with a message.',
    fields: [
      { name: 'code', kind: 'code', size: 1, table: 'errorCode', doc: 'The kind of fault.' },
      { name: 'messageType', kind: 'uint', size: 1, doc: 'The type octet of the message.' },
      { name: 'offset', kind: 'uint', size: 2, doc: 'Where in the message, in octets.' },
    ],
  },
  target: {
    doc: 'Where a machine is to go.',
    fields: [
      { name: 'host', kind: 'octets', size: 20, doc: 'The id of the HID of the destination host.' },
      { name: 'nodes', kind: 'opaque', min: 28, max: 252, unit: 28, doc: 'Its address: nodes of 28 octets.' },
    ],
  },
  attachment: {
    doc: 'An AD says that a machine is attached to it, and at which host.',
    fields: [
      machine,
      { name: 'epoch', kind: 'uint', size: 8, min: 1, doc: 'The epoch under which it is attached.' },
      {
        name: 'host',
        kind: 'octets',
        size: 20,
        doc: 'The id of the HID of the host that it is attached at.',
      },
      { name: 'standing', kind: 'code', size: 1, table: 'standing', doc: 'Whether traffic goes there.' },
      {
        name: 'nodes',
        kind: 'opaque',
        min: 28,
        max: 252,
        unit: 28,
        doc: 'The address of the machine there: nodes of 28 octets, the sink its HID.',
      },
      algorithm,
      hash,
      key,
      signature,
    ],
  },
  delegation: {
    doc: 'The permission of a machine to speak for it about its place.',
    fields: [
      machine,
      {
        name: 'delegate',
        kind: 'octets',
        size: 20,
        doc: 'The id of the HID of the host that may speak for it.',
      },
      { name: 'epoch', kind: 'uint', size: 8, min: 1, doc: 'The only epoch under which it may.' },
      algorithm,
      hash,
      key,
      signature,
    ],
  },
  session: {
    doc: 'A session between two peers.',
    fields: [{ name: 'session', kind: 'octets', size: 16, doc: 'Its id.' }],
  },
  place: {
    doc: 'Which announcement of a place it is.',
    fields: [
      {
        name: 'sequence',
        kind: 'uint',
        size: 4,
        min: 1,
        doc: 'Counts the announcements within the epoch, from 1.',
      },
    ],
  },
  challenge: {
    doc: 'What only a receiver at the new place can know.',
    fields: [{ name: 'nonce', kind: 'octets', size: 16, doc: 'Chosen at random.' }],
  },
  cookie: {
    doc: 'What costs its maker nothing to keep: it is computed again.',
    fields: [{ name: 'cookie', kind: 'octets', size: 16, doc: 'Means something to its maker only.' }],
  },
  binding: {
    doc: 'What became of an announcement of a place, and the latest one that is known.',
    fields: [
      { name: 'outcome', kind: 'code', size: 1, table: 'bindOutcome', doc: 'The result.' },
      { name: 'epoch', kind: 'uint', size: 8, doc: 'The epoch of the latest one known; 0 for none.' },
      { name: 'sequence', kind: 'uint', size: 4, doc: 'The sequence of the latest one known; 0 for none.' },
    ],
  },
  transit: {
    doc: 'What is to be done with packets for a machine.',
    fields: [{ name: 'action', kind: 'code', size: 1, table: 'transitAction', doc: 'The action.' }],
  },
  transitState: {
    doc: 'What is done with packets for a machine.',
    fields: [
      { name: 'state', kind: 'code', size: 1, table: 'attachmentState', doc: 'The state of the attachment.' },
      { name: 'epoch', kind: 'uint', size: 8, doc: 'The highest epoch attached or left here; 0 for none.' },
      { name: 'held', kind: 'uint', size: 4, doc: 'Packets held at this moment.' },
      {
        name: 'dropped',
        kind: 'uint',
        size: 4,
        doc: 'Packets dropped since the hold because there was no room.',
      },
    ],
  },
  mark: {
    doc: 'How much was sent on before the mark.',
    fields: [
      { name: 'packets', kind: 'uint', size: 4, doc: 'Packets that were tunnelled before it.' },
      { name: 'octets', kind: 'uint', size: 8, doc: 'Their octets, without those of the outer packets.' },
    ],
  },
  sessionOffer: {
    doc: 'What session is to be opened.',
    fields: [
      { name: 'nonce', kind: 'octets', size: 16, doc: 'Chosen at random by the sender.' },
      { name: 'kind', kind: 'code', size: 1, table: 'sessionKind', doc: 'What it carries.' },
    ],
  },
  beacon: {
    doc: 'Which AD this is.',
    fields: [
      { name: 'ad', kind: 'octets', size: 20, doc: 'The id of the AD.' },
      { name: 'sequence', kind: 'uint', size: 4, doc: 'Rises by one from beacon to beacon.' },
      { name: 'interval', kind: 'uint', size: 4, doc: 'Milliseconds until the next one.' },
    ],
  },
  rendezvous: {
    doc: 'A rendezvous.',
    fields: [
      { name: 'host', kind: 'octets', size: 20, doc: 'The id of its HID.' },
      { name: 'nodes', kind: 'opaque', min: 28, max: 252, unit: 28, doc: 'Its address: nodes of 28 octets.' },
    ],
  },
} as const satisfies Readonly<Record<string, RecordRow>>;

/** The fields of headers and of the authenticator that the framing fixes: no value and no JSON form holds them. */
export const framingFields: ReadonlySet<string> = new Set([
  'magic',
  'version',
  'type',
  'step',
  'length',
  'reserved',
]);
