"""Who signed what: identifiers of keys, the authenticator of a message, and signed records (chapter 04)."""

import hashlib

import ed25519
from wire import AUTHENTICATOR, HEADER, write_record

HID, SID = 0x11, 0x13


def identifier(xid_type, key):
    """The id of a key for a type of identifier, 20 octets."""
    return hashlib.sha256(b"XLMP-1 identifier" + xid_type.to_bytes(4, "big") + key).digest()[:20]


def authentic(octets):
    """Tells whether octets end with the authenticator of the sender that their header names."""
    if len(octets) < HEADER + AUTHENTICATOR or octets[-AUTHENTICATOR:][:4] != b"\1\1\0\0":
        return False
    key = octets[-96:-64]
    if identifier(HID, key) != octets[56:76]:
        return False
    return ed25519.verify(key, b"XLMP-1 message\0" + octets[:-64], octets[-64:])


def sign_record(kind, values, key):
    """A ticket, permit or statement with the signature of a key."""
    whole = dict(values, algorithm="ed25519", hash="sha256-160", key=key.public, signature=bytes(64))
    unsigned = write_record(kind, whole)[:-64]
    whole["signature"] = key.sign(b"XLMP-1 " + kind.encode() + b"\0" + unsigned)
    return whole


def signed_by(kind, values, hid):
    """Tells whether a ticket, permit or statement is signed by the key behind the id of a HID."""
    return identifier(HID, values["key"]) == hid and is_signed(kind, values)


def is_signed(kind, values):
    """Tells whether a record is signed by the key in it."""
    return ed25519.verify(values["key"], b"XLMP-1 " + kind.encode() + b"\0" + write_record(kind, values)[:-64],
                          values["signature"])
