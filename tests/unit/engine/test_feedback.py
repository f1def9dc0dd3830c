"""Which dispositions are taken, and what is missing where one is not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from feedback_world import HEAD, NOON, OFFICE, STANDARD, by_ae, by_sdr, policy_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpact.engine.cadences import Attempt, check_unreachable
from leadpact.engine.feedback import (
    GivenDisposition,
    Record,
    Referral,
    check_disposition,
    has_review,
    leads_to,
    open_review,
    referral_of,
)
from leadpact.pact.check import load_pact_text
from leadpact.pact.sections.feedback.policy import FeedbackPolicy
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole, Stage, TouchKind
from vacuous import at_least

FRESH: Record[Attempt] = Record(lead_id="lead-1", stage=Stage.CONVERSATION_LEAD)
MET = replace(FRESH, meetings_held=frozenset({"m-1"}))
KNOWN = replace(FRESH, known_fields=frozenset({"email", "phone"}))
OWN = policy_of(
    """feedback:
  dispositions:
    sdr:
      opened: {leads_to: opportunity}
      later: {leads_to: stays}
      full: {needs: [reason, fault, note], reasons: {a: A, b: B}, leads_to: recycled}
    ae:
      converted: {leads_to: recycled}
      unreachable: {leads_to: recycled}
  faults: {competitor: Works for a competitor}
  note: {at_most: 5}
