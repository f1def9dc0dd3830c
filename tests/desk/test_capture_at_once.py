"""Several workers capture at once: one person is one lead, and each lead has one rep."""

from concurrent.futures import ThreadPoolExecutor

from company import Desk
from django.db import connection
from test_capture import send

from leadpact.desk.capture.actions import Captured
from leadpact.desk.capture.models import CaptureEvidence
from leadpact.desk.leads.models import LeadCard

N_THREADS = 4


def _capture(pair: tuple[str, dict[str, str]]) -> Captured:
    command_id, values = pair
    try:
        return send(command_id, **values)
    finally:
        connection.close()


def test_one_new_person_sent_by_several_at_once_is_one_lead(fresh_desk: Desk) -> None:
    del fresh_desk
    pairs = [(f"same-{n}", {"title": f"VP {n}"}) for n in range(12)]
    with ThreadPoolExecutor(N_THREADS) as pool:
        found = list(pool.map(_capture, pairs))
    assert len({item.lead_id for item in found}) == 1
    assert sum(item.is_new for item in found) == 1
    assert CaptureEvidence.objects.count() == 12


def test_one_capture_sent_by_several_at_once_is_done_once(fresh_desk: Desk) -> None:
    del fresh_desk
    with ThreadPoolExecutor(N_THREADS) as pool:
        found = list(pool.map(_capture, [("one", {})] * 8))
    assert len({item.lead_id for item in found}) == 1
    assert CaptureEvidence.objects.count() == 1


def test_many_people_sent_at_once_are_leads_with_one_rep_each(fresh_desk: Desk) -> None:
    del fresh_desk
    names = [f"{chr(97 + n % 26)}{chr(97 + n // 26)}ndall" for n in range(40)]
    pairs = [
        (
            name,
            {
                "first_name": name.title(),
                "last_name": f"{name.title()}son",
                "email": f"{name}@{name}works.com",
                "company": f"{name} works",
                "phone": "",
            },
        )
        for name in names
    ]
    with ThreadPoolExecutor(N_THREADS) as pool:
        found = list(pool.map(_capture, pairs))
    assert len({item.lead_id for item in found}) == 40
    owners = list(LeadCard.objects.values_list("owner_rep_id", flat=True))
    assert sorted(owners.count(rep) for rep in ("ann", "bob")) == [20, 20]
