#!/usr/bin/env python3
"""A destination host of XLMP that a kit can judge: xlmp-adapter/1 on standard input and output, in virtual time.

Python 3.9, standard library alone. Run it under the kit:
    xlmp check --role destination-host -- python3 conformance/examples/python/destination_host.py
"""

import json
import sys

sys.dont_write_bytecode = True

from host import Host  # noqa: E402  (after the line above, so that nothing is left behind in this folder)
from library import FUNCTIONS, evaluate  # noqa: E402

MANIFEST = {
    "roles": ["destination-host"],
    "capabilities": ["witness", "dry-run", "keep-journal", "journal-faults", *FUNCTIONS],
    "time": "virtual",
}


class Adapter:
    """Carries out the verbs of the kit, one line each."""

    def __init__(self, out):
        self.out, self.host, self.journal = out, None, []

    def report(self, line):
        self.out.write(json.dumps(line, separators=(",", ":")) + "\n")

    def carry_out(self, ask):
        verb = ask["do"]
        if verb == "hello":
            self.report({"is": "hello", "protocol": 1, "name": "destination-host-in-python", "version": "1",
                         "manifest": MANIFEST})
        elif verb == "reset":
            if ask["role"] != "destination-host":
                raise ValueError(f"plays a destination host and no {ask['role']}")
            if not ask.get("keepJournal"):
                self.journal = []
            self.host = Host(ask["config"], self.journal, self.report)
        elif verb == "deliver":
            self.host.deliver(bytes.fromhex(ask["packet"]))
        elif verb == "advance":
            self.host.clock.advance(ask["ms"])
        elif verb == "operation":
            self.host.operated(ask["operationId"], ask["result"])
        elif verb == "evaluate":
            if ask["function"] not in FUNCTIONS:
                raise ValueError(f"has no function {ask['function']}")
            self.report({"is": "value", "value": evaluate(ask["function"], ask["input"])})
        elif verb == "fault":
            self.host.set_fault(ask["fault"])
        elif verb != "bye":
            raise ValueError(f"does not know the verb {verb}")

    def run(self, lines):
        for line in lines:
            if not line.strip():
                continue
            ask = json.loads(line)
            try:
                self.carry_out(ask)
                self.report({"is": "done", "id": ask["id"]})
            except ValueError as problem:
                self.report({"is": "failed", "id": ask["id"], "reason": str(problem)})
            self.out.flush()
            if ask["do"] == "bye":
                return


if __name__ == "__main__":
    Adapter(sys.stdout).run(sys.stdin)
