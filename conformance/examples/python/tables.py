"""What spec/registry and the state table say, copied by hand: codes, records, TLVs, messages, timers, states.

A field is "name:shape". Shapes: u1 u2 u4 u8 a number (with "<least>-<most>" behind it when it has a range),
c1 c2 a code ("/table" behind it), f2 flags, oN N octets, b opaque octets ("least-most-unit"), t text ("most"),
l a list ("record-most").
"""

CODES = {
    "purpose": {1: "migrate", 2: "dry-run"},
    "diskMode": {1: "shared-fenced", 2: "shared-unfenced", 3: "copied", 4: "read-only", 5: "absent"},
    "vote": {0: "no", 1: "yes"},
    "reason": dict(enumerate(
        "unsupported-version unsupported-format ticket-signature ticket-party ticket-time ticket-epoch ticket-mode "
        "policy no-resources busy stale-epoch downgrade network-not-ready disk-not-ready freeze-budget "
        "no-convergence timeout cancelled transfer-integrity hypervisor witness-required journal superseded "
        "lease-expired unsafe-disk not-authorised unexpected-message dry-run-done restart attachment "
        "delegation".split(), 1)),
    "outcome": dict(enumerate("unknown active committed aborted given-back done".split())),
    "phase": dict(enumerate("none offer prepare pre-copy freeze commit clean ended".split())),
    "answer": {0: "no", 1: "yes", 2: "unknown"},
    "swapOutcome": dict(enumerate("none swapped conflict refused".split())),
    "cancelOutcome": {1: "done", 2: "too-late", 3: "unknown"},
    "standing": {1: "prepared", 2: "active"},
    "attachmentState": dict(enumerate("absent prepared attached holding forwarding".split())),
    "transitAction": {1: "hold", 2: "resume", 3: "forward"},
    "bindOutcome": {1: "bound", 2: "stale", 3: "unknown"},
    "sessionKind": {1: "stream", 2: "datagram"},
    "errorCode": {1: "unsupported-version", 2: "unknown-type", 3: "unknown-critical", 4: "malformed"},
    "algorithm": {1: "ed25519"},
    "hash": {1: "sha256-160"},
}

MODES = {"preCopy": 1, "postCopy": 2, "diskCopy": 4}

SIGNED = " algorithm:c1/algorithm hash:c1/hash key:o32 signature:o64"
FREEZE_PARTS = "memory:u4 device:u4 fence:u4 network:u4 rebind:u4"

RECORDS = {
    "versions": "controlLeast:u1<1 controlMost:u1<1 stateLeast:u2<1 stateMost:u2<1 rebindLeast:u1<1 rebindMost:u1<1",
    "chosenVersions": "control:u1<1 state:u2<1 rebind:u1<1",
    "purpose": "purpose:c1/purpose",
    "profile": "memory:u8 pageSize:u4<512 processors:u2<1 hypervisor:t32",
    "disks": "disks:l/disk-8",
    "disk": "name:t32 mode:c1/diskMode size:u8",
    "transfer": "modes:f2 chunkSize:u4<512-1048576 window:u2<1",
    "freezeBudget": FREEZE_PARTS,
    "estimate": FREEZE_PARTS + " gap:u4",
    "ticket": "machine:o20 serial:o16 fromHost:o20 toHost:o20 epochFirst:u8<1 epochLast:u8<1 notBefore:u8 notAfter:u8 "
              "modes:f2 unsafeDisks:c1/answer canceller:o20" + SIGNED,
    "address": "nodes:b28-252-28",
    "witness": "host:o20 nodes:b28-252-28",
    "target": "host:o20 nodes:b28-252-28",
    "transcript": "digest:o32",
    "lease": "milliseconds:u4<1",
    "votes": "memory:c1/vote disk:c1/vote device:c1/vote network:c1/vote",
    "round": "round:u2<1 chunks:u4 octets:u8 digest:o32",
    "part": "first:u4 chunks:l/chunkRecord-24",
    "chunkRecord": "cid:o20 place:u8 size:u4<1-1048576",
    "progress": "round:u2<1 received:u4 complete:c1/answer",
    "fetch": "pieces:l/pieceRecord-32",
    "pieceRecord": "cid:o20 offset:u4",
    "piece": "cid:o20 offset:u4 data:b1-61440-1",
    "runs": "lengths:l/runLength-32",
    "runLength": "pieces:u2<1-512",
    "pieceSize": "octets:u2<512-61440",
    "pieceRuns": "pieces:u2<32-512",
    "stateDigest": "digest:o32",
    "permit": "machine:o20 migration:o16 epoch:u8<1 holder:o20 digest:o32 serial:o16" + SIGNED,
    "statement": "machine:o20 known:c1/answer epoch:u8 owner:o20 migration:o16 digest:o32" + SIGNED,
    "swap": "expected:u8 epoch:u8<1 owner:o20 digest:o32",
    "swapResult": "outcome:c1/swapOutcome",
    "running": "epoch:u8<1",
    "reason": "reason:c2/reason detail:t128",
    "cancelResult": "outcome:c1/cancelOutcome",
    "status": "outcome:c1/outcome phase:c1/phase runsHere:c1/answer epoch:u8",
    "fault": "code:c1/errorCode messageType:u1 offset:u2",
    "attachment": "machine:o20 epoch:u8<1 host:o20 standing:c1/standing nodes:b28-252-28" + SIGNED,
    "delegation": "machine:o20 delegate:o20 epoch:u8<1" + SIGNED,
    "session": "session:o16",
    "place": "sequence:u4<1",
    "challenge": "nonce:o16",
    "cookie": "cookie:o16",
    "binding": "outcome:c1/bindOutcome epoch:u8 sequence:u4",
    "transit": "action:c1/transitAction",
    "transitState": "state:c1/attachmentState epoch:u8 held:u4 dropped:u4",
    "mark": "packets:u4 octets:u8",
    "sessionOffer": "nonce:o16 kind:c1/sessionKind",
    "beacon": "ad:o20 sequence:u4 interval:u4",
    "rendezvous": "host:o20 nodes:b28-252-28",
}

