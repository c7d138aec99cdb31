"""Messages to octets and back: a header, TLVs in ascending order, an authenticator (chapter 04).

Codes are their names, octets are bytes, numbers are int. Reading is total: it gives a message or raises WireError.
"""

from dataclasses import dataclass, field

from tables import CODES, MESSAGES, NOT_CRITICAL, RECORD_OF, RECORDS, TLV_CODES, TLVS, TYPES, UNSIGNED

HEADER, AUTHENTICATOR, MOST, MOST_OF_PIECE = 96, 100, 1200, 61616
GREATEST = 2**53 - 1
NAMED_MODES = 0x0007


class WireError(Exception):
    """Octets that are no message: a code of spec/registry/errors.ts, and where."""

    def __init__(self, code, offset):
        super().__init__(f"{code} at {offset}")
        self.code, self.offset = code, offset


@dataclass
class Message:
    """A message that was read, or is to be written."""

    name: str
    machine: bytes
    migration: bytes
    epoch: int
    exchange: int
    sender: bytes
    receiver: bytes
    fields: dict
    octets: bytes = b""
    extensions: list = field(default_factory=list)


def _parse(text):
    """The rows of a record: name, shape letter, size, and what else the shape says."""
    rows = []
    for item in text.split():
        name, shape = item.split(":")
        kind, rest = shape[0], shape[1:]
        if kind == "u":
            size, _, span = rest.partition("<")
            least, _, most = span.partition("-")
            rows.append((name, kind, int(size), (int(least or 0), int(most or GREATEST))))
        elif kind == "c":
            size, _, table = rest.partition("/")
            rows.append((name, kind, int(size), table))
        elif kind in "fo":
            rows.append((name, kind, int(rest), None))
        elif kind == "b":
            rows.append((name, kind, 2, tuple(map(int, rest.split("-")))))
        elif kind == "t":
            rows.append((name, kind, 2, int(rest)))
        else:
            of, _, most = rest[1:].partition("-")
            rows.append((name, kind, 2, (of, int(most))))
    return rows


ROWS = {name: _parse(text) for name, text in RECORDS.items()}
NUMBERS = {table: {name: code for code, name in rows.items()} for table, rows in CODES.items()}


def write_record(record, values):
    """The octets of a record."""
    out = b""
    for name, kind, size, more in ROWS[record]:
        value = values[name]
        if kind == "u" or kind == "f":
            out += value.to_bytes(size, "big")
        elif kind == "c":
            out += NUMBERS[more][value].to_bytes(size, "big")
        elif kind == "o":
            assert len(value) == size, name
            out += value
        elif kind == "l":
            out += len(value).to_bytes(2, "big") + b"".join(write_record(more[0], one) for one in value)
        else:
            data = value.encode() if kind == "t" else value
            out += len(data).to_bytes(2, "big") + data
    return out


class _Reader:
    def __init__(self, octets, at, end):
        self.octets, self.at, self.end = octets, at, end

    def take(self, size):
        if self.end - self.at < size:
            raise WireError("truncated", self.end)
        self.at += size
        return self.octets[self.at - size:self.at]

    def record(self, name):
        return {row[0]: self.field(*row[1:]) for row in ROWS[name]}

    def field(self, kind, size, more):
        start = self.at
        raw = self.take(size)
        if kind == "o":
            return raw
        value = int.from_bytes(raw, "big")
        if kind == "u":
            if not more[0] <= value <= more[1]:
                raise WireError("out-of-range", start)
        elif kind == "c":
            if value not in CODES[more]:
                raise WireError("unknown-code", start)
            return CODES[more][value]
        elif kind == "f":
            if value & ~NAMED_MODES:
                raise WireError("reserved-bits", start)
        elif kind == "b":
            if value > more[1]:
                raise WireError("too-long", start)
            if value < more[0] or value % more[2]:
                raise WireError("length-mismatch", start)
            return self.take(value)
        elif kind == "t":
            if value > more:
                raise WireError("too-long", start)
            return _text(self.take(value), start + 2)
        else:
            if value > more[1]:
                raise WireError("too-many", start)
            return [self.record(more[0]) for _ in range(value)]
        return value


