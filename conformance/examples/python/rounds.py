"""The chunks of a round: what the manifests name, what is to be fetched, what has arrived."""

import hashlib

from wire import write_record

PIECE = 1024
MOST_PIECES = 32
MOST_IN_A_LINE = 16_384


class Round:
    """One round, as a manifest or the freeze describes it."""

    def __init__(self, description):
        self.description, self.number = description, description["round"]
        self.records, self.octets, self.pieces, self.asked = {}, {}, {}, set()

    def add(self, part):
        """Takes the chunks that a manifest names."""
        for index, record in enumerate(part["chunks"], part["first"]):
            if index < self.description["chunks"]:
                self.records.setdefault(index, record)

    def is_named(self):
        """Tells whether every chunk is named."""
        return len(self.records) == self.description["chunks"]

    def is_wrong(self, image_octets):
        """Tells of a round whose chunks are all named that its digest is about others, or that they lie beyond the image."""
        if not self.is_named():
            return False
        if any(record["place"] + record["size"] > image_octets for record in self.records.values()):
            return True
        listed = b"".join(write_record("chunkRecord", self.records[index]) for index in sorted(self.records))
        return hashlib.sha256(listed).digest() != self.description["digest"]

    def received(self):
        """How many chunks have arrived and fit their content identifiers."""
        return sum(record["cid"] in self.octets for record in self.records.values())

    def is_here(self):
        """Tells whether the whole round has arrived."""
        return self.is_named() and self.received() == len(self.records)

    def wanted(self, window):
        """The pieces to ask for, a list for each Fetch: as many chunks as the window allows, each asked for once."""
        pieces = []
        for _, record in sorted(self.records.items()):
            cid = record["cid"]
            if cid in self.octets or cid in self.asked or len(self.asked - self.octets.keys()) >= window:
                continue
            self.asked.add(cid)
            here = self.pieces.get(cid, {})
            pieces += [{"cid": cid, "offset": at} for at in range(0, record["size"], PIECE) if at not in here]
        return [pieces[at:at + MOST_PIECES] for at in range(0, len(pieces), MOST_PIECES)]

    def ask_again(self):
        """What was asked for and has not come may have been lost."""
        self.asked.clear()

    def take(self, piece):
        """Takes a piece; True when a chunk has come. One with another digest is thrown away, and asked for again."""
        cid, data = piece["cid"], piece["data"]
        size = next((record["size"] for record in self.records.values() if record["cid"] == cid), None)
        if size is None or cid in self.octets or piece["offset"] + len(data) > size:
            return False
        parts = self.pieces.setdefault(cid, {})
        parts[piece["offset"]] = data
        whole = b"".join(parts[offset] for offset in sorted(parts))
        if len(whole) < size:
            return False
        del self.pieces[cid]
        self.asked.discard(cid)
        if len(whole) != size or hashlib.sha256(whole).digest()[:20] != cid:
            return False
        self.octets[cid] = whole
        return True

    def chunks(self):
        """What the hypervisor is to load: places and octets, or identifiers where octets would not fit a line."""
        records = [record for _, record in sorted(self.records.items())]
        if sum(map(len, self.octets.values())) > MOST_IN_A_LINE:
            return [{"place": record["place"], "cid": record["cid"].hex()} for record in records]
        return [{"place": record["place"], "octets": self.octets[record["cid"]].hex()} for record in records]
