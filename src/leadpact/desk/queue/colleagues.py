"""Somebody whom the prospect named instead: a lead of their own, linked with the first one."""

from dataclasses import replace

from leadpact.desk.capture.actions import capture
from leadpact.desk.leads.queries import LeadView
from leadpact.desk.queue.commands import COLLEAGUE, Report, UnableToReadReport

SOURCE = "referral"


def with_colleague(report: Report, view: LeadView, *, actor: str) -> Report:
    """Capture the colleague that a report names, and return the report with that lead.

    Raises
    ------
    UnableToReadReport
        Where it names too little, or the prospect themselves.
    """
    values = dict(zip(COLLEAGUE, report.colleague, strict=True))
    if not values["email"] or not (values["first_name"] or values["last_name"]):
        raise UnableToReadReport(
            "colleague", "Of a colleague, write a name and the e-mail address."
        )
    lead = view.state.lead
    known = lead.attributes if lead is not None else {}
    if str(known.get("email") or "").lower() == values["email"].lower():
        raise UnableToReadReport("colleague", "The colleague has the address of the prospect.")
    account = {"account_id": lead.account_id} if lead is not None and lead.account_id else {}
    company = {"company": known["company"]} if known.get("company") else {}
    captured = capture(
        {**values, **company, **account},
        source=SOURCE,
        command_id=f"{report.command_id}/colleague",
        actor=actor,
    )
    return replace(report, referred_lead_id=captured.lead_id)
