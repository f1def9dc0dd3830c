"""Random dispositions are taken or refused, and what is missing is always a way out."""

from dataclasses import replace
from datetime import timedelta

from feedback_world import (
    FRESH,
    HEAD,
    KNOWN,
    MET,
    NOON,
    OWN,
    STANDARD,
    by_sdr,
    calls,
    four_needed,
    stated,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpact.engine.feedback import GivenDisposition, Record, check_disposition
from leadpact.pact.check import load_pact_text
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage
from vacuous import at_least

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


@settings(max_examples=600, deadline=None)
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
@settings(max_examples=400, deadline=None)
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
