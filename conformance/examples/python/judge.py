"""Verdicts on what others sent: the offer, the ticket, the permit, the statement. Reasons are names of the table."""

import seal
from tables import MODES

OWN_VERSIONS = {"controlLeast": 1, "controlMost": 1, "stateLeast": 1, "stateMost": 1, "rebindLeast": 1, "rebindMost": 1}
OWN_MODES = MODES["preCopy"] | MODES["diskCopy"]


def choose_versions(offered, own):
    """The highest version of each kind that both speak (VER-001), or the reason why there is none."""
    chosen = {}
    for kind, reason in (("control", "unsupported-version"), ("state", "unsupported-format"),
                         ("rebind", "unsupported-format")):
        highest = min(offered[kind + "Most"], own[kind + "Most"])
        if highest < max(offered[kind + "Least"], own[kind + "Least"]):
            return reason
        chosen[kind] = highest
    return chosen


def judge_ticket(ticket, parties, epoch, modes, wall_seconds):
    """None when a ticket allows a migration, else the reason why not (SIG-004 to SIG-009)."""
    if not seal.signed_by("ticket", ticket, ticket["machine"]):
        return "ticket-signature"
    if (ticket["machine"], ticket["fromHost"], ticket["toHost"]) != parties:
        return "ticket-party"
    if not ticket["notBefore"] <= wall_seconds <= ticket["notAfter"]:
        return "ticket-time"
    if not ticket["epochFirst"] <= epoch <= ticket["epochLast"]:
        return "ticket-epoch"
    if modes & ~ticket["modes"]:
        return "ticket-mode"
    return None


def judge_offer(offer, host):
    """None when an offer can be taken, else the reason why not, in the order of chapter 06."""
    chosen = choose_versions(offer.fields["versions"], host.versions)
    if isinstance(chosen, str):
        return chosen
    ticket = offer.fields["ticket"]
    parties = (offer.machine, offer.sender, offer.receiver)
    modes = offer.fields["transfer"]["modes"]
    reason = judge_ticket(ticket, parties, offer.epoch, modes, host.wall_seconds())
    if reason is not None:
        return reason
    if offer.epoch <= host.highest_epoch(offer.machine):
        return "stale-epoch"
    if host.is_busy(offer.machine, offer.migration):
        return "busy"
    shared = any(disk["mode"] == "shared-unfenced" for disk in offer.fields["disks"]["disks"])
    if shared and ticket["unsafeDisks"] != "yes":
        return "unsafe-disk"
    return host.policy_says_no()


def permit_fits(permit, one):
    """Tells whether a permit lets this host run what it has in a migration."""
    return (named(permit, one) == (one.machine, one.migration, one.epoch, one.host.hid, one.digest)
            and permit["serial"] == one.ticket["serial"])


def named(record, one):
    """Machine, migration, epoch, host and digest of a permit or a statement."""
    who = record["holder"] if "holder" in record else record["owner"]
    return record["machine"], record["migration"], record["epoch"], who, record["digest"]


def statement_is_of_witness(statement, one):
    """Tells whether the witness of a migration signed a statement about its machine (SIG-012, SIG-013)."""
    return (one.witness is not None and statement["machine"] == one.machine
            and seal.signed_by("statement", statement, one.witness["host"]))


def statement_fits(statement, one, epoch, owner):
    """Tells whether a statement says that this migration made an owner of the machine under an epoch."""
    return (statement_is_of_witness(statement, one) and statement["known"] == "yes"
            and named(statement, one) == (one.machine, one.migration, epoch, owner, one.digest))
