"""The end of a migration at its destination: waiting for the commit, the right to run, giving back."""

import judge
import seal
from tables import HAS_RIGHT, why


class CommitPart:
    """States from `awaitingCommit` on; the fields are those of Migration."""

    # Waiting for the commit

    def wait(self):
        """From here on the copy may be the only one that will ever run."""
        self.state = "awaitingCommit"
        self.repeat("DOUBT_RETRY", self.doubt)

    def doubt(self):
        """Asks the source, and the witness where there is one."""
        self.say("StatusQuery")
        if self.witness is not None:
            self.say("WitnessRead", to=self.witness["host"], nodes=self.witness["nodes"])

    def on_StatusAnswer(self, message):
        if self.state == "awaitingCommit" and message.fields["status"]["outcome"] == "aborted":
            self.release(message.fields.get("reason", why("cancelled"))["reason"])

    def on_WitnessAnswer(self, message):
        statement = message.fields["statement"]
        if not judge.statement_is_of_witness(statement, self) or statement["known"] != "yes":
            return
        if self.state == "awaitingCommit":
            if judge.statement_fits(statement, self, self.epoch, self.host.hid):
                self.permitted({"statement": statement})
            elif statement["epoch"] >= self.epoch:
                self.release("superseded")
        elif self.state == "reclaiming":
            if judge.statement_fits(statement, self, self.epoch + 1, self.source):
                self.returned = {"statement": statement}
                self.give_back()
            elif statement["epoch"] > self.epoch:
                self.state = "gaveBack"
                self.rest()

    def on_Commit(self, message):
        if self.state in HAS_RIGHT | {"awaitingCommit"} and not seal.signed_by(
                "permit", message.fields["permit"], self.source):
            return  # Not taken (SIG-010, SIG-011): nobody has said that.
        if self.state == "returning":
            self.say_give_back()
        elif self.state == "running" and judge.permit_fits(message.fields["permit"], self):
            self.answer(message, "Running", running={"epoch": self.epoch})
        elif self.state == "running" or self.state == "awaitingCommit":
            self.judge_commit(message)
        elif self.state in HAS_RIGHT and not judge.permit_fits(message.fields["permit"], self):
            self.refuse(message, "not-authorised")

    def judge_commit(self, message):
        permit, statement = message.fields["permit"], message.fields.get("statement")
        if not judge.permit_fits(permit, self):
            return self.refuse(message, "not-authorised")
        right = {"permit": permit}
        if self.witness is not None:
            if statement is None or not judge.statement_fits(statement, self, self.epoch, self.host.hid):
                return self.refuse(message, "witness-required")
            right["statement"] = statement
        self.commit = message
        self.permitted(right)

    # The right to run

    def permitted(self, right):
        """The right to run is here; the machine starts when that is written down."""
        self.state = "recordingPermit"
        self.try_record("permitted", self.start, **right)

    def try_record(self, step, then, **values):
        """Writes a record that there is no way around: the machine is here, and nobody else can run it."""
        self.arm("DESTINATION_OPERATION", lambda: self.try_record(step, then, **values))
        self.record(step, then, lambda: None, **values)

    def start(self):
        """Starts the machine. Asking again does no harm, so whatever is not certain is asked again."""
        self.state = "starting"
        self.ask("start")
        self.repeat("DESTINATION_OPERATION", lambda: self.ask("start"))

    def on_started(self, result):
        """The hypervisor has started the machine, or has certainly not."""
        if self.state != "starting":
            return
        if result["is"] == "failed":
            return self.cannot_start(result["reason"])
        self.state = "recordingRun"
        self.host.runs(self)
        self.try_record("running", self.runs, running={"epoch": self.epoch})

    def runs(self):
        """The machine runs, and that is written down: the source hears of it."""
        self.state = "running"
        self.rest()
        if self.commit is not None:
            self.answer(self.commit, "Running", running={"epoch": self.epoch})
        else:
            self.say("Running", running={"epoch": self.epoch})

    # Giving back

    def cannot_start(self, reason):
        """Writes down that the machine never runs here, then gives it back."""
        self.state, self.reason = "recordingReturn", reason
        permit = seal.sign_record("permit", {
            "machine": self.machine, "migration": self.migration, "epoch": self.epoch + 1, "holder": self.source,
            "digest": self.digest, "serial": self.ticket["serial"]}, self.host.key)
        self.try_record("given-back", self.begin_giving_back, permit=permit, reason=why(reason))

    def begin_giving_back(self):
        """Lets the copy go, and hands the right back: to the witness first, where there is one."""
        self.ask("release")
        if self.witness is None:
            return self.give_back()
        self.state = "reclaiming"
        self.swap()
        self.repeat("GIVE_BACK_RETRY", self.swap)

    def swap(self):
        self.say("WitnessSwap", to=self.witness["host"], nodes=self.witness["nodes"], ticket=self.ticket, swap={
            "expected": self.epoch, "epoch": self.epoch + 1, "owner": self.source, "digest": self.digest})

    def give_back(self):
        self.state = "returning"
        self.say_give_back()
        self.repeat("GIVE_BACK_RETRY", self.say_give_back)

    def say_give_back(self):
        exchange = self.commit.exchange if self.commit is not None else None
        self.say("GiveBack", exchange=exchange, permit=self.values["permit"], reason=self.values["reason"],
                 **self.returned)

    def on_Running(self, message):
        if self.state in ("reclaiming", "returning") and message.fields["running"]["epoch"] == self.epoch + 1:
            self.state = "gaveBack"
            self.rest()

    # Restart

    def resume(self, step, is_latest):
        """Goes on from the last record. Of a migration with a later one behind it nothing is touched (DST-034)."""
        if step == "released":
            self.state, self.reason = "released", self.values["reason"]["reason"]
        elif step in ("accepted", "prepared", "complete") and not is_latest:
            self.state, self.reason = "released", "superseded"
        elif step in ("accepted", "prepared"):
            self.release("restart")
        elif step == "complete":
            self.wait()
            self.doubt()
        elif step == "permitted" and is_latest:
            self.start()
        elif step in ("permitted", "running"):
            self.state = "running"
            if is_latest:
                self.host.runs(self)
        else:
            self.state, self.reason = "gaveBack", self.values["reason"]["reason"]
            if is_latest:
                self.begin_giving_back()
