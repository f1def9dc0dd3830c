"""Programs side by side: events that commit late, requests at one time, endpoints that hang."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from company import MONDAY, Desk
from django.db import connection
from test_api import Caller
from test_webhooks import Receiver, receiver

from leadpact.desk import clock
from leadpact.desk.api.event_queries import last_number, read_events
from leadpact.desk.webhooks import deliver
from leadpact.desk.webhooks.actions import add_endpoint
from leadpact.desk.webhooks.models import WebhookDelivery, WebhookEndpoint

__all__ = ["receiver"]

pytestmark = pytest.mark.long  # each test has a database of its own

INSERT = """
    INSERT INTO event (event_id, lead_id, n, kind, schema, occurred_at, recorded_at, command_id,
                       actor, fingerprint, payload)
    SELECT 'late/1', 'late', 1, kind, schema, occurred_at, recorded_at, command_id, actor,
           fingerprint, payload FROM event WHERE lead_id = 'pat' AND n = 1
"""


@pytest.mark.parametrize("ends", ["commit", "rollback"])
def test_event_that_commits_late_is_not_skipped(fresh_desk: Desk, ends: str) -> None:
    if fresh_desk.database == "sqlite":
        pytest.skip("on SQLite one transaction writes at a time, and numbers follow commits")
    psycopg = pytest.importorskip("psycopg")
    fresh_desk.add_lead("pat")
    start, known = last_number(), connection.get_connection_params()
    place = {name: known[name] for name in ("host", "user", "dbname")}
    with psycopg.connect(**place) as other:
        other.execute(INSERT)
        fresh_desk.add_lead("kim")
        waits = read_events(after=start, limit=200)
        assert (waits.items, waits.next, waits.is_end) == ([], start, True)
        getattr(other, ends)()
    page = read_events(after=start, limit=200)
    late = ["late"] if ends == "commit" else []
    assert [item.lead_id for item in page.items if item.lead_id != "kim"] == late
    assert [item.seq for item in page.items] == sorted(item.seq for item in page.items)
    assert page.next == last_number()
    assert read_events(after=page.next, limit=200).items == []


def at_one_time(n: int, act: Callable[[int], object]) -> list[object]:
    """Do something in several threads that begin together."""
    barrier = threading.Barrier(n)

    def run(number: int) -> object:
        try:
            barrier.wait(30)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(run, range(n)))


def test_requests_of_one_key_at_one_time_are_done_once(fresh_desk: Desk) -> None:
    fresh_desk.add_lead("pat")
    ann = Caller(fresh_desk, "ann")

    def send(_: int) -> int:
        answer = ann.post("leads/pat/touches", {"channel": "CALL"}, Idempotency_Key="k")
        return answer.status_code

    statuses = at_one_time(6, send)
    assert set(statuses) <= {200, 409}
    assert 200 in statuses
    assert ann.post("leads/pat/touches", {"channel": "CALL"}, Idempotency_Key="k").json()
    assert len(fresh_desk.state("pat").touches) == 1


def test_requests_at_one_time_are_all_counted(
    fresh_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadpact.desk.api.tokens.REQUESTS_A_MINUTE", 4)
    site = Caller(fresh_desk)
    statuses = at_one_time(8, lambda _: site.get("reps").status_code)
    assert sorted(map(str, statuses)) == ["200"] * 4 + ["429"] * 4


def test_version_that_two_expect_is_changed_by_one(fresh_desk: Desk) -> None:
    fresh_desk.add_lead("pat")
    ann = Caller(fresh_desk, "ann")
    version = ann.get("leads/pat")["ETag"]

    def send(number: int) -> int:
        body = {"channel": "CALL", "command_id": f"t-{number}"}
        return ann.post("leads/pat/touches", body, If_Match=version).status_code

    assert sorted(map(str, at_one_time(4, send))) == ["200", "412", "412", "412"]
    assert len(fresh_desk.state("pat").touches) == 1


def test_endpoint_that_hangs_keeps_no_other_from_its_messages(
    fresh_desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must hold 22: others are sent to while an endpoint does not answer."""
    with Receiver() as hanging, ThreadPoolExecutor(4) as healthy, ThreadPoolExecutor(1) as failing:
        hanging.may_answer.clear()
        thread = threading.Thread(target=hanging.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setattr(deliver, "_senders", [deliver.WebhookSenders(healthy, failing)])
        add_endpoint(hanging.url, kinds=["lead.assigned"], by="system:test")
        add_endpoint(receiver.url, kinds=["lead.assigned"], by="system:test")
        for n, name in enumerate(("pat", "kim", "lee")):
            with clock.fixed(MONDAY + timedelta(minutes=n)):
                fresh_desk.add_lead(name)
                wait_for(receiver, n + 1)
        assert len(hanging.received) == 1  # it still waits for the answer to the first
        hanging.may_answer.set()
        hanging.shutdown()
        thread.join()
    assert WebhookDelivery.objects.exclude(done_at=None).count() >= 3
    assert WebhookEndpoint.objects.filter(failing_since=None).count() == 2


def wait_for(receiver: Receiver, n: int) -> None:
    """Let the worker work until so many messages came."""
    until = threading.Event()
    for _ in range(2000):
        deliver.work_once(as_of=clock.now())
        if len(receiver.received) >= n:
            return
        until.wait(0.01)
    raise AssertionError("the message did not come")
