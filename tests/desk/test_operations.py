"""RevOps sees what is stuck, tries it again, and sees whether the worker works."""

from datetime import timedelta

import pytest
from company import MONDAY, Desk
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadpact.desk import clock
from leadpact.desk.governance.models import AuditEntry
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.work.inbox import put_off
from leadpact.desk.work.models import OutboxRow, PendingCommand, WorkerMark
from leadpact.desk.work.worker import work_once
from leadpact.engine.lifecycle import UnassignLead


def page_of(desk: Desk) -> str:
    """Return the page of operations."""
    return desk.client("rob").get("/operations").content.decode()


def post(desk: Desk, path: str, **form: str) -> str:
    """Post a form as RevOps; return the page that follows."""
    return desk.client("rob").post(path, form, follow=True).content.decode()


def test_silent_worker_is_noticed(desk: Desk) -> None:
    WorkerMark.objects.all().delete()
    assert "No worker has worked yet" in page_of(desk)
    WorkerMark.objects.create(name="worker", reached_at=MONDAY)
    assert "works" in page_of(desk)
    with clock.fixed(MONDAY + timedelta(minutes=5)):
        assert "The worker was last seen" in page_of(desk)


def test_stuck_lead_shows_the_kind_of_the_error_and_none_of_its_words(desk: Desk) -> None:
    desk.add_lead("pat")
    StoredLead.objects.filter(pk="pat").update(failures=12, failure="ValueError: Pat is wrong")
    page = page_of(desk)
    assert "<code>ValueError</code>" in page
    assert "Pat is wrong" not in page


def test_stuck_lead_that_is_tried_again_is_a_lead_like_others(desk: Desk) -> None:
    desk.add_lead("pat")
    StoredLead.objects.filter(pk="pat").update(failures=12, failure="ValueError: x", wake_at=None)
    with clock.fixed(MONDAY + timedelta(minutes=1)):
        assert "It went well" in post(desk, "/operations/leads/pat")
        assert "It is not stuck any more" in post(desk, "/operations/leads/pat")
    assert StoredLead.objects.get(pk="pat").failures == 0
    assert AuditEntry.objects.filter(act="lead.tried").count() == 1


def test_stuck_lead_that_fails_again_stays_stuck(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add_lead("pat")
    StoredLead.objects.filter(pk="pat").update(failures=3, failure="ValueError: x")

    def fails(*_: object, **__: object) -> None:
        raise ValueError("Pat")

    monkeypatch.setattr("leadpact.desk.work.attempts.record", fails)
    assert "It failed again" in post(desk, "/operations/leads/pat")
    assert StoredLead.objects.get(pk="pat").failures == 4


def test_command_that_was_refused_is_listed_in_words_and_tried_again(desk: Desk) -> None:
    desk.add_lead("pat")
    desk.record("pat", UnassignLead("first", clock.now(), actor="person:may"))
    command = UnassignLead("second", clock.now(), actor="person:may")
    put_off("pat", command, not_before=clock.now(), what="take back")
    work_once(as_of=clock.now())
    page = page_of(desk)
    assert "The lead has no rep from whom it could be taken" in page
    assert "May" in page
    form = {"lead_id": "pat", "command_id": "second"}
    assert "The worker decides on it again" in post(desk, "/operations/command", **form)
    assert PendingCommand.objects.get().not_before == clock.now()
    assert "no longer there" in post(desk, "/operations/command", lead_id="pat", command_id="x")


def test_dead_letter_is_sent_again(desk: Desk) -> None:
    row = OutboxRow.objects.create(
        kind="ESCALATION", dedupe_key="k", is_dead=True, n_attempts=12, recorded_at=MONDAY
    )
    assert "escalation" in page_of(desk)
    assert "The worker sends it again" in post(desk, f"/operations/messages/{row.pk}")
    assert "no dead letter any more" in post(desk, f"/operations/messages/{row.pk}")
    row.refresh_from_db()
    assert (row.is_dead, row.n_attempts, row.due_at) == (False, 0, MONDAY)


def test_page_of_operations_takes_at_most_20_queries(desk: Desk) -> None:
    for number in range(6):
        desk.add_lead(f"lead-{number}")
    StoredLead.objects.update(failures=2, failure="ValueError: x")
    client = desk.client("rob")
    with CaptureQueriesContext(connection) as queries:
        client.get("/operations")
    assert len(queries) <= 20


def test_stuck_leads_are_found_by_an_index(desk: Desk) -> None:
    query = StoredLead.objects.filter(failures__gt=0).order_by("-failures", "lead_id")
    with connection.cursor() as cursor:
        if desk.database == "postgres":
            cursor.execute("SET enable_seqscan = off")
        plan = query.explain()
    assert "lead_stuck" in plan
