"""The second half of a migration at its destination: waiting for the commit, the right to run, giving back."""

import judge
import seal


class CommitPart:
    """States from `complete` on; the fields are those of Migration."""

    # Waiting for the commit

    def wait(self):
        """From here on the copy may be the only one that will ever run."""
        self.state = "waiting"
        self.operation = None
        self.repeat("DOUBT_RETRY", self.doubt)

    def doubt(self):
        """Asks the source, and the witness where there is one."""
        self.say("StatusQuery")
        if self.witness is not None:
            self.say("WitnessRead", to=self.witness["host"], nodes=self.witness["nodes"])

    def on_StatusAnswer(self, message):
        if self.state == "waiting" and message.fields["status"]["outcome"] == "aborted":
            self.release(message.fields.get("reason", self.why("cancelled"))["reason"])

    def on_WitnessAnswer(self, message):
        statement = message.fields["statement"]
        if not judge.statement_is_of_witness(statement, self):
            return
        if self.state == "waiting":
            if judge.statement_fits(statement, self, self.epoch, self.host.hid):
                self.permitted(statement=statement)
            elif statement["known"] == "yes" and statement["epoch"] >= self.epoch:
                self.release("superseded")
        elif self.state == "givingBack" and "statement" not in self.values_back:
            if judge.statement_fits(statement, self, self.epoch + 1, self.source):
                self.values_back["statement"] = statement
                self.give_back()

    def on_Commit(self, message):
        if self.state == "running":
            if message.fields["permit"]["digest"] == self.digest:
                self.answer(message, "Running", running={"epoch": self.epoch})
        elif self.state in ("givingBack", "gaveBack"):
            return
        elif self.state == "starting":
            self.commit = message
        elif self.state != "waiting":
            if self.state not in ("releasing", "released"):
                self.host.send(self.host.answer(message, "Refused", {"reason": self.why("unexpected-message")}),
                               self.address)
        else:
            self.judge_commit(message)

    def judge_commit(self, message):
        permit, statement = message.fields["permit"], message.fields.get("statement")
        reason = None
        if not judge.permit_fits(permit, self):
            reason = "not-authorised"
        elif self.witness is not None and (
                statement is None or not judge.statement_fits(statement, self, self.epoch, self.host.hid)):
            reason = "witness-required"
        if reason is not None:
            self.host.send(self.host.answer(message, "Refused", {"reason": self.why(reason)}), self.address)
            return
        self.commit = message
        kept = {"permit": permit}
        if statement is not None:
            kept["statement"] = statement
        self.permitted(**kept)

    # The right to run

    def permitted(self, **right):
        """The right to run is here; the machine starts when that is written down."""
        self.state = "starting"
        if self.write("permitted", **right):
            self.start()
        else:
            self.arm("DESTINATION_OPERATION", lambda: self.permitted(**right))

    def start(self):
        """Starts the machine; asking again does no harm, so whatever is not certain is asked again."""
        self.state = "starting"
        self.ask("start")
        self.arm("DESTINATION_OPERATION", self.start)

    def on_started(self, result):
        """The hypervisor has started the machine, or has certainly not."""
        if self.state != "starting":
            return
        if result["is"] == "failed":
            return self.cannot_start(result.get("reason", "hypervisor"))
        self.host.runs(self)
        self.runs()

    def runs(self):
        """The machine runs; says so when that is written down."""
        if not self.write("running", running={"epoch": self.epoch}):
            return self.arm("DESTINATION_OPERATION", self.runs)
        self.state = "running"
        self.rest()
        if self.commit is not None:
            self.answer(self.commit, "Running", running={"epoch": self.epoch})
        else:
            self.say("Running", running={"epoch": self.epoch})

    # Giving back

    def cannot_start(self, reason):
        """Writes down that the machine never runs here, then gives it back."""
        permit = seal.sign_record("permit", {
            "machine": self.machine, "migration": self.migration, "epoch": self.epoch + 1, "holder": self.source,
            "digest": self.digest, "serial": self.ticket["serial"]}, self.host.key)
        self.state = "refusing"
        if not self.write("given-back", permit=permit, reason=self.why(reason)):
            return self.arm("DESTINATION_OPERATION", lambda: self.cannot_start(reason))
        self.begin_giving_back()

    def begin_giving_back(self):
        """Hands the right back: to the witness first, where there is one."""
        self.state = "givingBack"
        self.values_back = {}
        if self.witness is None:
            return self.give_back()
        self.swap()
        self.repeat("GIVE_BACK_RETRY", self.swap)

    def swap(self):
        self.say("WitnessSwap", to=self.witness["host"], nodes=self.witness["nodes"], ticket=self.ticket, swap={
            "expected": self.epoch, "epoch": self.epoch + 1, "owner": self.source, "digest": self.digest})

    def give_back(self):
        self.say_give_back()
        self.repeat("GIVE_BACK_RETRY", self.say_give_back)

    def say_give_back(self):
        exchange = self.commit.exchange if self.commit is not None else None
        self.say("GiveBack", exchange=exchange, permit=self.values["permit"], reason=self.values["reason"],
                 **self.values_back)

    def on_Running(self, message):
        if self.state == "givingBack" and message.fields["running"]["epoch"] == self.epoch + 1:
            self.state = "gaveBack"
            self.rest()

    # Restart

    def resume(self, step, is_latest):
        """Goes on from the last record (chapter 06, restart). An older migration of the machine does nothing more."""
        if not is_latest:
            self.state, self.reason = {"running": "gone", "given-back": "gaveBack"}.get(step, "released"), None
        elif step in ("accepted", "prepared"):
            self.state = "reserving"
            self.release("restart")
        elif step == "complete":
            self.wait()
            self.doubt()
        elif step == "permitted":
            self.start()
        elif step == "running":
            self.state = "running"
            self.host.runs(self)
        elif step == "given-back":
            self.begin_giving_back()
        else:
            self.state, self.reason = "released", self.values["reason"]["reason"]
