"""One migration at its destination host: the states of chapter 06, from the offer to the end.

Here are offer, votes and letting go; transfer.py has the rounds up to the whole state, and commit.py what follows from
the commit on. A record is written before what rests on it is sent; `write` says whether that worked.
"""

import hashlib

import judge
from commit import CommitPart
from tables import GREASE
from transfer import TransferPart

# For each state what a status answer says (chapter 06): outcome, phase, whether the machine runs here.
STATUS = {
    "offered": ("active", "offer", "no"),
    "reserving": ("active", "prepare", "no"),
    "ready": ("active", "prepare", "no"),
    "copying": ("active", "pre-copy", "no"),
    "assembling": ("active", "freeze", "no"),
    "waiting": ("active", "commit", "no"),
    "starting": ("committed", "commit", "no"),
    "running": ("done", "ended", "yes"),
    "gone": ("done", "ended", "no"),
    "refusing": ("committed", "commit", "no"),
    "givingBack": ("given-back", "commit", "no"),
    "gaveBack": ("given-back", "ended", "no"),
    "releasing": ("aborted", "ended", "no"),
    "released": ("aborted", "ended", "no"),
}
VOTE_OF_REASON = {"no-resources": "memory", "disk-not-ready": "disk", "unsupported-format": "device",
                  "network-not-ready": "network"}


