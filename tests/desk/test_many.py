"""Many at once: what is sent twice is one, each lead is routed once, and no cap is broken."""

from collections import Counter

import pytest
from company import MONDAY, REPS
from fresh import FreshDesk, in_threads
from whole import differences

from leadpact.desk.leads.models import StoredLead
from leadpact.desk.people.actions import save_reps
from leadpact.desk.store import open_store
from leadpact.desk.work.inbox import put_off
from leadpact.desk.work.models import PendingCommand
from leadpact.desk.work.worker import work_off
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import RecordLead


def came(name: str) -> RecordLead:
    """Return the command of a lead that asked for a demo."""
    known = {
        "first_name": "Pat",
        "last_name": name,
        "email": f"{name}@customer.example",
        "company": "Customer",
        "n_employees": 300,
    }
    did = (Activity(f"{name}/demo", "demo_requested", MONDAY),)
    lead = Lead(name, known, created_at=MONDAY)
    return RecordLead(f"{name}/came", MONDAY, lead, activities=did, actor="system:form")


def n_given() -> Counter[str]:
    rows = open_store().statements.run("SELECT lead_id FROM event WHERE kind = 'lead.assigned'")
    return Counter(lead_id for (lead_id,) in rows)


@pytest.mark.long
def test_eight_clients_with_the_same_leads_route_each_once_and_break_no_cap(
    own_desk: FreshDesk,
) -> None:
    """Must hold 3, small: the large one is `bench/desk_many.py`."""
    save_reps({"time_zone": "America/New_York", **row, "open_cap": 40} for row in REPS)
    names = [f"lead-{number:03}" for number in range(100)]
    in_threads(lambda name: own_desk.desk.record(name, came(name)), [*names, *names], 8)
    held = dict(Counter(StoredLead.objects.values_list("owner_rep_id", flat=True)))
    assert held == {"ann": 40, "bob": 40, None: 20}
    assert set(n_given().values()) == {1}
    assert differences() == []


def test_two_workers_share_the_inbox_and_decide_on_each_command_once(
    own_desk: FreshDesk,
) -> None:
    names = [f"lead-{number:02}" for number in range(20)]
    for name in names:
        put_off(name, came(name), not_before=MONDAY)
    in_threads(lambda _: work_off(as_of=MONDAY), [1, 2], 2)
    assert PendingCommand.objects.count() == 0
    assert sorted(n_given()) == names
    assert set(n_given().values()) == {1}
    assert differences() == []
