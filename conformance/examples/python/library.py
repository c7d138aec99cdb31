"""What the kit may ask of the library outside of any role: messages to values and back, signatures, tickets.

A value is the message as JSON: octets as hexadecimal text, flags as true and false, TLVs by their names.
"""

import hashlib

import judge
import seal
import wire
import xip
from tables import MODES, RECORD_OF, UNSIGNED

HEADER_FIELDS = ("machine", "migration", "epoch", "exchange", "sender", "receiver")


def to_json(record, values):
    """A record as JSON."""
    out = {}
    for name, kind, _, more in wire.ROWS[record]:
        value = values[name]
        if kind == "f":
            value = {mode: bool(value & bit) for mode, bit in MODES.items()}
        elif kind == "l":
            value = [to_json(more[0], one) for one in value]
        out[name] = value.hex() if isinstance(value, bytes) else value
    return out


def from_json(record, values):
    """A record from JSON."""
    out = {}
    for name, kind, _, more in wire.ROWS[record]:
        value = values[name]
        if kind == "f":
            value = sum(bit for mode, bit in MODES.items() if value[mode])
        elif kind == "l":
            value = [from_json(more[0], one) for one in value]
        out[name] = bytes.fromhex(value) if kind in "ob" else value
    return out


def decode(asked):
    """`message.decode`: the value of some octets."""
    octets = bytes.fromhex(asked["octets"])
    message = wire.read(octets)
    header = {name: getattr(message, name) for name in HEADER_FIELDS}
    value = {"type": message.name,
             "header": {name: one.hex() if isinstance(one, bytes) else one for name, one in header.items()}}
    for name, record in message.fields.items():
        value[name] = to_json(RECORD_OF[name], record)
    if message.extensions:
        value["extensions"] = [{"code": code, "critical": False, "value": data.hex()}
                               for code, data in message.extensions]
    if message.name not in UNSIGNED:
        value["authenticator"] = {"algorithm": "ed25519", "hash": "sha256-160", "key": octets[-96:-64].hex(),
                                  "signature": octets[-64:].hex()}
    return {"value": value}


def encode(asked):
    """`message.encode`: the octets of a value, if it comes back from them; the authenticator is taken as it is given."""
    try:
        octets = written(asked["value"])
        if decode({"octets": octets.hex()})["value"] == asked["value"]:
            return {"octets": octets.hex()}
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError, wire.WireError):
        pass
    return refusal("bad-value")


def written(value):
    """The octets of a value that may be any."""
    header = {name: bytes.fromhex(one) if isinstance(one, str) else one for name, one in value["header"].items()}
    fields = {name: from_json(RECORD_OF[name], value[name]) for name in value
              if name not in ("type", "header", "extensions", "authenticator")}
    extensions = [(one["code"], bytes.fromhex(one["value"])) for one in value.get("extensions", [])]
    end = b""
    if "authenticator" in value:
        end = b"\1\1\0\0" + bytes.fromhex(value["authenticator"]["key"] + value["authenticator"]["signature"])
    message = wire.Message(value["type"], fields=fields, extensions=extensions, **header)
    return wire.body(message, len(end)) + end


def verify(asked):
    """`message.verify`: whether the key is that of the sender, and the signature good."""
    octets = bytes.fromhex(asked["octets"])
    if seal.identifier(seal.HID, octets[-96:-64]) != octets[56:76]:
        return refusal("wrong-key")
    return {"value": "good"} if seal.authentic(octets) else refusal("bad-signature")


def verify_record(kind):
    """`permit.verify` and `statement.verify`: whether the one that is expected has signed."""
    def verify_one(asked):
        values, signer = from_json(kind, asked[kind]), bytes.fromhex(asked["signer"])
        if seal.identifier(seal.HID, values["key"]) != signer:
            return refusal("wrong-key")
        return {"value": "good"} if seal.signed_by(kind, values, signer) else refusal("bad-signature")
    return verify_one


def verify_attachment(asked):
    """`attachment.verify`: whether the AD of the address speaks, and of the machine that the address leads to."""
    values = from_json("attachment", asked["attachment"])
    nodes = xip.nodes_of(values["nodes"])
    ads = {number for kind, number in nodes if kind == xip.TYPES["AD"]}
    if not xip.is_address(values["nodes"]) or not ads or nodes[-1] != (xip.TYPES["HID"], values["machine"]):
        return refusal("wrong-address")
    if ads != {seal.identifier(xip.TYPES["AD"], values["key"])}:
        return refusal("wrong-key")
    return {"value": "good"} if seal.is_signed("attachment", values) else refusal("bad-signature")


def verify_delegation(asked):
    """`delegation.verify`: whether the machine lets the delegate speak for it."""
    values = from_json("delegation", asked["delegation"])
    if seal.identifier(seal.HID, values["key"]) != values["machine"]:
        return refusal("wrong-key")
    return {"value": "good"} if seal.is_signed("delegation", values) else refusal("bad-signature")


def session_id(asked):
    """`session.id`: the id that both peers of a session make of its opening."""
    names = ("initiator", "responder", "initiatorNonce", "responderNonce")
    said = b"".join(bytes.fromhex(asked[name]) for name in names)
    return {"value": hashlib.sha256(b"XLMP-1 session\0" + said).digest()[:16].hex()}


def judge_ticket(asked):
    """`ticket.judge`: whether a ticket allows a migration."""
    ticket, use = from_json("ticket", asked["ticket"]), asked["use"]
    parties = tuple(bytes.fromhex(use[name]) for name in ("machine", "from", "to"))
    modes = sum(bit for mode, bit in MODES.items() if use["modes"][mode])
    reason = judge.judge_ticket(ticket, parties, use["epoch"], modes, use["wallSeconds"])
    if reason is None and use["unfencedDisks"] and ticket["unsafeDisks"] != "yes":
        reason = "unsafe-disk"
    return refusal(reason) if reason else {"value": "valid"}


def refusal(code):
    return {"error": {"code": code}}


FUNCTIONS = {
    "message.decode": decode,
    "message.encode": encode,
    "message.verify": verify,
    "identifier.of": lambda asked: {
        "value": seal.identifier(xip.TYPES[asked["type"]], bytes.fromhex(asked["key"])).hex()},
    "ticket.judge": judge_ticket,
    "permit.verify": verify_record("permit"),
    "statement.verify": verify_record("statement"),
    "attachment.verify": verify_attachment,
    "delegation.verify": verify_delegation,
    "session.id": session_id,
    "transcript.digest": lambda asked: {
        "value": hashlib.sha256(bytes.fromhex("".join(asked["messages"]))).hexdigest()},
}


def evaluate(name, asked):
    """The value of a function, or the error with which it refuses."""
    try:
        return FUNCTIONS[name](asked)
    except wire.WireError as fault:
        return {"error": {"code": fault.code, "offset": fault.offset}}