class Migration(TransferPart, CommitPart):
    """A migration that this host knows of; `values` is what its records said so far."""

    def __init__(self, host, machine, migration, epoch, source):
        self.host, self.machine, self.migration, self.epoch, self.source = host, machine, migration, epoch, source
        self.state, self.values, self.reason = "offered", {}, None
        self.answers, self.asked = {}, {}
        self.timer = self.operation = None
        self.offer = self.prepare = self.manifest = self.freeze = self.commit = self.running = self.accept = None
        self.round, self.loaded, self.window, self.back = None, {}, 1, None

    def known_epoch(self):
        """The epoch that a status answer names (DST-029)."""
        made = {"starting": 0, "running": 0, "gone": 0, "refusing": 0, "givingBack": 1, "gaveBack": 1}
        return self.epoch + made.get(self.state, -1)

    ticket = property(lambda self: self.values["ticket"])
    witness = property(lambda self: self.values.get("witness"))
    digest = property(lambda self: self.values["stateDigest"]["digest"])
    address = property(lambda self: self.values["address"]["nodes"])

    def write(self, step, **more):
        """Writes a record with what belongs into it; True when it is durable."""
        carried = {name: self.values[name] for name in ("ticket", "address", "witness") if name in self.values}
        record = {"step": step, "machine": self.machine, "migration": self.migration, "epoch": self.epoch,
                  "peer": self.source, "values": {} if step in ("released", "running") else carried}
        record["values"].update(more)
        if not self.host.append(record):
            return False
        self.values.update(record["values"])
        return True

    def arm(self, name, action, delay=None):
        """Has something done when a timer fires; it takes the place of what was armed before."""
        self.host.disarm(self.timer)
        self.timer = self.host.arm(name, action, delay)

    def repeat(self, name, action, delay=None):
        """Has something done each time a timer fires, with its back-off."""
        delay = self.host.delay(name) if delay is None else delay

        def fire():
            self.repeat(name, action, self.host.next_delay(name, delay))
            action()

        self.arm(name, fire, delay)

    def rest(self):
        """No timer runs in this state."""
        self.host.disarm(self.timer)
        self.timer = None

    def answer(self, request, name, **fields):
        """Answers a message of the source, and the same message again by the same answer."""
        message = self.host.answer(request, name, fields)
        self.answers[request.octets] = message
        self.host.send(message, self.address)

    def say(self, name, extensions=(), to=None, nodes=None, exchange=None, **fields):
        """Says something without having been asked; what is repeated has the same octets."""
        message = self.host.message(name, self, to or self.source, fields, exchange, extensions)
        self.asked[message.exchange] = (name, message.receiver)
        self.host.send(message, nodes or self.address)
        return message

    def ask(self, name, **more):
        """Asks the hypervisor for an operation; only the answer to the last one counts."""
        self.operation = self.host.ask(name, self, more)

    # Offer and prepare

    def begin(self, offer):
        """Takes an offer that was judged good."""
        fields = offer.fields
        self.offer, self.back = offer.octets, offer
        self.values = {name: fields[name] for name in ("ticket", "address", "witness") if name in fields}
        self.window = min(fields["transfer"]["window"], 64)
        if not self.write("accepted", purpose=fields["purpose"]):
            return False
        self.profile, self.disks = fields["profile"], fields["disks"]
        grease = hashlib.sha256(self.migration).digest()
        transfer = dict(fields["transfer"], modes=fields["transfer"]["modes"] & judge.OWN_MODES, window=self.window)
        message = self.host.answer(offer, "OfferAccept", {
            "chosenVersions": judge.choose_versions(fields["versions"], self.host.versions),
            "transfer": transfer,
            "transcript": {"digest": hashlib.sha256(offer.octets).digest()},
            "lease": {"milliseconds": self.host.delay("OFFER_LEASE")},
        }, [(GREASE[grease[0] % 8], grease[1:1 + grease[9] % 9])])
        self.answers[offer.octets] = message
        self.accept = message.octets
        self.host.send(message, self.address)
        self.arm("OFFER_LEASE", lambda: self.release("lease-expired"))
        return True

    def on_Offer(self, message):
        if self.state in ("releasing", "released"):
            self.answer(message, "Refused", reason=self.why(self.reason))
        elif message.octets != self.offer and self.offer is not None:
            self.answer(message, "Refused", reason=self.why("unexpected-message"))

    def on_Prepare(self, message):
        if self.accept is None or self.state not in ("offered", "reserving", "ready", "copying", "assembling"):
            return
        expected = hashlib.sha256(self.offer + self.accept).digest()
        if message.fields["transcript"]["digest"] != expected:
            self.answer(message, "Refused", reason=self.why("downgrade"))
            self.release("downgrade", say=False)
        elif self.state == "offered":
            self.state, self.prepare = "reserving", message
            self.ask("reserve", memory=self.profile["memory"], disks=self.disks["disks"])
            self.arm("DESTINATION_OPERATION", lambda: self.release("hypervisor"))

    def on_reserved(self, result):
        """The hypervisor has tried to reserve everything, or failed."""
        if self.state != "reserving":
            return
        if result["is"] == "failed":
            no = VOTE_OF_REASON.get(result.get("reason"), "memory")
            votes = {name: "no" if name == no else "yes" for name in ("memory", "disk", "device", "network")}
            estimate = dict.fromkeys(("memory", "device", "fence", "network", "rebind", "gap"), 0)
        else:
            votes, estimate = result["votes"], result["estimate"]
        if self.values["purpose"]["purpose"] == "dry-run":
            return self.release("dry-run-done", then=lambda: self.answer(
                self.prepare, "DryRunReport", votes=votes, estimate=estimate))
        good = all(vote == "yes" for vote in votes.values())
        if good and not self.write("prepared"):
            return self.release("journal")
        self.state = "ready"
        lease = {"milliseconds": self.host.delay("PREPARE_LEASE")}
        self.answer(self.prepare, "Ready", lease=lease, votes=votes, estimate=estimate)
        if good:
            self.renew()
        else:
            self.release("no-resources", say=False)

    def renew(self):
        """The source was heard: the reservation waits anew (DST-010)."""
        if self.state in ("ready", "copying", "assembling"):
            self.arm("PREPARE_LEASE", lambda: self.release("lease-expired"))

    # Letting go

    def release(self, reason, then=None, say=True):
        """Lets the reservation go for a reason, then says so, or does something else."""
        reserved = self.state != "offered"
        self.state, self.reason = "releasing", reason
        self.after = then or (lambda: say and self.say("Aborted", reason=self.why(reason)))
        self.rest()
        if not reserved:
            return self.on_released(None)
        self.ask("release")
        self.repeat("DESTINATION_OPERATION", lambda: self.ask("release"))

    def on_released(self, _result):
        """The hypervisor has let go."""
        if self.state == "releasing":
            self.state = "released"
            self.rest()
            self.write("released", reason=self.why(self.reason))
            self.after()

    def on_Abort(self, message):
        reason = message.fields["reason"]
        if self.state in ("starting", "running", "givingBack", "gaveBack"):
            self.answer(message, "Refused", reason=self.why("unexpected-message"))
        elif self.state == "releasing":
            self.after = lambda: self.answer(message, "Aborted", reason=self.why(self.reason))
        elif self.state == "released":
            self.answer(message, "Aborted", reason=self.why(self.reason))
        else:
            self.release(reason["reason"], then=lambda: self.answer(message, "Aborted", reason=reason))

    @staticmethod
    def why(reason):
        """A reason without words for people."""
        return {"reason": reason, "detail": ""}
