"""The middle of a migration at its destination: manifests, pieces, rounds, and the whole state."""

from rounds import Round


class TransferPart:
    """States from `ready` to the record `complete`; the fields are those of Migration."""

    def on_Manifest(self, message):
        if self.state not in ("ready", "copying", "assembling"):
            return
        described = message.fields["round"]
        if described["round"] in self.loaded:
            return self.progress(message, described["round"], self.loaded[described["round"]], "yes")
        if self.round is None or described["round"] > self.round.number:
            self.round = Round(described)
        if described != self.round.description:
            return
        if self.state == "ready":
            self.state = "copying"
        self.manifest = message
        self.round.add(message.fields["part"])
        self.progress(message, self.round.number, self.round.received(), "no")
        self.fetch()
        self.load()

    def progress(self, manifest, number, received, complete):
        self.host.send(self.host.answer(manifest, "Progress", {
            "progress": {"round": number, "received": received, "complete": complete}}), self.address)

    def fetch(self):
        for pieces in self.round.wanted(self.window):
            self.say("Fetch", fetch={"pieces": pieces})

    def on_Piece(self, message):
        if self.round is None or self.state not in ("copying", "assembling"):
            return
        if self.round.take(message.fields["piece"]):
            self.fetch()
            self.load()

    def load(self):
        """Has the hypervisor load the round when all of it is here."""
        if self.round.is_here() and self.operation is None:
            chunks = self.round.chunks()
            if sum(len(chunk["octets"]) for chunk in chunks) > 40_000:
                chunks = [{"place": record["place"], "cid": record["cid"].hex()} for record in self.round.records.values()]
            self.ask("load", round=self.round.number, chunks=chunks)
            self.operation_timer = self.host.arm("DESTINATION_OPERATION", lambda: self.release("hypervisor"))

    def on_loaded(self, result):
        """The hypervisor has loaded the round that was complete."""
        if self.state not in ("copying", "assembling"):
            return
        self.host.disarm(self.operation_timer)
        if result["is"] == "failed":
            return self.release(result.get("reason", "hypervisor"))
        self.loaded[self.round.number] = len(self.round.records)
        self.loaded_digest = bytes.fromhex(result["stateDigest"])
        if self.manifest is not None and self.manifest.fields["round"]["round"] == self.round.number:
            self.progress(self.manifest, self.round.number, len(self.round.records), "yes")
        self.finish()

    # The end of the state

    def on_Freeze(self, message):
        if self.state == "waiting" and message.fields["stateDigest"]["digest"] == self.digest:
            return self.answer(message, "Complete", stateDigest={"digest": self.digest})
        if self.state not in ("ready", "copying", "assembling"):
            return
        described = message.fields["round"]
        self.state, self.freeze = "assembling", message
        if self.round is None or described["round"] > self.round.number:
            self.round = Round(described)
            self.load()
        self.finish()

    def finish(self):
        """Compares the state with what the freeze says, when the last round is loaded."""
        if self.freeze is None or self.freeze.fields["round"]["round"] not in self.loaded:
            return
        wanted = self.freeze.fields["stateDigest"]
        if self.loaded_digest != wanted["digest"]:
            return self.release("transfer-integrity")
        if not self.write("complete", stateDigest=wanted):
            return self.release("journal")
        self.answer(self.freeze, "Complete", stateDigest=wanted)
        self.wait()
