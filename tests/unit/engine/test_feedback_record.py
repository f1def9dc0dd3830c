"""Which dispositions contradict the record of their lead, and are refused."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from feedback_world import (
    FRESH,
    HEAD,
    MET,
    NOON,
    OFFICE,
    OWN,
    STANDARD,
    by_ae,
    by_sdr,
    calls,
    options,
    stated,
)

from leadpact.engine.cadences import Attempt, check_unreachable
from leadpact.engine.feedback import Record, check_disposition
from leadpact.pact.check import load_pact_text
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole, Stage, TouchKind


@pytest.mark.parametrize(("n", "n_missing"), [(0, 4), (2, 2), (3, 1)])
def test_unreachable_is_refused_before_the_agreed_attempts(n, n_missing):
    record = replace(FRESH, attempts=calls(n))
    assert stated(STANDARD, by_sdr("unreachable"), record) == (
        RefusalCode.TOO_FEW_ATTEMPTS,
        options("attempts", str(n_missing)),
    )


def test_after_two_attempts_the_cadence_of_the_pact_says_what_is_missing():
    text = """cadences:
  tracks: [{id: all, steps: [{channel: call, id: call-1}]}]
  unreachable: {attempts: 4, channels: {call: 2}, business_days: 3}
feedback: {}
"""
    ruleset = load_pact_text(HEAD + text)
    ask = partial(check_unreachable, ruleset.cadences, calendar=OFFICE)
    monday = NOON - timedelta(days=7)
    made = [Attempt(TouchKind.CALL, monday), Attempt(TouchKind.EMAIL, monday + timedelta(days=1))]
    enough = [Attempt(TouchKind.CALL, monday + timedelta(days=day)) for day in (2, 2)]
    found = [
        check_disposition(
            ruleset.feedback,
            by_sdr("unreachable"),
            Record(attempts=tuple(attempts)),
            check_unreachable=ask,
        )
        for attempts in (made, [*made, *enough])
    ]
    missing = (("attempts", "2"), ("call", "1"), ("business_days", "1"))
    assert found == [Refusal(RefusalCode.TOO_FEW_ATTEMPTS, missing), None]


def test_where_no_attempts_are_agreed_none_are_asked_for():
    found = check_disposition(STANDARD, by_sdr("unreachable"), FRESH, check_unreachable=None)
    assert found is None


def test_attempts_are_asked_for_the_code_unreachable_of_an_sdr_alone():
    assert stated(OWN, by_sdr("later")) is None
    assert stated(OWN, by_ae("unreachable"), MET) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"replied_at": NOON - timedelta(hours=1)}, RefusalCode.PROSPECT_REPLIED),
        ({"replied_at": NOON}, RefusalCode.PROSPECT_REPLIED),
        ({"meetings_held": frozenset({"m-1"})}, RefusalCode.MEETING_AGREED),
        ({"is_meeting_booked": True}, RefusalCode.MEETING_AGREED),
    ],
)
def test_who_answered_was_not_unreachable(change, code):
    record = replace(FRESH, attempts=calls(9), **change)
    assert stated(STANDARD, by_sdr("unreachable"), record) == (code, ())
    assert stated(STANDARD, by_sdr("no_need"), record) is None


def test_a_reply_after_the_disposition_does_not_contradict_it():
    record = replace(FRESH, attempts=calls(4), replied_at=NOON + timedelta(seconds=1))
    assert stated(STANDARD, by_sdr("unreachable"), record) is None


@pytest.mark.parametrize("code", ["not_compliant", "converted", "unqualified"])
def test_an_ae_judges_only_meetings_that_were_held(code):
    whole = {
        "not_compliant": {"fault": "bad_data"},
        "converted": {"opportunity_id": "o-1"},
        "unqualified": {"reason": "timing"},
    }[code]
    assert stated(STANDARD, by_ae(code, **whole)) == (RefusalCode.MEETING_NOT_HELD, ())
    assert stated(STANDARD, by_ae(code, **whole, subject_id="m-2"), MET) == (
        RefusalCode.MEETING_NOT_HELD,
        options("meeting", "m-2"),
    )
    assert stated(STANDARD, by_ae(code, **whole, subject_id="m-1"), MET) is None


@pytest.mark.parametrize(
    ("policy", "disposition"),
    [
        (STANDARD, by_ae("converted")),
        (OWN, by_ae("converted")),  # wherever the pact lets it lead
        (OWN, by_sdr("opened")),
    ],
)
def test_converted_needs_an_opportunity(policy, disposition):
    assert stated(policy, disposition, MET) == (
        RefusalCode.OPPORTUNITY_MISSING,
        options("opportunity", "1"),
    )
    assert stated(policy, disposition, replace(MET, has_opportunity=True)) is None
    assert stated(policy, replace(disposition, opportunity_id="o-1"), MET) is None


def test_a_disqualified_lead_gets_no_disposition_and_a_recycled_one_does():
    for stage in Stage:
        found = stated(STANDARD, by_sdr("no_need"), replace(FRESH, stage=stage))
        is_refused = stage is Stage.DISQUALIFIED
        assert found == ((RefusalCode.LEAD_DISQUALIFIED, ()) if is_refused else None)


def test_only_who_has_the_lead_says_what_came_of_it():
    record = replace(FRESH, is_owner=False)
    assert stated(STANDARD, by_sdr("no_need"), record) == (RefusalCode.NOT_THE_OWNER, ())


@pytest.mark.parametrize(
    ("earlier", "is_refused"),
    [
        (by_sdr("other", note="x"), True),
        (by_sdr("no_need", subject_id="m-1"), False),
        (replace(by_sdr("no_need"), side=RepRole.AE), False),
    ],
)
def test_a_side_gives_one_disposition_of_a_subject(earlier, is_refused):
    record = replace(FRESH, earlier=(earlier,))
    found = stated(STANDARD, by_sdr("no_need"), record)
    assert found == ((RefusalCode.ALREADY_DISPOSITIONED, ()) if is_refused else None)


def test_an_ae_judges_each_meeting_once():
    record = replace(MET, meetings_held=frozenset({"m-1", "m-2"}))
    first, second = (by_ae("unqualified", reason="timing", subject_id=m) for m in ("m-1", "m-2"))
    record = replace(record, earlier=(first,))
    assert stated(STANDARD, first, record) == (RefusalCode.ALREADY_DISPOSITIONED, ())
    assert stated(STANDARD, second, record) is None
