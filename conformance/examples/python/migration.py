"""One migration at its destination host: the states of chapter 06, by the names of its table.

Here are offer, votes and letting go; transfer.py has the rounds up to the whole state, and commit.py what follows from
the commit on. A message that the table has no row for is let be.
"""

import hashlib

import judge
from commit import CommitPart
from tables import GAVE_BACK, GREASE, HAS_RIGHT, REASON_OF_VOTE, why
from transfer import TransferPart


class Migration(TransferPart, CommitPart):
    """A migration that this host knows of; `values` is what its records said so far."""

    def __init__(self, host, machine, migration, epoch, source):
        self.host, self.machine, self.migration, self.epoch, self.source = host, machine, migration, epoch, source
        self.state, self.values, self.reason, self.asked = "idle", {}, None, {}
        self.timer = self.operation = self.pending = self.offer = self.accept = self.prepare = self.votes = None
        self.round = self.manifest = self.freeze = self.commit = self.abort = None
        self.loaded, self.window, self.is_told, self.returned = {}, 1, False, {}

    ticket = property(lambda self: self.values["ticket"])
    witness = property(lambda self: self.values.get("witness"))
    digest = property(lambda self: self.values["stateDigest"]["digest"])
    address = property(lambda self: self.values["address"]["nodes"])

    def known_epoch(self):
        """The epoch that a status answer names (DST-029)."""
        return self.epoch - 1 + (self.state in HAS_RIGHT) + 2 * (self.state in GAVE_BACK)

    # What every state does

    def record(self, step, then, failed, **more):
        """Writes a record with what belongs into it, and goes on when it is durable, or is known not to be."""
        carried = {name: self.values[name] for name in ("ticket", "address", "witness") if name in self.values}
        values = {**({} if step in ("released", "running") else carried), **more}
        self.pending = token = object()

        def answered(is_durable):
            if is_durable:
                self.values.update(values)
            if self.pending is token:
                self.pending = None
                (then if is_durable else failed)()

        self.host.append({"step": step, "machine": self.machine, "migration": self.migration, "epoch": self.epoch,
                          "peer": self.source, "values": values}, answered)

    def arm(self, name, action, delay=None):
        """Has something done when a timer fires; it takes the place of what was armed before."""
        self.rest()
        self.timer = self.host.arm(name, action, delay)

    def repeat(self, name, action, delay=None):
        """Has something done each time a timer fires, with its back-off."""
        delay = self.host.delay(name) if delay is None else delay

        def fire():
            self.repeat(name, action, self.host.next_delay(name, delay))
            action()

        self.arm(name, fire, delay)

    def rest(self):
        """No timer runs any more."""
        self.host.disarm(self.timer)
        self.timer = None

    def answer(self, request, name, extensions=(), **fields):
        """Answers a message of the source; the same message again gets the same octets."""
        message = self.host.answer(request, name, fields, extensions)
        self.host.send(message, self.address)
        return message

    def refuse(self, request, reason):
        self.answer(request, "Refused", reason=why(reason))

    def say(self, name, to=None, nodes=None, exchange=None, **fields):
        """Says something without having been asked; what is repeated has the same octets."""
        message = self.host.message(name, self, to or self.source, fields, exchange)
        self.asked[message.exchange] = (name, message.receiver)
        self.host.send(message, nodes or self.address)

    def ask(self, name, **more):
        """Asks the hypervisor for an operation; one at a time counts, however often it is asked for."""
        self.operation = name
        self.host.ask(name, self, more)

    # Offer and prepare

    def on_Offer(self, message):
        if self.state == "idle":
            self.judge(message)
        elif self.state == "released":
            self.refuse(message, self.reason)
        elif self.state in ("recordingAccept", "offered", "reserving", "recordingPrepared", "ready"):
            if message.octets != self.offer:
                self.refuse(message, "unexpected-message")
            elif self.state != "recordingAccept":
                self.say_accept(message)

    def judge(self, offer):
        """A new offer: refused for a reason, or accepted once that is written down."""
        fields = offer.fields
        self.values = {name: fields[name] for name in ("ticket", "address", "witness") if name in fields}
        reason = judge.judge_offer(offer, self.host)
        if reason is not None:
            return self.decline(offer, reason)
        self.state, self.offer = "recordingAccept", offer.octets
        self.profile, self.disks = fields["profile"], fields["disks"]
        self.window = fields["transfer"]["window"]
        self.arm("DESTINATION_OPERATION", lambda: self.decline(offer, "journal"))
        self.record("accepted", lambda: self.accepted(offer), lambda: self.decline(offer, "journal"),
                    purpose=fields["purpose"])

    def decline(self, offer, reason):
        self.state, self.reason, self.pending = "refused", reason, None
        self.rest()
        self.refuse(offer, reason)

    def accepted(self, offer):
        self.state = "offered"
        self.say_accept(offer)
        self.arm("OFFER_LEASE", lambda: self.release("lease-expired"))

    def say_accept(self, offer):
        fields, grease = offer.fields, hashlib.sha256(self.migration).digest()
        self.accept = self.answer(
            offer, "OfferAccept", [(GREASE[grease[0] % 8], grease[1:1 + grease[9] % 9])],
            chosenVersions=judge.choose_versions(fields["versions"], self.host.versions),
            transfer=dict(fields["transfer"], modes=fields["transfer"]["modes"] & judge.OWN_MODES),
            transcript={"digest": hashlib.sha256(offer.octets).digest()},
            lease={"milliseconds": self.host.delay("OFFER_LEASE")}).octets

    def on_Prepare(self, message):
        if self.state == "released":
            return self.say_votes(message) if self.votes is not None else self.refuse(message, self.reason)
        if self.state in ("reserving", "recordingPrepared", "ready") and message.octets != self.prepare.octets:
            return self.refuse(message, "unexpected-message")
        if self.state == "ready":
            return self.say_votes(message)
        if self.state != "offered":
            return
        if message.fields["transcript"]["digest"] != hashlib.sha256(self.offer + self.accept).digest():
            self.refuse(message, "downgrade")
            return self.release("downgrade", is_told=True)
        self.state, self.prepare = "reserving", message
        self.ask("reserve", memory=self.profile["memory"], disks=self.disks["disks"])
        self.arm("DESTINATION_OPERATION", lambda: self.release("hypervisor"))

    def on_reserved(self, result):
        """The hypervisor has tried to reserve everything, or failed."""
        if self.state != "reserving":
            return
        if result["is"] == "failed":
            return self.release(result["reason"])
        self.votes = {"votes": result["votes"], "estimate": result["estimate"]}
        is_dry_run = self.values["purpose"]["purpose"] == "dry-run"
        reasons = ["dry-run-done"] * is_dry_run
        reasons += [reason for vote, reason in REASON_OF_VOTE.items() if result["votes"][vote] == "no"]
        if reasons:
            self.say_votes(self.prepare)
            return self.release(reasons[0], is_told=True)
        self.state = "recordingPrepared"
        self.arm("DESTINATION_OPERATION", lambda: self.release("journal"))
        self.record("prepared", self.prepared, lambda: self.release("journal"))

    def prepared(self):
        self.state = "ready"
        self.say_votes(self.prepare)
        self.renew()

    def say_votes(self, prepare):
        if self.values["purpose"]["purpose"] == "dry-run":
            self.answer(prepare, "DryRunReport", **self.votes)
        else:
            self.answer(prepare, "Ready", lease={"milliseconds": self.host.delay("PREPARE_LEASE")}, **self.votes)

    def renew(self):
        """The reservation waits anew for the source (DST-010)."""
        if self.state in ("ready", "assembling"):
            self.arm("PREPARE_LEASE", lambda: self.release("lease-expired"))

    # Letting go

    def release(self, reason, is_told=False):
        """Lets everything go for a reason; the source is told afterwards, unless what it got has told it."""
        self.state, self.reason, self.is_told, self.pending = "releasing", reason, is_told, None
        self.votes = self.votes if is_told else None
        self.ask("release")
        self.repeat("DESTINATION_OPERATION", lambda: self.ask("release"))

    def on_released(self, result):
        """The hypervisor has let go."""
        if self.state == "releasing" and result["is"] != "failed":
            self.state = "recordingRelease"
            self.arm("DESTINATION_OPERATION", self.leave)
            self.record("released", self.leave, self.leave, reason=why(self.reason))

    def leave(self):
        """Over. A record that could not be written is done without: a restart lets go once more."""
        self.state, self.pending = "released", None
        self.rest()
        if not self.is_told:
            self.say_aborted()

    def say_aborted(self):
        if self.abort is not None:
            self.answer(self.abort, "Aborted", reason=why(self.reason))
        else:
            self.say("Aborted", reason=why(self.reason))

    def on_Abort(self, message):
        if self.state in HAS_RIGHT | GAVE_BACK:
            return self.refuse(message, "unexpected-message")
        self.abort = message
        if self.state in ("refused", "released"):
            self.say_aborted()
        elif self.state in ("releasing", "recordingRelease"):
            self.is_told, self.votes = False, None
        else:
            self.release(message.fields["reason"]["reason"])

