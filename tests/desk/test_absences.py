"""A manager puts reps on leave, brings them back, and changes caps; leads move by the worker."""

from datetime import timedelta

import pytest
from company import MONDAY, PACT, Desk
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadpact.desk import clock
from leadpact.desk.governance.actions import publish
from leadpact.desk.governance.models import AuditEntry
from leadpact.desk.people.models import StoredAbsence, StoredRep
from leadpact.desk.work.worker import work_once


def post(desk: Desk, path: str, **form: str) -> tuple[int, str]:
    """Post a form as the manager; return the status, and the page that follows."""
    answer = desk.client("may").post(path, form, follow=True)
    return answer.status_code, answer.content.decode()


def put_on_leave(desk: Desk, rep: str = "ann", **form: str) -> tuple[int, str]:
    """Put a rep on leave from now on until Thursday."""
    values = {"back_on": "2026-06-04", "reason": "holiday", "command_id": "press", **form}
    return post(desk, "/absences/add", rep=rep, **values)


def work(minutes: int) -> None:
    """Let the worker work until nothing is due, some minutes later."""
    with clock.fixed(MONDAY + timedelta(minutes=minutes)):
        while work_once(as_of=clock.now()):
            pass


def test_leads_of_a_rep_who_is_put_on_leave_move_to_another_rep(desk: Desk) -> None:
    hand_over = "on_leave: hand_over\n  unreachable:"
    publish(PACT.replace("unreachable:", hand_over), by="system:test", effective_at=MONDAY)
    desk.add_lead("pat")
    work(1)
    status, page = put_on_leave(desk)
    assert status == 200
    assert "Ann is put on leave: their leads go to other reps" in page
    assert "Holiday" in page
    work(2)
    assert desk.state("pat").owner_rep_id == "bob"


def test_leave_ends_on_the_morning_of_the_rep_s_own_zone(desk: Desk) -> None:
    put_on_leave(desk)
    absence = StoredAbsence.objects.get()
    assert absence.starts_at == MONDAY
    assert absence.ends_at.isoformat() == "2026-06-04T04:00:00+00:00"  # 00:00 in New York


def test_leave_pressed_twice_is_one_and_audited_once(desk: Desk) -> None:
    put_on_leave(desk)
    put_on_leave(desk)
    assert StoredAbsence.objects.count() == 1
    assert AuditEntry.objects.filter(act="absence.added", actor="person:may").count() == 1


def test_leave_that_lasts_is_ended_and_leave_to_come_is_called_off(desk: Desk) -> None:
    put_on_leave(desk)
    put_on_leave(desk, "bob", first_day="2026-06-03", command_id="other")
    with clock.fixed(MONDAY + timedelta(hours=1)):
        ids = dict(StoredAbsence.objects.values_list("rep_id", "absence_id"))
        assert "Ann is back: the leave ended" in post(desk, f"/absences/{ids['ann']}/end")[1]
        assert "the leave is called off" in post(desk, f"/absences/{ids['bob']}/end")[1]
        assert "was back already" in post(desk, f"/absences/{ids['ann']}/end")[1]
    assert list(StoredAbsence.objects.values_list("rep_id", "ends_at")) == [
        ("ann", MONDAY + timedelta(hours=1))
    ]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"back_on": ""}, "This field is required"),
        ({"back_on": "soon"}, "Enter a valid date"),
        ({"back_on": "2026-06-01"}, "must be after the first day"),
        ({"back_on": "2026-05-01"}, "must be after the first day"),
        ({"first_day": "2026-05-29"}, "can be entered from today on"),
        ({"back_on": "2036-06-01"}, "at most two years"),
        ({"reason": "flu"}, "Select a valid choice"),
        ({"rep": "eve"}, "Select a valid choice"),
    ],
)
def test_wrong_leave_is_answered_in_words_and_changes_nothing(
    desk: Desk, form: dict[str, str], words: str
) -> None:
    status, page = put_on_leave(desk, **form)
    assert status == 422
    assert words in page
    assert not StoredAbsence.objects.exists()


def test_raised_cap_lets_a_waiting_lead_find_its_rep(desk: Desk) -> None:
    StoredRep.objects.filter(role="SDR").update(open_cap=1)
    put_on_leave(desk, "bob")
    desk.add_lead("pat")
    desk.add_lead("sam")
    assert desk.state("sam").is_waiting
    status, page = post(desk, "/reps/ann/caps", open_cap="2", daily_cap="", weight="1.5")
    assert (status, "Ann: changed" in page) == (200, True)
    work(1)
    assert desk.state("sam").owner_rep_id == "ann"
    entry = AuditEntry.objects.get(act="rep.changed")
    assert entry.about == {"rep": "ann", "open_cap": 2, "weight": 1.5}


@pytest.mark.parametrize("values", [{"open_cap": "-1"}, {"weight": "1000"}, {"daily_cap": "many"}])
def test_wrong_cap_is_answered_in_words_and_changes_nothing(
    desk: Desk, values: dict[str, str]
) -> None:
    status, page = post(desk, "/reps/ann/caps", **{"open_cap": "5", **values})
    assert status == 422
    assert "errorlist" in page
    assert StoredRep.objects.get(pk="ann").open_cap == 30


def test_manager_cannot_reach_reps_of_another_team(desk: Desk) -> None:
    StoredAbsence.objects.create(
        absence_id="of-eve", rep_id="eve", starts_at=MONDAY, ends_at=MONDAY + timedelta(days=1)
    )
    assert "Eve" not in desk.client("may").get("/absences").content.decode()
    assert post(desk, "/absences/of-eve/end")[0] == 404
    assert post(desk, "/reps/eve/caps", open_cap="1")[0] == 404


def test_page_of_absences_takes_at_most_20_queries(desk: Desk) -> None:
    put_on_leave(desk)
    client = desk.client("may")
    with CaptureQueriesContext(connection) as queries:
        client.get("/absences")
    assert len(queries) <= 20


def test_leave_over_other_leave_is_refused_and_named(desk: Desk) -> None:
    assert put_on_leave(desk, first_day="2026-06-08", back_on="2026-06-15", command_id="a" * 24)
    status, page = put_on_leave(
        desk, first_day="2026-06-12", back_on="2026-06-19", command_id="b" * 24
    )
    assert status == 422
    assert "Ann is on leave from Mon 8 Jun" in page
    assert "end that leave first" in page
    assert StoredAbsence.objects.count() == 1
    audit = desk.client("rob").get("/audit").content.decode()
    assert "Mon 15 Jun" in audit
    assert "2026-06-15T" not in audit
    assert put_on_leave(desk, first_day="2026-06-15", back_on="2026-06-19")[0] == 200