"""
)


def four_needed(attempts: Sequence[Attempt]) -> Refusal | None:
    """Ask for four attempts."""
    n_missing = 4 - len(attempts)
    missing = (("attempts", str(n_missing)),)
    return Refusal(RefusalCode.TOO_FEW_ATTEMPTS, missing) if n_missing > 0 else None


def calls(n: int) -> tuple[Attempt, ...]:
    return tuple(Attempt(TouchKind.CALL, NOON - timedelta(days=day)) for day in range(n))


def stated(
    policy: FeedbackPolicy, disposition: GivenDisposition, record: Record[Attempt] = FRESH
) -> tuple[RefusalCode, tuple[tuple[str, str], ...]] | None:
    """Return code and what is missing, None where the disposition is taken."""
    found = check_disposition(policy, disposition, record, check_unreachable=four_needed)
    return found and (found.code, found.missing)


def options(name: str, *values: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for value in values)


# Taken


@pytest.mark.parametrize(
    ("disposition", "record"),
    [
        (by_sdr("unreachable"), replace(FRESH, attempts=calls(4))),
        (by_sdr("not_compliant", fault="bad_data"), FRESH),
        (by_sdr("not_compliant", fault="missing:phone"), FRESH),
        (by_sdr("not_compliant", fault="wrong:phone"), KNOWN),
        (by_sdr("no_need"), FRESH),
        (by_sdr("no_need", reason="timing", note="Ask again in May"), FRESH),
        (by_sdr("other", note="Moved to another country"), FRESH),
        (by_ae("not_compliant", fault="outside_target"), MET),
        (by_ae("converted", opportunity_id="o-1"), MET),
        (by_ae("converted"), replace(MET, has_opportunity=True)),
        (by_ae("unqualified", reason="no_budget"), MET),
        (by_ae("unqualified", reason="no_budget", subject_id="m-1"), MET),
    ],
)
def test_a_whole_disposition_that_fits_the_record_is_taken(disposition, record):
    assert stated(STANDARD, disposition, record) is None


# What must be told


@pytest.mark.parametrize(
    ("disposition", "code", "missing"),
    [
        (
            by_sdr("unqualified"),
            RefusalCode.DISPOSITION_UNKNOWN,
            options("code", "unreachable", "not_compliant", "no_need", "other"),
        ),
        (
            by_ae("no_need"),
            RefusalCode.DISPOSITION_UNKNOWN,
            options("code", "not_compliant", "converted", "unqualified"),
        ),
        (replace(by_sdr("other"), side=RepRole.MARKETER), RefusalCode.DISPOSITION_UNKNOWN, ()),
        (by_sdr("UNREACHABLE"), RefusalCode.DISPOSITION_UNKNOWN, None),
        (
            by_ae("unqualified"),
            RefusalCode.REASON_MISSING,
            options("reason", "no_budget", "no_authority", "no_need", "timing"),
        ),
        (
            by_sdr("no_need", reason="no_authority"),
            RefusalCode.REASON_UNKNOWN,
            options("reason", "no_budget", "has_solution", "timing"),
        ),
        (by_sdr("other", note="x", reason="timing"), RefusalCode.REASON_UNKNOWN, ()),
        (
            by_sdr("not_compliant"),
            RefusalCode.FAULT_MISSING,
            options(
                *("fault", "wrong_person", "bad_data", "outside_target"),
                *("missing:email", "missing:phone"),
            ),
        ),
        (by_sdr("not_compliant", fault="phone"), RefusalCode.FAULT_UNKNOWN, None),
        (by_sdr("not_compliant", fault="missing:title"), RefusalCode.FAULT_UNKNOWN, None),
        (by_sdr("no_need", fault="bad_data"), RefusalCode.FAULT_UNKNOWN, ()),
        (by_sdr("other"), RefusalCode.NOTE_MISSING, options("characters", "280")),
        (by_sdr("other", note=" \n "), RefusalCode.NOTE_MISSING, options("characters", "280")),
        (by_sdr("no_need", note="x" * 281), RefusalCode.NOTE_TOO_LONG, None),
        (by_sdr("no_need", referred_lead_id="lead-1"), RefusalCode.REFERRED_TO_ITSELF, ()),
    ],
)
def test_what_is_missing_is_reported(disposition, code, missing):
    found = stated(STANDARD, disposition, MET)
    assert found is not None
    assert found[0] is code
    assert missing is None or found[1] == missing


def test_a_note_may_be_as_long_as_agreed_without_the_blanks_around_it():
    assert stated(STANDARD, by_sdr("no_need", note="x" * 280)) is None
    assert stated(OWN, by_sdr("later", note="  fives  ")) is None
    assert stated(OWN, by_sdr("later", note="sixsix")) == (
        RefusalCode.NOTE_TOO_LONG,
        options("characters", "5"),
    )


def test_all_that_is_needed_is_asked_for_one_after_the_other():
    steps = [{}, {"reason": "a"}, {"fault": "competitor"}, {"note": "Fives"}]
    reported: dict[str, str] = {}
    found = []
    for step in steps:
        reported |= step
        found.append(stated(OWN, by_sdr("full", **reported)))
    assert [item and item[0] for item in found] == [
        RefusalCode.REASON_MISSING,
        RefusalCode.FAULT_MISSING,
        RefusalCode.NOTE_MISSING,
        None,
    ]


# Must-haves


def test_what_is_known_is_wrong_and_not_missing():
    missing, wrong = (
        by_sdr("not_compliant", fault=f"{kind}:phone") for kind in ("missing", "wrong")
    )
    assert stated(STANDARD, missing, KNOWN) == (
        RefusalCode.FAULT_CONTRADICTED,
        options("fault", "wrong:phone"),
    )
    assert stated(STANDARD, wrong, KNOWN) is None


def test_what_is_not_known_is_missing_and_not_wrong():
    only_email = replace(FRESH, known_fields=frozenset({"email"}))
    missing, wrong = (
        by_sdr("not_compliant", fault=f"{kind}:phone") for kind in ("missing", "wrong")
    )
    assert stated(STANDARD, wrong, only_email) == (
        RefusalCode.FAULT_CONTRADICTED,
        options("fault", "missing:phone"),
    )
    assert stated(STANDARD, missing, only_email) is None


# Contradictions of the record


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


# What follows


@pytest.mark.parametrize(
    ("disposition", "stage", "is_reviewed"),
    [
        (by_sdr("unreachable"), Stage.RECYCLED, True),
        (by_sdr("not_compliant"), Stage.DISQUALIFIED, True),
        (by_sdr("no_need"), Stage.RECYCLED, False),
        (by_sdr("other"), Stage.DISQUALIFIED, True),
        (by_ae("not_compliant"), Stage.DISQUALIFIED, True),
        (by_ae("converted"), Stage.OPPORTUNITY, False),
        (by_ae("unqualified"), Stage.RECYCLED, True),
        (by_ae("no such code"), None, False),
    ],
)
def test_where_a_disposition_leads_and_whether_it_is_reviewed(disposition, stage, is_reviewed):
    assert leads_to(STANDARD, disposition) is stage
    assert has_review(STANDARD, disposition) is is_reviewed
    assert (open_review(STANDARD, disposition) is not None) is is_reviewed


def test_a_disposition_that_stays_leads_nowhere():
    assert leads_to(OWN, by_sdr("later")) is None


def test_a_referral_keeps_the_original_lead():
    disposition = by_sdr("no_need", referred_lead_id="lead-2")
    referral = referral_of(disposition, original_lead_id="lead-1")
    assert referral == Referral("lead-1", "lead-2", "d-1")
    assert referral_of(by_sdr("no_need"), original_lead_id="lead-1") is None


def test_a_note_is_not_printed_and_its_length_is_reported():
    disposition = by_sdr("other", note=" Call Ann ")
    assert "Ann" not in repr(disposition)
    assert disposition.note_length == len("Call Ann")


# Whatever is given

WORDS = st.sampled_from(
    [
        *("unreachable", "not_compliant", "no_need", "other", "converted", "unqualified", "full"),
        *("opened", "later", "timing", "bad_data", "missing:phone", "wrong:email", "", "é", "a"),
    ]
)
MAYBE = st.none() | WORDS | st.text(max_size=300)
MOMENTS = st.integers(-5, 5).map(lambda hours: NOON + timedelta(hours=hours))
GIVEN = st.builds(
    GivenDisposition,
    WORDS,
    st.sampled_from(RepRole),
    WORDS | st.text(max_size=9),
    MOMENTS,
    MAYBE,
    MAYBE,
    MAYBE,
    MAYBE,
    MAYBE,
    MAYBE,
    MAYBE,
)
RECORDS = st.builds(
    Record,
    lead_id=MAYBE,
    stage=st.none() | st.sampled_from(Stage),
    attempts=st.integers(0, 6).map(calls),
    replied_at=st.none() | MOMENTS,
    meetings_held=st.frozensets(WORDS, max_size=3),
    is_meeting_booked=st.booleans(),
    has_opportunity=st.booleans(),
    known_fields=st.frozensets(st.sampled_from(["email", "phone", "title"])),
    earlier=st.lists(GIVEN, max_size=2).map(tuple),
    is_owner=st.booleans(),
)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.sampled_from([STANDARD, OWN]), GIVEN, RECORDS)
def test_whatever_is_given_is_taken_or_refused(policy, disposition, record):
    found = check_disposition(policy, disposition, record, check_unreachable=four_needed)
    again = check_disposition(policy, disposition, record, check_unreachable=four_needed)
    assert found == again
    if found is None:
        assert policy.disposition(disposition.side, disposition.code) is not None
        assert record.stage is not Stage.DISQUALIFIED
        assert disposition.note_length <= policy.note_at_most
    else:
        assert isinstance(found.code, RefusalCode)


REPAIRS = {"reason": "reason", "fault": "fault", "opportunity": "opportunity_id"}


@st.composite
def unfinished(draw):
    """Draw a disposition that a pact knows and that lacks something, most often."""
    policy = draw(st.sampled_from([STANDARD, OWN]))
    item = draw(st.sampled_from(policy.dispositions))
    disposition = replace(
        draw(GIVEN),
        side=item.side,
        code=item.code,
        note=draw(st.none() | st.text(max_size=5)),
        subject_id=None,
        referred_lead_id=None,
        opportunity_id=None,
    )
    return policy, disposition, draw(st.sampled_from([FRESH, MET, KNOWN]) | RECORDS)


@at_least(400)
@settings(max_examples=400, deadline=None, derandomize=True)
@given(unfinished(), st.data())
def test_what_is_stated_to_be_missing_is_a_way_out(asked, data):
    policy, disposition, record = asked
    found = check_disposition(policy, disposition, record, check_unreachable=None)
    assume(found is not None and found.missing and found.missing[0][0] in REPAIRS)
    name, value = data.draw(st.sampled_from(found.missing))
    corrected = replace(disposition, **{REPAIRS[name]: value})
    after = check_disposition(policy, corrected, record, check_unreachable=None)
    assert after is None or after.code is not found.code


def test_must_haves_of_a_pact_without_faults_of_its_own_can_be_named():
    policy = load_pact_text(f"{HEAD}feedback: {{faults: {{}}}}\n").feedback
    assert [item.code for item in policy.faults] == [
        *("missing:email", "wrong:email", "missing:phone", "wrong:phone"),
    ]
    assert stated(policy, by_sdr("not_compliant", fault="missing:email")) is None
