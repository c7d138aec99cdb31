"""One whole migration, played by hand as the source and the hypervisor. Run: python3 -m unittest test_host"""

import hashlib
import unittest

import ed25519
import seal
import wire
import xip
from host import Host

AD = "ad0000000000000000000000000000000000ad01"
OWNER, SOURCE, DESTINATION = (ed25519.SigningKey(bytes([n]) * 32) for n in (1, 2, 3))
MIGRATION, SERIAL, EPOCH = b"MIGR" + bytes(11) + b"\1", b"TICK" + bytes(11) + b"\1", 8
STATE = hashlib.sha256(b"the state").digest()


def hid(key):
    return seal.identifier(seal.HID, key.public)


def address(key):
    return f"RE AD:{AD} HID:{hid(key).hex()} SID:{seal.identifier(seal.SID, key.public).hex()}"


class Migrations(unittest.TestCase):
    def setUp(self):
        self.said, self.journal = [], []
        self.start_host()

    def start_host(self):
        config = {"seed": (bytes([3]) * 32).hex(), "address": address(DESTINATION), "wallSeconds": 1_800_000_000}
        self.host = Host(config, self.journal, self.said.append)

    def send(self, name, exchange, **fields):
        """Delivers a message of the source and gives its octets."""
        message = wire.write(wire.Message(name, hid(OWNER), MIGRATION, EPOCH, exchange, hid(SOURCE), hid(DESTINATION),
                                          fields), SOURCE)
        self.deliver(message.octets)
        return message.octets

    def deliver(self, octets):
        to, back = xip.read_address(address(DESTINATION)), xip.read_address(address(SOURCE))
        self.host.deliver(xip.packet(to, back, octets))

    def next(self, name):
        """Takes the next thing that the host said: a message, or an operation."""
        said = self.said.pop(0)
        if said["is"] == "packet":
            said = wire.read(xip.Packet.read(bytes.fromhex(said["octets"])).payload)
            self.assertTrue(seal.authentic(said.octets))
            self.assertEqual(said.name, name)
        else:
            self.assertEqual(said.get("operation", said.get("state")), name)
        return said

    def operated(self, operation, **result):
        self.host.operated(operation["operationId"], result)

    def offer(self):
        ticket = seal.sign_record("ticket", {
            "machine": hid(OWNER), "serial": SERIAL, "fromHost": hid(SOURCE), "toHost": hid(DESTINATION),
            "epochFirst": 1, "epochLast": 9, "notBefore": 0, "notAfter": 2**40, "modes": 5, "unsafeDisks": "no",
            "canceller": bytes(20)}, OWNER)
        return self.send(
            "Offer", 1, versions=dict(self.host.versions), purpose={"purpose": "migrate"},
            profile={"memory": 4096, "pageSize": 4096, "processors": 1, "hypervisor": "none"}, disks={"disks": []},
            transfer={"modes": 1, "chunkSize": 4096, "window": 8},
            freezeBudget=dict.fromkeys(("memory", "device", "fence", "network", "rebind"), 1000), ticket=ticket,
            address={"nodes": xip.read_address(address(SOURCE))})

    def until_complete(self):
        offer = self.offer()
        accept = self.next("OfferAccept")
        self.assertEqual(accept.fields["transcript"]["digest"], hashlib.sha256(offer).digest())
        self.assertTrue(accept.extensions)
        self.send("Prepare", 2, transcript={"digest": hashlib.sha256(offer + accept.octets).digest()},
                  lease={"milliseconds": 1000})
        estimate = dict.fromkeys(("memory", "device", "fence", "network", "rebind", "gap"), 1)
        self.operated(self.next("reserve"), **{"is": "reserved", "estimate": estimate,
                                               "votes": dict.fromkeys(("memory", "disk", "device", "network"), "yes")})
        self.next("Ready")
        chunk = bytes(2000)
        record = {"cid": hashlib.sha256(chunk).digest()[:20], "place": 0, "size": len(chunk)}
        described = {"round": 1, "chunks": 1, "octets": 2000,
                     "digest": hashlib.sha256(wire.write_record("chunkRecord", record)).digest()}
        self.send("Manifest", 3, round=described, part={"first": 0, "chunks": [record]})
        self.assertEqual(self.next("Progress").fields["progress"]["complete"], "no")
        fetch = self.next("Fetch")
        self.assertEqual([piece["offset"] for piece in fetch.fields["fetch"]["pieces"]], [0, 1024])
        for piece in fetch.fields["fetch"]["pieces"]:
            data = dict(piece, data=chunk[piece["offset"]:piece["offset"] + 1024])
            whole = wire.write(wire.Message("Piece", hid(OWNER), MIGRATION, EPOCH, fetch.exchange, hid(SOURCE),
                                            hid(DESTINATION), {"piece": data}), SOURCE).octets[:-100]
            self.deliver(whole[:4] + len(whole).to_bytes(2, "big") + whole[6:])
        self.operated(self.next("load"), **{"is": "loaded", "stateDigest": STATE.hex()})
        self.assertEqual(self.next("Progress").fields["progress"]["complete"], "yes")
        self.send("Freeze", 4, round=described, stateDigest={"digest": STATE})
        self.assertEqual(self.next("Complete").exchange, 4)

    def commit(self, holder=None):
        permit = seal.sign_record("permit", {"machine": hid(OWNER), "migration": MIGRATION, "epoch": EPOCH,
                                             "holder": holder or hid(DESTINATION), "digest": STATE, "serial": SERIAL},
                                  SOURCE)
        return self.send("Commit", 5, permit=permit)

    def test_a_machine_comes_and_runs(self):
        self.until_complete()
        commit = self.commit()
        self.operated(self.next("start"), **{"is": "done"})
        self.assertEqual(self.next("running")["epoch"], EPOCH)
        self.assertEqual(self.next("Running").exchange, 5)
        self.deliver(commit)
        self.next("Running")
        self.assertEqual(self.said, [])

    def test_a_permit_for_somebody_else_is_refused_and_doubt_asks(self):
        self.until_complete()
        self.commit(hid(SOURCE))
        self.assertEqual(self.next("Refused").fields["reason"]["reason"], "not-authorised")
        self.host.clock.advance(499)
        self.assertEqual(self.said, [])
        self.host.clock.advance(1)
        first = self.next("StatusQuery")
        self.host.clock.advance(1000)
        self.assertEqual(self.next("StatusQuery").octets, first.octets)

    def test_a_restart_goes_on_from_the_journal(self):
        self.until_complete()
        self.start_host()
        self.next("StatusQuery")
        self.commit()
        self.operated(self.next("start"), **{"is": "failed", "reason": "hypervisor"})
        self.next("release")
        first = self.next("GiveBack")
        self.assertEqual((first.fields["permit"]["epoch"], first.fields["permit"]["holder"]), (EPOCH + 1, hid(SOURCE)))
        self.host.clock.advance(200)
        self.assertEqual(self.next("GiveBack").octets, first.octets)
        self.send("Running", first.exchange, running={"epoch": EPOCH + 1})
        self.host.clock.advance(60_000)
        self.assertEqual(self.said, [])

    def test_nothing_is_said_before_its_record_is_durable(self):
        self.host.set_fault("journal-held")
        self.offer()
        self.assertEqual(self.said, [])
        self.host.set_fault("journal-ok")
        self.next("OfferAccept")
        self.assertEqual([record["step"] for record in self.journal], ["accepted"])

    def test_what_cannot_be_recorded_is_not_accepted(self):
        self.host.set_fault("journal-full")
        self.offer()
        self.assertEqual(self.next("Refused").fields["reason"]["reason"], "journal")
        self.assertEqual(self.journal, [])

    def test_an_unknown_type_gets_an_error(self):
        query = wire.Message("StatusQuery", hid(OWNER), MIGRATION, EPOCH, 9, hid(SOURCE), hid(DESTINATION), {}, b"",
                             [(0x2A2A, bytes(8))])
        octets = bytearray(wire.write(query, SOURCE).octets[:-64])
        octets[3] = 0x7F
        self.deliver(bytes(octets) + SOURCE.sign(b"XLMP-1 message\0" + octets))
        error = self.next("Error")
        fault = {"code": "unknown-type", "messageType": 0x7F, "offset": 3}
        self.assertEqual((error.exchange, error.fields["fault"]), (9, fault))


if __name__ == "__main__":
    unittest.main()