# The TLVs in the order of their codes from 1; the record has the name of the TLV but for `report`.
TLVS = dict(enumerate(
    "versions chosenVersions purpose profile disks transfer freezeBudget ticket address witness target transcript "
    "lease votes estimate round part progress fetch piece stateDigest permit statement swap swapResult running "
    "report reason cancelResult status fault attachment delegation session place challenge cookie binding transit "
    "transitState mark sessionOffer beacon rendezvous pieceSize pieceRuns runs".split(), 1))
TLV_CODES = {name: code for code, name in TLVS.items()}
NOT_CRITICAL = {"estimate", "report", "pieceSize", "pieceRuns", "runs"}
RECORD_OF = {name: "freezeBudget" if name == "report" else name for name in TLV_CODES}

# The messages in the order of their codes from 1: name, then the TLVs that it requires, then after a bar those
# that it may have.
MESSAGES = dict(enumerate([
    (line.split()[0], line.partition("|")[0].split()[1:], line.partition("|")[2].split()) for line in """
Offer versions purpose profile disks transfer freezeBudget ticket address | witness delegation pieceSize pieceRuns
OfferAccept chosenVersions transfer transcript lease | pieceSize
Refused reason
Prepare transcript lease
Ready lease votes | estimate attachment
DryRunReport votes estimate
Manifest round part
Progress progress
Fetch fetch | runs
Piece piece
Freeze round stateDigest
Complete stateDigest
Commit permit | statement
Running running | report
GiveBack permit reason | statement
Abort reason
Aborted reason
Cancel | reason
CancelAnswer cancelResult
StatusQuery
StatusAnswer status | reason
WitnessRead
WitnessSwap ticket swap
WitnessAnswer statement swapResult
Order purpose freezeBudget ticket target | witness delegation
OrderAnswer status | votes estimate
Error fault
Join ticket address | permit statement
Joined attachment | lease
Transit transit | permit attachment
TransitAnswer transitState
EndMark mark
PlaceQuery
Beacon beacon
Moved attachment
SessionOpen address place sessionOffer | rendezvous
SessionAccept address session place sessionOffer | rendezvous
Rebind attachment session place | delegation cookie
RebindCookie cookie
RebindAnswer session binding | challenge
RebindProof session challenge
Register attachment place | delegation
Lookup
RegisterAnswer binding | attachment""".strip().splitlines()], 1))
# The messages that end without an authenticator.
UNSIGNED = {"Piece", "RebindCookie"}
TYPES = {name: code for code, (name, _, _) in MESSAGES.items()}

# Of the destination host: milliseconds, back-off, ceiling.
TIMERS = {
    "OFFER_LEASE": (10_000, 1, 10_000),
    "PREPARE_LEASE": (30_000, 1, 30_000),
    "DOUBT_RETRY": (500, 2, 10_000),
    "GIVE_BACK_RETRY": (200, 2, 5_000),
    "DESTINATION_OPERATION": (30_000, 1, 30_000),
}

GREASE = [0x0A0A, 0x1A1A, 0x2A2A, 0x3A3A, 0x4A4A, 0x5A5A, 0x6A6A, 0x7A7A]

# For each state what a status answer says: outcome, phase, whether the machine runs here.
STATUS = {
    "idle": ("unknown", "none", "unknown"),
    "refused": ("aborted", "ended", "no"),
    "recordingAccept": ("active", "offer", "no"),
    "offered": ("active", "offer", "no"),
    "reserving": ("active", "prepare", "no"),
    "recordingPrepared": ("active", "prepare", "no"),
    "ready": ("active", "pre-copy", "no"),
    "assembling": ("active", "freeze", "no"),
    "recordingComplete": ("active", "freeze", "no"),
    "awaitingCommit": ("active", "commit", "no"),
    "recordingPermit": ("committed", "commit", "no"),
    "starting": ("committed", "commit", "unknown"),
    "recordingRun": ("committed", "commit", "yes"),
    "running": ("done", "ended", "yes"),
    "recordingReturn": ("committed", "commit", "no"),
    "reclaiming": ("given-back", "commit", "no"),
    "returning": ("given-back", "commit", "no"),
    "gaveBack": ("given-back", "ended", "no"),
    "releasing": ("aborted", "ended", "no"),
    "recordingRelease": ("aborted", "ended", "no"),
    "released": ("aborted", "ended", "no"),
}
HAS_RIGHT = {"recordingPermit", "starting", "recordingRun", "running", "recordingReturn"}
GAVE_BACK = {"reclaiming", "returning", "gaveBack"}
REASON_OF_VOTE = {"memory": "no-resources", "disk": "disk-not-ready", "device": "unsupported-format",
                  "network": "network-not-ready"}
AT_REST = {"idle", "refused", "running", "gaveBack", "released"}


def why(reason):
    """A record `reason` without words for people."""
    return {"reason": reason, "detail": ""}
