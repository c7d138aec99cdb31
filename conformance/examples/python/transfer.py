"""The middle of a migration at its destination: manifests, pieces, rounds, and the whole state."""

from rounds import Round


class TransferPart:
    """The states `ready` and `assembling`; the fields are those of Migration."""

    def next_round(self):
        return max(self.loaded, default=0) + 1

    def image_octets(self):
        """How long the state is: the memory, and the disks that are copied."""
        return self.profile["memory"] + sum(disk["size"] for disk in self.disks["disks"] if disk["mode"] == "copied")

    def on_Manifest(self, message):
        described = message.fields["round"]
        if self.state == "released":
            self.say_aborted()
        elif self.state == "ready" and described["round"] in self.loaded:
            self.renew()
            self.progress(message, described["round"], self.loaded[described["round"]], "yes")
        elif self.state in ("ready", "assembling") and described["round"] == self.next_round():
            self.renew()
            if self.round is None or self.round.number != described["round"]:
                self.round = Round(described)
            if described != self.round.description:
                return
            self.manifest = message
            self.round.add(message.fields["part"])
            if self.round.is_wrong(self.image_octets()):
                return self.release("transfer-integrity")
            if self.state == "ready":
                self.progress(message, self.round.number, self.round.received(), "no")
            self.round.ask_again()
            self.fetch()
            self.load()

    def progress(self, manifest, number, received, complete):
        self.answer(manifest, "Progress", progress={"round": number, "received": received, "complete": complete})

    def fetch(self):
        for pieces in self.round.wanted(self.window):
            self.say("Fetch", fetch={"pieces": pieces})

    def on_Piece(self, message):
        if self.round is None or self.state not in ("ready", "assembling"):
            return
        has_come = self.round.take(message.fields["piece"])
        self.fetch()
        if has_come:
            self.renew()
            self.load()

    def load(self):
        """Has the hypervisor load the round when all of it is here."""
        if self.round.is_here() and self.operation is None:
            self.ask("load", round=self.round.number, chunks=self.round.chunks())

    def on_loaded(self, result):
        """The hypervisor has loaded the round that was complete, or cannot."""
        if self.state not in ("ready", "assembling"):
            return
        if result["is"] == "failed":
            return self.release(result["reason"])
        self.loaded[self.round.number] = len(self.round.records)
        self.loaded_digest = bytes.fromhex(result["stateDigest"])
        if self.state == "ready":
            self.progress(self.manifest, self.round.number, len(self.round.records), "yes")
        self.finish()

    def on_Freeze(self, message):
        described = message.fields["round"]
        if self.state == "released":
            self.say_aborted()
        elif self.state == "awaitingCommit" and message.fields["stateDigest"]["digest"] == self.digest:
            self.answer(message, "Complete", stateDigest={"digest": self.digest})
        elif self.state == "assembling" and message.fields["stateDigest"] == self.freeze.fields["stateDigest"]:
            self.renew()
        elif self.state == "ready" and described["round"] in (self.next_round(), self.next_round() - 1):
            self.state, self.freeze = "assembling", message
            self.renew()
            if described["round"] == self.next_round():
                if self.round is None or self.round.description != described:
                    self.round = Round(described)
                self.load()
            self.finish()

    def finish(self):
        """Compares the state with what the freeze says, when the last round is loaded."""
        if self.state != "assembling" or self.freeze.fields["round"]["round"] not in self.loaded:
            return
        wanted = self.freeze.fields["stateDigest"]
        if self.loaded_digest != wanted["digest"]:
            return self.release("transfer-integrity")
        self.state = "recordingComplete"
        self.arm("DESTINATION_OPERATION", lambda: self.release("journal"))
        self.record("complete", self.complete, lambda: self.release("journal"), stateDigest=wanted)

    def complete(self):
        self.answer(self.freeze, "Complete", stateDigest={"digest": self.digest})
        self.wait()
