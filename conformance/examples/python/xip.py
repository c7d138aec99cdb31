"""XIP packets, addresses and XCMP as far as an end system needs them (chapters 02 and 03).

An address is its nodes as on the wire, 28 octets each: type, id, four edge octets. In the last node, the sink, stand
the edges of the entry.
"""

NODE, FIXED = 28, 8
UNUSED, AT_ENTRY = 0x7F, 0x7E
MOST_NODES = 20
TYPES = {"AD": 0x10, "HID": 0x11, "CID": 0x12, "SID": 0x13, "IP": 0x14, "FID": 0x30, "NCID": 0x31, "ICID": 0x32}
INTENTS = {0x12, 0x13, 0x31, 0x32}
DATA, XCMP = 0, 1
ECHO_REPLY, ECHO_REQUEST = 0, 8


def read_address(text):
    """The nodes of an address in the RE form without fallbacks; ValueError for anything else."""
    words = text.split()
    if len(words) < 2 or words[0] != "RE":
        raise ValueError(f"not an address of the form RE AD:… HID:… SID:…: {text}")
    out, last = b"", len(words) - 2
    for place, word in enumerate(words[1:]):
        kind, _, digits = word.partition(":")
        if kind not in TYPES or len(digits) != 40:
            raise ValueError(f"not an identifier: {word}")
        edge = 0 if place == last else place + 1
        out += TYPES[kind].to_bytes(4, "big") + bytes.fromhex(digits) + bytes([edge] + [UNUSED] * 3)
    return out


def nodes_of(address):
    """The nodes as pairs of type and id."""
    return [(int.from_bytes(address[at:at + 4], "big"), address[at + 4:at + 24]) for at in range(0, len(address), NODE)]


def edges_of(address, place):
    """The four edge octets of a place; -1 is the entry, whose edges stand in the last node."""
    at = (len(address) // NODE if place < 0 else place + 1) * NODE
    return address[at - 4:at]


def without_marks(address):
    """The address with no edge marked as visited."""
    return b"".join(address[at:at + 24] + bytes(edge & 0x7F for edge in address[at + 24:at + NODE])
                    for at in range(0, len(address), NODE))


def is_address(address):
    """Tells whether nodes are a valid address: edges that lead somewhere, no gaps, no cycle, nothing out of reach."""
    count, done, path = len(address) // NODE, set(), set()

    def visit(place):
        if place in done or place == count - 1:
            done.add(place)
            return True
        edges = edges_of(address, place)
        used = [edge & 0x7F for edge in edges if edge & 0x7F != UNUSED]
        good = (place not in path and 0xFF not in edges and used and len(set(used)) == len(used) and max(used) < count
                and all(edge & 0x7F == UNUSED for edge in edges[len(used):]))
        path.add(place)
        good = bool(good) and all(visit(edge) for edge in used)
        path.discard(place)
        done.add(place)
        return good

    return 0 < count <= MOST_NODES and visit(-1) and len(done) == count + 1


def packet(destination, source, payload, next_header=DATA):
    """The octets of a packet that stands at the entry of its destination."""
    return (bytes([1, next_header]) + len(payload).to_bytes(2, "big")
            + bytes([250, len(destination) // NODE, len(source) // NODE, AT_ENTRY]) + destination + source + payload)


class Packet:
    """A packet that was read; `Packet.read` gives None for octets that are none."""

    def __init__(self, octets, middle, end):
        self.octets = octets
        self.next_header = octets[1]
        self.destination, self.source, self.payload = octets[FIXED:middle], octets[middle:end], octets[end:]
        self.place = -1 if octets[7] >= AT_ENTRY else octets[7]

    @classmethod
    def read(cls, octets):
        """The packet of some octets, or None."""
        if len(octets) < FIXED or octets[0] != 1:
            return None
        to, back, last = octets[5], octets[6], octets[7]
        middle, end = FIXED + NODE * to, FIXED + NODE * (to + back)
        if not (1 <= to <= MOST_NODES and 1 <= back <= MOST_NODES and (last < to or last >= AT_ENTRY)):
            return None
        if len(octets) != end + int.from_bytes(octets[2:4], "big"):
            return None
        read = cls(octets, middle, end)
        return read if is_address(read.destination) and is_address(read.source) else None

    def is_for(self, local):
        """Tells whether edges to identifiers that are local lead to a service of this host, or to the sink."""
        nodes = nodes_of(self.destination)
        place, sink = self.place, len(nodes) - 1
        for _ in range(len(nodes) + 1):
            if place == sink or place >= 0 and nodes[place][0] in INTENTS:
                return nodes[place] in local
            edges = [edge & 0x7F for edge in edges_of(self.destination, place) if edge & 0x7F != UNUSED]
            place = next((edge for edge in edges if nodes[edge] in local), None)
            if place is None:
                return False
        return False

    def echo(self):
        """The reply to an XCMP echo request; None when it is none, or a damaged one."""
        data = self.payload
        if self.next_header != XCMP or len(data) < 8 or data[:2] != bytes([ECHO_REQUEST, 0]) or checksum(data) != 0:
            return None
        reply = bytes([ECHO_REPLY, 0]) + checksum(bytes(4) + data[4:]).to_bytes(2, "big") + data[4:]
        return packet(without_marks(self.source), without_marks(self.destination), reply, XCMP)


def checksum(octets):
    """The Internet checksum; 0 over octets that contain their right checksum."""
    padded = octets + b"\0" * (len(octets) % 2)
    total = sum(int.from_bytes(padded[at:at + 2], "big") for at in range(0, len(padded), 2))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF

