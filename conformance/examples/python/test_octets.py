"""Literal octets: the vectors of RFC 8032, identifiers, a packet, and messages. Run: python3 -m unittest test_octets"""

import unittest

import ed25519
import seal
import wire
import xip

SEED = bytes([3]) * 32
KEY = ed25519.SigningKey(SEED)
HID = bytes.fromhex("4a802b80ff1ff1b916adc87a1d0270f409e1ee6f")

# RFC 8032, section 7.1: seed, public key, message, signature.
RFC_8032 = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
     "655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
     "b00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
     "c027beceea1ec40a"),
]


class Signatures(unittest.TestCase):
    def test_rfc_8032(self):
        for seed, public, message, signature in RFC_8032:
            key, octets = ed25519.SigningKey(bytes.fromhex(seed)), bytes.fromhex(message)
            self.assertEqual(key.public.hex(), public)
            self.assertEqual(key.sign(octets).hex(), signature)
            self.assertTrue(ed25519.verify(key.public, octets, bytes.fromhex(signature)))

    def test_what_is_not_signed_so_is_refused(self):
        good = KEY.sign(b"move")
        self.assertTrue(ed25519.verify(KEY.public, b"move", good))
        self.assertFalse(ed25519.verify(KEY.public, b"movf", good))
        for at in (0, 31, 32, 63):
            bad = bytearray(good)
            bad[at] ^= 1
            self.assertFalse(ed25519.verify(KEY.public, b"move", bytes(bad)), at)
        larger = int.from_bytes(good[32:], "little") + ed25519.ORDER
        self.assertFalse(ed25519.verify(KEY.public, b"move", good[:32] + larger.to_bytes(32, "little")))
        self.assertFalse(ed25519.verify((2**255 - 19).to_bytes(32, "little"), b"move", good))

    def test_doubling_is_adding_to_itself(self):
        self.assertEqual(ed25519.compress(ed25519.double(ed25519.BASE)),
                         ed25519.compress(ed25519.add(ed25519.BASE, ed25519.BASE)))
        self.assertEqual(ed25519.compress(ed25519.multiply(0xFEDC, ed25519.BASE)),
                         ed25519.compress(ed25519.multiply_base(0xFEDC)))

    def test_identifiers(self):
        self.assertEqual(KEY.public.hex(), "ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1")
        self.assertEqual(seal.identifier(seal.HID, KEY.public), HID)
        self.assertEqual(seal.identifier(seal.SID, KEY.public).hex(), "c616cfdef294dc00000285f4da278a489cb060db")


# A StatusQuery, but for its authenticator: XL, version 1, type 0x14, length 196, then who and what.
QUERY = ("584c 01 14 00c4 0000 9eefb8867d36be6a363a893c7b252def6f219ce8 4d494752000000000000000000000001"
         "0000000000000008 0000002a" + HID.hex() + "73d7f35c29061d8ff3629ad3b0f083549ba37d0d")


class Messages(unittest.TestCase):
    def setUp(self):
        body = bytes.fromhex(QUERY)
        self.message = wire.Message("StatusQuery", body[8:28], body[28:44], 8, 42, body[56:76], body[76:96], {})

    def test_a_message_has_the_octets_of_its_layout(self):
        octets = wire.write(self.message, KEY).octets
        self.assertEqual(octets[:96], bytes.fromhex(QUERY))
        self.assertEqual(octets[96:132].hex(), "01010000" + KEY.public.hex())
        self.assertTrue(seal.authentic(octets))
        for at in range(len(octets)):
            bad = bytearray(octets)
            bad[at] ^= 1
            self.assertFalse(at % 7 == 0 and seal.authentic(bytes(bad)), at)

    def test_reading_undoes_writing(self):
        self.message.extensions = [(0x2A2A, b"\1\2\3")]
        octets = wire.write(self.message, KEY).octets
        self.assertEqual(octets[96:103].hex(), "2a2a0003010203")
        read = wire.read(octets)
        self.assertEqual((read.name, read.exchange, read.extensions), ("StatusQuery", 42, [(0x2A2A, b"\1\2\3")]))

    def test_every_truncation_is_refused(self):
        octets = wire.write(self.message, KEY).octets
        for size in range(len(octets)):
            with self.assertRaises(wire.WireError):
                wire.read(octets[:size])

    def refuse(self, code, offset, *changes):
        octets = bytearray(wire.write(self.message, KEY).octets)
        wire.read(bytes(octets))
        for at, value in changes:
            octets[at] = value
        with self.assertRaises(wire.WireError) as caught:
            wire.read(bytes(octets))
        self.assertEqual((caught.exception.code, caught.exception.offset), (code, offset))

    def test_faults(self):
        self.message.extensions = [(0x2A2A, b"\1"), (0x7F01, b"")]
        self.refuse("bad-magic", 0, (0, 0))
        self.refuse("unsupported-version", 2, (2, 2))
        self.refuse("unknown-type", 3, (3, 0xFE))
        self.refuse("reserved-bits", 6, (6, 1))
        self.refuse("unknown-critical", 96, (96, 0xAA))
        self.refuse("not-ascending", 101, (101, 0x2A), (102, 0x2A))
        self.refuse("unexpected-field", 96, (96, 0x80), (97, 0x1C))
        self.refuse("wrong-critical-bit", 96, (96, 0x00), (97, 0x1C))


ADDRESS = ("RE AD:ad0000000000000000000000000000000000ad01 HID:4a802b80ff1ff1b916adc87a1d0270f409e1ee6f "
           "SID:c616cfdef294dc00000285f4da278a489cb060db")
NODES = ("00000010 ad0000000000000000000000000000000000ad01 017f7f7f 00000011" + HID.hex()
         + "027f7f7f 00000013 c616cfdef294dc00000285f4da278a489cb060db 007f7f7f")


class Packets(unittest.TestCase):
    def setUp(self):
        self.nodes = xip.read_address(ADDRESS)
        self.local = set(xip.nodes_of(self.nodes))

    def test_address_and_packet(self):
        self.assertEqual(self.nodes, bytes.fromhex(NODES))
        self.assertTrue(xip.is_address(self.nodes))
        octets = xip.packet(self.nodes, self.nodes, b"hello")
        self.assertEqual(octets.hex(), "01000005fa03037e" + self.nodes.hex() * 2 + b"hello".hex())
        read = xip.Packet.read(octets)
        self.assertEqual((read.is_for(self.local), read.payload), (True, b"hello"))
        self.assertFalse(xip.Packet.read(octets).is_for(set()))
        self.assertIsNone(xip.Packet.read(octets + b"!"))

    def test_faulty_addresses(self):
        for at, value in ((24, 0), (24, 0xFF), (24, 0x7F), (25, 3), (25, 1), (26, 2), (52, 0), (80, 1), (80, 2)):
            bad = bytearray(self.nodes)
            bad[at] = value
            self.assertFalse(xip.is_address(bytes(bad)), (at, value))
        cases = bytearray(self.nodes)
        cases[25] = 2
        self.assertTrue(xip.is_address(bytes(cases)))

    def test_echo(self):
        request = bytes.fromhex("0800 f7fb 0001 0003")
        read = xip.Packet.read(xip.packet(self.nodes, self.nodes, request, xip.XCMP))
        self.assertEqual(xip.Packet.read(read.echo()).payload.hex(), "0000fffb00010003")
        damaged = xip.Packet.read(xip.packet(self.nodes, self.nodes, request[:7] + b"\4", xip.XCMP))
        self.assertIsNone(damaged.echo())


if __name__ == "__main__":
    unittest.main()
