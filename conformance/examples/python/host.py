"""A destination host: reads packets, finds out who speaks, hands messages to their migrations, and sends."""

import hashlib

import ed25519
import judge
import seal
import wire
import xip
from clock import Clock, disarm
from migration import Migration
from tables import AT_REST, STATUS, TIMERS, why

# Who may say what to a destination host. An answer counts only when it was asked for.
FROM_SOURCE = {"Offer", "Prepare", "Manifest", "Freeze", "Commit", "Abort"}
ANSWERS = {"StatusAnswer": ["StatusQuery"], "WitnessAnswer": ["WitnessRead", "WitnessSwap"], "Running": ["GiveBack"],
           "Piece": ["Fetch"]}
RENEWING = {"Offer", "Prepare"}
CREATED = {"permitted": 0, "running": 0, "given-back": 1}


class Host:
    """One host. `report` takes what it has to say to the kit; `journal` is what a restart leaves it."""

    def __init__(self, config, journal, report):
        self.report, self.journal, self.fault, self.held = report, journal, "journal-ok", []
        self.key = ed25519.SigningKey(bytes.fromhex(config["seed"]))
        self.hid = seal.identifier(seal.HID, self.key.public)
        self.address = xip.read_address(config["address"])
        self.local = set(xip.nodes_of(self.address))
        self.wall = config.get("wallSeconds", 0)
        self.timers = {name: config.get("timers", {}).get(name, row[0]) for name, row in TIMERS.items()}
        self.versions = {**judge.OWN_VERSIONS, **config.get("versions", {})}
        self.policy = config.get("policy", {})
        self.clock, self.migrations, self.operations = Clock(), {}, {}
        self.resume()

    # Time, journal, hypervisor

    def wall_seconds(self):
        return self.wall + self.clock.now // 1000

    def delay(self, name):
        return self.timers[name]

    def next_delay(self, name, delay):
        """The delay after this one: with back-off, up to the ceiling, which is scaled as the timer is."""
        standard, back_off, ceiling = TIMERS[name]
        return min(delay * back_off, max(ceiling * self.timers[name] // standard, self.timers[name]))

    def arm(self, name, action, delay=None):
        return self.clock.arm(self.delay(name) if delay is None else delay, action)

    disarm = staticmethod(disarm)

    def append(self, record, then):
        """Writes a record; `then` hears whether it is durable, at once or, when the journal is held up, later."""
        if self.fault == "journal-held":
            self.held.append((record, then))
        elif self.fault in ("journal-full", "journal-torn"):
            self.fault = "journal-ok" if self.fault == "journal-torn" else self.fault
            then(False)
        else:
            self.journal.append(record)
            then(True)

    def set_fault(self, fault):
        """What is wrong with the journal from now on: `journal-ok`, or a fault of the guide."""
        if fault not in ("journal-ok", "journal-full", "journal-torn", "journal-held"):
            raise ValueError(f"does not know the fault {fault}")
        self.fault = fault
        if fault == "journal-ok":
            held, self.held = self.held, []
            for record, then in held:
                self.append(record, then)

    def ask(self, name, one, more):
        number = len(self.operations) + 1
        self.operations[number] = (one, name)
        self.report({"is": "operation", "operation": name, "operationId": number, "machine": one.machine.hex(),
                     "migration": one.migration.hex(), "epoch": one.epoch, "at": self.clock.now, **more})

    def operated(self, number, result):
        """The hypervisor answers; an answer to what is not asked any more is let be."""
        one, name = self.operations.get(number, (None, None))
        if one is None or one.operation != name:
            return
        one.operation = None
        if result["is"] == "failed" and result.get("reason") not in wire.NUMBERS["reason"]:
            result = {"is": "failed", "reason": "hypervisor"}
        {"reserve": one.on_reserved, "load": one.on_loaded, "start": one.on_started,
         "release": one.on_released}[name](result)

    def runs(self, one):
        self.report({"is": "machine", "machine": one.machine.hex(), "state": "running", "epoch": one.epoch,
                     "at": self.clock.now})

    def highest_epoch(self, machine):
        """The highest epoch of a machine that is known to be created (JRN-008)."""
        last = {record["migration"]: record for record in self.journal if record["machine"] == machine}
        return max((record["epoch"] + CREATED[record["step"]] for record in last.values() if record["step"] in CREATED),
                   default=0)

    def is_latest(self, one):
        recorded = [record["migration"] for record in self.journal if record["machine"] == one.machine]
        return recorded[-1:] == [one.migration]

    def is_busy(self, machine, migration):
        return any(one.machine == machine and one.migration != migration
                   and one.state not in AT_REST for one in self.migrations.values())

    def policy_says_no(self):
        admit, _, reason = self.policy.get("admit", "accept").partition(":")
        return reason or "policy" if admit == "refuse" else None

    def resume(self):
        """Goes on from the journal: each migration from its last record, with what the records before it said."""
        steps, latest = {}, {}
        for record in self.journal:
            key = record["machine"], record["migration"]
            if key not in self.migrations:
                self.migrations[key] = Migration(self, *key, record["epoch"], record["peer"])
            self.migrations[key].values.update(record["values"])
            steps[key] = record["step"]
            latest[record["machine"]] = key
        for key, step in steps.items():
            self.migrations[key].resume(step, latest[key[0]] == key)

    # What comes in

    def deliver(self, octets):
        packet = xip.Packet.read(octets)
        if packet is None or not packet.is_for(self.local):
            return
        reply = packet.echo()
        if reply is not None:
            self.emit(reply)
        elif packet.next_header == xip.DATA:
            self.receive(packet.payload, xip.without_marks(packet.source))

    def receive(self, octets, back):
        try:
            message = wire.read(octets)
        except wire.WireError as fault:
            return self.complain(octets, fault, back)
        if message.receiver != self.hid or message.name == "Error":
            return
        one = self.migrations.get((message.machine, message.migration))
        if not self.is_expected(message, one):
            return
        if message.name != "Piece" and not seal.authentic(octets):
            return
        if message.name == "StatusQuery":
            return self.on_status_query(message, one, back)
        if one is None or message.name == "Offer" and (one.state == "refused" or one.source != message.sender):
            one = Migration(self, message.machine, message.migration, message.epoch, message.sender)
            self.migrations[(message.machine, message.migration)] = one
        if message.name in RENEWING:
            one.renew()
        getattr(one, "on_" + message.name)(message)

    def is_expected(self, message, one):
        """Tells, before any signature is looked at, whether a message has a place here."""
        if message.name == "StatusQuery":
            return True
        is_new = one is None or one.state == "refused" and (message.name == "Offer" or one.source != message.sender)
        if is_new or message.name == "Offer":
            return message.name == "Offer" and xip.is_address(message.fields["address"]["nodes"]) and (
                is_new or message.sender == one.source and message.epoch == one.epoch)
        if message.epoch != one.epoch:
            return False
        if message.name in ANSWERS:
            name, who = one.asked.get(message.exchange, ("", b""))
            return name in ANSWERS[message.name] and who == message.sender
        return message.name in FROM_SOURCE and message.sender == one.source

    def on_status_query(self, query, one, back):
        outcome, phase, runs = STATUS["idle" if one is None else one.state]
        if runs == "yes" and not self.is_latest(one):
            runs = "unknown"  # The machine has been migrated again since, and may be gone.
        known = self.highest_epoch(query.machine) if one is None else one.known_epoch()
        fields = {"status": {"outcome": outcome, "phase": phase, "runsHere": runs, "epoch": known}}
        if one is not None and one.reason is not None:
            fields["reason"] = why(one.reason)
        is_source = one is not None and query.sender == one.source
        self.send(self.answer(query, "StatusAnswer", fields), one.address if is_source else back)

    def complain(self, octets, fault, back):
        """Says Error about a message of a good sender that cannot be read (chapter 08)."""
        if len(octets) < wire.HEADER or octets[:2] != b"XL" or octets[76:96] != self.hid or octets[3] == 0x1B:
            return
        if not seal.authentic(octets):
            return
        code = fault.code if fault.code in ("unsupported-version", "unknown-type", "unknown-critical") else "malformed"
        request = wire.Message("", octets[8:28], octets[28:44], int.from_bytes(octets[44:52], "big"),
                               int.from_bytes(octets[52:56], "big"), octets[56:76], octets[76:96], {})
        fields = {"fault": {"code": code, "messageType": octets[3], "offset": fault.offset}}
        error = self.answer(request, "Error", fields)
        if len(error.octets) <= len(octets):
            self.send(error, back)

    # What goes out

    def answer(self, request, name, fields, extensions=()):
        """An answer: it has machine, migration, epoch and exchange of the request (MSG-034)."""
        return wire.write(wire.Message(name, request.machine, request.migration, request.epoch, request.exchange,
                                       self.hid, request.sender, fields, b"", list(extensions)), self.key)

    def message(self, name, one, to, fields, exchange=None):
        """A message that opens an exchange. Its number follows from what it says, so that no two share one."""
        message = wire.Message(name, one.machine, one.migration, one.epoch, 0, self.hid, to, fields)
        if exchange is None:
            exchange = int.from_bytes(hashlib.sha256(wire.body(message, 0)).digest()[:4], "big")
        message.exchange = exchange
        return wire.write(message, self.key)

    def send(self, message, nodes):
        self.emit(xip.packet(nodes, self.address, message.octets))

    def emit(self, octets):
        self.report({"is": "packet", "octets": octets.hex(), "at": self.clock.now})
