"""Every outcome that an SDR reports: what it records, when, and how it is undone or refused."""

from datetime import UTC, datetime, timedelta

import pytest
from company import MONDAY, Desk
from queue_pages import Sdr, heading

from leadpact.desk import clock
from leadpact.desk.work.inbox import decide_pending
from leadpact.desk.work.models import PendingCommand
from leadpact.engine.lifecycle import AdvanceTime, DisposeLead
from leadpact.terms.stages import RepRole, Stage, TouchKind

TUESDAY_NINE = datetime(2026, 6, 2, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "channel"),
    [
        ("touch.CALL", TouchKind.CALL),
        ("touch.VOICEMAIL", TouchKind.VOICEMAIL),
        ("touch.EMAIL", TouchKind.EMAIL),
        ("touch.SOCIAL", TouchKind.SOCIAL),
    ],
)
def test_touch_is_recorded_at_once(desk: Desk, outcome: str, channel: TouchKind) -> None:
    desk.add_lead("pat")
    assert Sdr.of(desk).send(outcome).status_code == 302
    assert [touch.channel for touch in desk.state("pat").touches] == [channel]


def test_spoke_records_the_call_and_the_answer_once_it_can_no_longer_be_undone(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("spoke")
    assert desk.state("pat").touches == ()
    assert ann.wait() == 2
    state = desk.state("pat")
    assert [touch.channel for touch in state.touches] == [TouchKind.CALL]
    assert state.replied_at == MONDAY


def test_disposed_lead_leaves_the_queue_at_once_and_is_decided_on_after_eight_seconds(
    desk: Desk,
) -> None:
    desk.add_lead("pat")
    desk.add_lead("kim")
    desk.add_lead("lou")  # Ann has the first and the third, Bob the second
    ann = Sdr.of(desk)
    first = "pat" if heading(ann.page()).startswith("Pat") else "lou"
    other = {"pat": "Lou", "lou": "Pat"}[first]
    ann.send("dispose.no_need", first, choice="timing")
    assert heading(ann.page()).endswith(other)
    assert desk.state(first).stage is Stage.CONVERSATION_LEAD
    ann.wait()
    state = desk.state(first)
    assert state.stage is Stage.RECYCLED
    assert (state.dispositions[0].code, state.dispositions[0].reason) == ("no_need", "timing")


def test_fault_is_reported_with_the_digit_of_its_choice(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    page = ann.page()
    assert 'value="wrong_person" required data-key="1"' in page
    assert 'value="missing:phone"' not in page  # a phone is no must-have of the gate
    ann.send("dispose.not_compliant", choice="wrong_person")
    ann.wait()
    assert desk.state("pat").stage is Stage.DISQUALIFIED
    assert desk.state("pat").dispositions[0].fault == "wrong_person"


def test_faults_that_the_record_contradicts_are_not_offered(desk: Desk) -> None:
    desk.add_lead("pat")
    page = Sdr.of(desk).page()
    assert 'value="wrong:email"' in page
    assert 'value="missing:email"' not in page


def test_other_needs_a_note_and_keeps_what_was_written(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    answer = ann.send("dispose.other", note="  ")
    assert answer.status_code == 422
    assert "needs one" in answer.content.decode()
    too_long = ann.send("dispose.other", note="x" * 400, now=MONDAY + timedelta(seconds=1))
    assert too_long.status_code == 422
    assert "x" * 400 in too_long.content.decode()
    assert ann.send("dispose.other", note="moved abroad").status_code == 302
    ann.wait()
    assert desk.state("pat").dispositions[0].note == "moved abroad"


def test_callback_rests_the_cadence_until_the_agreed_moment(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    desk.users["ann"].time_zone = "America/New_York"
    desk.users["ann"].save()
    assert ann.send("callback", at="2026-06-02T09:00").status_code == 302
    ann.wait()
    callback = desk.state("pat").callback
    assert callback is not None
    assert callback.due_at == TUESDAY_NINE
    assert heading(ann.page(MONDAY + timedelta(minutes=1))) == "Nothing to do now"
    assert "Call back, as agreed" in ann.page(TUESDAY_NINE)


def test_callback_in_the_past_is_refused_in_words(desk: Desk) -> None:
    desk.add_lead("pat")
    answer = Sdr.of(desk).send("callback", at="2026-05-02T09:00")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The callback would be due before it was agreed. Give a later time." in page
    assert 'value="2026-05-02T09:00"' in page


@pytest.mark.parametrize(
    "at", ["tomorrow", "2026-13-40T09:00", "0001-01-01T00:00", "9999-12-31T23:59"]
)
def test_callback_at_no_moment_is_refused_with_how_to_write_one(desk: Desk, at: str) -> None:
    desk.add_lead("pat")
    answer = Sdr.of(desk).send("callback", at=at)
    assert answer.status_code == 422
    assert "write it like 2026-06-02 14:30" in answer.content.decode()


def test_reply_asks_for_an_answer_next(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("replied")
    assert heading(ann.page()) == "Nothing to do now"
    ann.wait()
    assert "Answer their reply" in ann.page(MONDAY + timedelta(seconds=10))


def test_out_of_office_rests_until_the_day_that_was_stated(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("back-on", until="2026-06-08")
    ann.wait()
    away_until = desk.state("pat").away_until
    assert away_until is not None
    assert away_until.date().isoformat() == "2026-06-08"


def test_wish_for_no_contact_ends_the_lead_after_the_time_to_undo(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("opt-out")
    assert desk.state("pat").opted_out_at is None
    ann.wait()
    assert desk.state("pat").opted_out_at == MONDAY


def test_step_is_skipped_with_a_reason(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    assert ann.send("skip").status_code == 422
    ann.send("skip", choice="NO_ADDRESS", now=MONDAY + timedelta(seconds=1))
    ann.wait(MONDAY + timedelta(seconds=1))
    (run,) = desk.state("pat").runs
    assert run.done[0].was_skipped
    assert run.next_step_id == "mail-1"


def test_double_press_is_one(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    version = desk.state("pat").version
    for seconds in (0, 1, 2):
        at = MONDAY + timedelta(seconds=seconds)
        form = {"version": version, "command_id": "page-1", "now": at}
        assert ann.send("touch.CALL", **form).status_code == 302
    assert len(desk.state("pat").touches) == 1
    for seconds in (3, 4):
        at = MONDAY + timedelta(seconds=seconds)
        form = {"command_id": "page-2", "choice": "timing", "now": at}
        assert ann.send("dispose.no_need", **form).status_code == 302
    assert PendingCommand.objects.count() == 1


def test_lead_that_somebody_changed_meanwhile_is_409_with_who_and_what(desk: Desk) -> None:
    desk.add_lead("pat")
    before = desk.state("pat").version
    Sdr.of(desk).send("touch.EMAIL")
    answer = Sdr.of(desk).send(
        "dispose.other", version=before, note="moved abroad", now=MONDAY + timedelta(minutes=1)
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The lead has changed since you opened it" in page
    assert "Ann sent an e-mail" in page
    assert "moved abroad" in page
    assert not PendingCommand.objects.exists()


def test_time_alone_makes_no_page_stale(desk: Desk) -> None:
    desk.add_lead("pat")
    before = desk.state("pat").version
    later = MONDAY + timedelta(hours=5)  # the first touch was missed meanwhile
    with clock.fixed(later):
        desk.record("pat", AdvanceTime("", later, actor="system:time"))
    assert desk.state("pat").version > before
    assert Sdr.of(desk).send("touch.CALL", version=before, now=later).status_code == 302


def test_early_unreachable_is_refused_with_what_is_missing_before_anything_is_stored(
    desk: Desk,
) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    missing = "4 more attempts in all, 2 more calls, 1 more e-mail and 5 more business days"
    assert missing in ann.page()  # the key shows it, and there is nothing to send
    answer = ann.send("dispose.unreachable")
    assert answer.status_code == 422
    assert missing in answer.content.decode()
    assert not PendingCommand.objects.exists()
    ann.send("touch.CALL", now=MONDAY + timedelta(minutes=1))
    assert "3 more attempts in all, 1 more call" in ann.page(TUESDAY_NINE + timedelta(hours=2))


def test_outcome_is_undone_within_eight_seconds(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("dispose.no_need", choice="timing")
    ann.undo(MONDAY + timedelta(seconds=7))
    assert not PendingCommand.objects.exists()
    assert ann.wait() == 0
    assert desk.state("pat").stage is Stage.CONVERSATION_LEAD
    assert heading(ann.page()) == "Pat Pat"


def test_touch_is_undone_by_withdrawing_it(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("touch.CALL")
    ann.undo(MONDAY + timedelta(seconds=5))
    state = desk.state("pat")
    assert state.touches == ()
    assert state.runs[0].next_step_id == "call-1"


def test_outcomes_are_undone_one_after_another_the_last_first(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("touch.CALL")
    ann.send("touch.EMAIL", now=MONDAY + timedelta(seconds=1))
    ann.undo(MONDAY + timedelta(seconds=2))
    assert [item.channel for item in desk.state("pat").touches] == [TouchKind.CALL]
    ann.undo(MONDAY + timedelta(seconds=3))
    assert desk.state("pat").touches == ()
    assert ann.undo(MONDAY + timedelta(seconds=4)).status_code == 302  # nothing is left to undo


def test_reply_that_was_decided_on_cannot_be_undone_and_says_so(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("replied")
    ann.wait()
    answer = ann.undo(MONDAY + timedelta(seconds=10))
    assert answer.status_code == 422
    assert "was decided on already" in answer.content.decode()


def test_call_and_its_answer_are_never_undone_by_half(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("spoke")
    with clock.fixed(MONDAY + timedelta(seconds=9)):
        assert decide_pending(as_of=clock.now(), limit=1) == 1  # the worker has come to the first
    assert ann.undo(MONDAY + timedelta(seconds=9)).status_code == 422
    assert PendingCommand.objects.count() == 1
    ann.wait()
    assert desk.state("pat").replied_at == MONDAY


def test_outcome_refused_at_its_decision_brings_the_lead_back_on_top_with_why(desk: Desk) -> None:
    for name in ("pat", "kim", "lou"):
        desk.add_lead(name)
    ann = Sdr.of(desk)
    ann.send("dispose.no_need", "lou", choice="timing")
    given = DisposeLead("m", MONDAY, RepRole.SDR, "no_need", None, actor="system:crm")
    desk.record("lou", given)
    ann.wait()
    with clock.fixed(MONDAY + timedelta(seconds=10)):
        page = ann.client.get("/queue").content.decode()
    assert "Not taken: “No acknowledged need”" in page


def test_lead_of_another_rep_is_404(desk: Desk) -> None:
    desk.add_lead("pat")
    assert Sdr.of(desk, "bob").send("touch.CALL").status_code == 404
    assert desk.state("pat").touches == ()


@pytest.mark.parametrize(
    "form",
    [
        {"outcome": "nonsense"},
        {"outcome": ""},
        {"outcome": "touch.FAX"},
        {"outcome": "dispose.not_compliant", "choice": "no-such-fault"},
        {"outcome": "touch.CALL", "version": "soon"},
    ],
)
def test_form_that_says_nothing_known_is_422_with_a_way_on(desk: Desk, form: dict) -> None:
    desk.add_lead("pat")
    answer = desk.client("ann").post(
        "/queue/act", {"lead_id": "pat", "command_id": "c", "version": "1", **form}
    )
    assert answer.status_code == 422
    assert "Not recorded" in answer.content.decode()
