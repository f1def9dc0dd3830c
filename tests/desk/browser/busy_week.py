"""A week at the company of the tests, so that every list of the desk has something in it."""

from datetime import datetime, timedelta

from company import Desk

from leadpact.desk import clock
from leadpact.desk.work.worker import work_once
from leadpact.engine.lead import Activity
from leadpact.engine.lifecycle import DisposeLead, RecordTouch, UnassignLead
from leadpact.terms.actors import person_actor
from leadpact.terms.stages import RepRole, channel_of

PEOPLE = (
    ("pat", "Pat", "Moreau", "Customer", "Head of Operations"),
    ("kim", "Kim", "Okafor", "Northwind Freight and Forwarding", "Director of Logistics"),
    ("lee", "Lee", "Ferreira", "Example Foods", "Buyer"),
    ("sam", "Sam", "Lindqvist", "Example Steel", "Plant manager"),
    ("robin", "Robin", "Achterberg", "Example Bank", "Head of Payments"),
    ("alex", "Alex", "Tanaka", "Example Press", "Editor"),
    ("dana", "Dana", "Novak", "Example Travel", "Chief of staff"),
    ("jo", "Jo", "Quist", "Example Energy", "Controller"),
)


def live_through(desk: Desk, until: datetime) -> None:
    """Let leads come, be called, be missed, be rejected and wait, over the three days before."""
    for number, (lead_id, first, last, company, title) in enumerate(PEOPLE):
        with clock.fixed(until - timedelta(days=3) + timedelta(hours=6 * number)):
            now = clock.now()
            did = [Activity(f"{lead_id}/read", "content_downloaded", now - timedelta(days=1))]
            did.append(Activity(f"{lead_id}/demo", "demo_requested", now))
            values = {"first_name": first, "last_name": last, "company": company, "title": title}
            desk.add_lead(lead_id, *did, phone="+12125550100", campaign="spring webinar", **values)
    touch(desk, "pat", "CALL", until - timedelta(days=2))
    touch(desk, "pat", "EMAIL", until - timedelta(days=1))
    touch(desk, "kim", "CALL", until - timedelta(hours=20))
    reject(desk, "sam", until - timedelta(hours=30), "Bought from a competitor last month.")
    reject(desk, "alex", until - timedelta(hours=5), "Only wanted the template.")
    with clock.fixed(until - timedelta(hours=3)):
        taken = UnassignLead("robin/taken", clock.now(), actor=person_actor("may"))
        desk.record("robin", taken)
    work_once(as_of=until)


def touch(desk: Desk, lead_id: str, channel: str, at: datetime) -> None:
    """Record a touch by the lead's own SDR."""
    rep_id = desk.state(lead_id).owner_rep_id or "ann"
    with clock.fixed(at):
        command = RecordTouch(
            f"{lead_id}/{channel}", at, rep_id, channel_of(channel), actor=person_actor(rep_id)
        )
        desk.record(lead_id, command)


def reject(desk: Desk, lead_id: str, at: datetime, note: str) -> None:
    """Record that the lead's SDR found no need."""
    rep_id = desk.state(lead_id).owner_rep_id or "ann"
    with clock.fixed(at):
        command = DisposeLead(
            f"{lead_id}/no",
            at,
            RepRole.SDR,
            "other",
            by_rep_id=rep_id,
            note=note,
            actor=person_actor(rep_id),
        )
        desk.record(lead_id, command)