def _text(raw, start):
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise WireError("bad-text", start) from None
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise WireError("bad-text", start)
    return text


def read(octets):
    """The message of some octets. Whether its authenticator is good is another question: see `authentic`."""
    if len(octets) < HEADER:
        raise WireError("truncated", len(octets))
    if octets[0:2] != b"XL":
        raise WireError("bad-magic", 0)
    if octets[2] != 1:
        raise WireError("unsupported-version", 2)
    if octets[3] not in MESSAGES:
        raise WireError("unknown-type", 3)
    name, required, optional = MESSAGES[octets[3]]
    length = int.from_bytes(octets[4:6], "big")
    if length > (MOST_OF_PIECE if name == "Piece" else MOST):
        raise WireError("too-long", 4)
    end = length if name in UNSIGNED else length - AUTHENTICATOR
    if end < HEADER:
        raise WireError("length-mismatch", 4)
    if length != len(octets):
        raise WireError("trailing-octets" if length < len(octets) else "truncated", min(length, len(octets)))
    if octets[6:8] != b"\0\0":
        raise WireError("reserved-bits", 6)
    epoch = int.from_bytes(octets[44:52], "big")
    if not 1 <= epoch <= GREATEST:
        raise WireError("out-of-range", 44)
    message = Message(name, octets[8:28], octets[28:44], epoch, int.from_bytes(octets[52:56], "big"),
                      octets[56:76], octets[76:96], {}, octets)
    if name not in UNSIGNED:
        for at, good, code in ((end, b"\1", "unknown-code"), (end + 1, b"\1", "unknown-code"),
                               (end + 2, b"\0\0", "reserved-bits")):
            if octets[at:at + len(good)] != good:
                raise WireError(code, at)
    _read_tlvs(message, end, required + optional)
    for tlv in required:
        if tlv not in message.fields:
            raise WireError("missing-field", end)
    return message


def _read_tlvs(message, end, allowed):
    reader, last = _Reader(message.octets, HEADER, end), 0
    while reader.at < end:
        start = reader.at
        raw = int.from_bytes(reader.take(2), "big")
        code, critical = raw & 0x7FFF, raw >= 0x8000
        stop = int.from_bytes(reader.take(2), "big") + reader.at
        if code <= last:
            raise WireError("not-ascending", start)
        last = code
        if stop > end:
            raise WireError("truncated", end)
        if code not in TLVS:
            if critical:
                raise WireError("unknown-critical", start)
            message.extensions.append((code, message.octets[reader.at:stop]))
            reader.at = stop
            continue
        tlv = TLVS[code]
        if critical == (tlv in NOT_CRITICAL):
            raise WireError("wrong-critical-bit", start)
        if tlv not in allowed:
            raise WireError("unexpected-field", start)
        inner = _Reader(message.octets, reader.at, stop)
        message.fields[tlv] = inner.record(RECORD_OF[tlv])
        if inner.at != stop:
            raise WireError("length-mismatch", inner.at)
        reader.at = stop


def body(message, room):
    """The header and the TLVs of a message; `room` octets will follow."""
    parts = [(TLV_CODES[name], name not in NOT_CRITICAL, write_record(RECORD_OF[name], value))
             for name, value in message.fields.items()]
    parts += [(code, False, value) for code, value in message.extensions]
    tlvs = b"".join((code | (0x8000 if critical else 0)).to_bytes(2, "big") + len(value).to_bytes(2, "big") + value
                    for code, critical, value in sorted(parts))
    return (b"XL\1" + bytes([TYPES[message.name]]) + (HEADER + len(tlvs) + room).to_bytes(2, "big") + b"\0\0"
            + message.machine + message.migration + message.epoch.to_bytes(8, "big")
            + message.exchange.to_bytes(4, "big") + message.sender + message.receiver + tlvs)


def write(message, key):
    """Gives a message its octets: header, TLVs, and the authenticator of a key."""
    octets = body(message, AUTHENTICATOR) + b"\1\1\0\0" + key.public
    message.octets = octets + key.sign(b"XLMP-1 message\0" + octets)
    return message
