"""What the section `handoff` becomes; every change of its meaning is told and fingerprinted."""

import json
import random
from copy import deepcopy
from dataclasses import fields
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pact_edits import Edit, applied, loaded
from pact_tables import BASE, HANDOFF, Case, read_table, written_as_in
from test_pact_identity_meaning import assert_reported, leaves

from leadpact.engine.handoff import make_handoff, propose_slots
from leadpact.engine.scoring import KnownFacts
from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.pact.sections.handoff.policy import (
    AcceptanceWay,
    Attendance,
    CoachingTerms,
    HandoffPolicy,
    MeetingMessageKind,
    SlotTerms,
)
from leadpact.pact.yaml_lines import Path_, load_yaml
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import RepRole

DOCUMENT, _, _ = load_yaml(HANDOFF, "handoff.yaml")
BEFORE = load_pact_text(HANDOFF)
HEAD = "spec: 1\nname: x\ngates: {conversation_lead: {must_have: [email]}}\n"
OTHER_VALUE: dict[str, Any] = {
    "acceptance": "ae_converts",
    "must_open_on_next_step": True,
    "calendar": "evening",
    "when": "n_employees > 77",
    "sdr": "introduces",
    "rate": 0.5,
}
"""What else can stand at a leaf, by its key; numbers rise by one."""
FOLLOWS = {("handoff", "attendance", 1, "sdr")}
"""A leaf whose change to the usual value needs another value."""


def at(path: Path_) -> Any:
    value: Any = DOCUMENT
    for part in path:
        value = value[part]
    return value


def test_the_base_has_no_issue():
    assert check_pact_text(HANDOFF).issues == ()


def test_a_pact_without_the_section_says_nothing_of_meetings():
    assert load_pact_text(BASE).handoff is None


def test_every_key_becomes_what_it_says():
    policy = BEFORE.handoff
    assert policy is not None
    assert policy.acceptance is AcceptanceWay.SDR_OPENS_OPPORTUNITY
    assert policy.must_open_on_next_step is False
    assert policy.deemed_accepted_after == BusinessSpan(days=5)
    assert policy.slots == SlotTerms(
        minutes=45,
        notice=BusinessSpan(seconds=21_600),
        within=BusinessSpan(days=4),
        buffer_minutes=10,
        n=4,
        every_minutes=15,
        calendar="office",
    )
    assert policy.sends == {
        MeetingMessageKind.RECAP,
        MeetingMessageKind.INVITE,
        MeetingMessageKind.CONFIRMATION,
    }
    assert policy.templates == {
        MeetingMessageKind.RECAP: "Recap: 2026",
        MeetingMessageKind.INVITE: "invite-mail",
        MeetingMessageKind.CONFIRMATION: "confirm-mail",
    }
    assert policy.confirm == BusinessSpan(days=2)
    assert [rule.sdr for rule in policy.attendance] == [
        Attendance.ATTENDS,
        Attendance.INTRODUCES,
        Attendance.STAYS_OUT,
    ]
    assert policy.rebook_at_most == 3
    assert policy.coaching == CoachingTerms(Fraction(2, 5), 5)
    assert policy.debrief_by == {RepRole.AE}


def test_an_empty_section_is_the_policy_with_all_defaults():
    policy = load_pact_text(f"{HEAD}handoff: {{}}\n").handoff
    for item in fields(HandoffPolicy):
        assert getattr(policy, item.name) == getattr(HandoffPolicy(), item.name), item.name


def test_of_attendance_the_first_entry_that_is_true_decides():
    handoff = make_handoff(BEFORE.handoff)

    def sdr(**values: Any) -> Attendance:
        return handoff.attendance_for(KnownFacts(values))

    assert sdr(n_employees=1000, fit=30_000, seats=1) is Attendance.ATTENDS
    assert sdr(n_employees=999, fit=10_000, seats=4) is Attendance.INTRODUCES
    assert sdr(n_employees=999, fit=9_999, seats=4) is Attendance.STAYS_OUT
    assert sdr(n_employees=None, fit=10_000, seats=None) is Attendance.STAYS_OUT


def test_where_no_entry_of_attendance_is_true_the_sdr_introduces():
    text = f"{HEAD}handoff: {{attendance: [{{when: n_employees >= 9, sdr: attends}}]}}\n"
    handoff = make_handoff(load_pact_text(text).handoff)
    assert handoff.attendance_for(KnownFacts({})) is Attendance.INTRODUCES


def test_what_attendance_asks_about_is_among_the_attributes():
    assert {"n_employees", "seats"} <= BEFORE.attributes.keys()


# Meaning


@pytest.mark.parametrize("case", read_table("diff-handoff.txt"), ids=str)
def test_a_change_is_reported_in_business_words(case: Case):
    found = diff_rulesets(BEFORE, load_pact_text(case.text))
    assert written_as_in(case.message, found) == list(case.message)


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in (("handoff", *rest) for rest in leaves(DOCUMENT["handoff"]))
        if "send" not in path and path not in FOLLOWS
    ],
    ids=lambda p: ".".join(map(str, p)),
)
def test_another_value_at_any_leaf_is_another_pact(path: Path_):
    value = at(path)
    key = next(part for part in reversed(path) if isinstance(part, str))
    other = OTHER_VALUE.get(key, value + 1 if isinstance(value, int) else "another")
    other = {"by": "SDR"}.get(key, other)
    ruleset = loaded(applied(DOCUMENT, Edit(path, other)))
    assert ruleset is not None, (path, other)
    assert_reported(BEFORE, ruleset, is_other=True)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("handoff", "attendance", 1, "sdr"), "attends"),
        (("handoff", "attendance"), []),
        (("handoff", "send"), []),
        (("handoff", "send"), ["recap"]),
        (("handoff", "debrief", "by"), []),
        (("handoff", "messages"), {}),
        (("handoff", "slots"), {}),
    ],
)
def test_another_list_or_part_is_another_pact(path: Path_, value: Any):
    ruleset = loaded(applied(DOCUMENT, Edit(path, value)))
    assert ruleset is not None
    assert_reported(BEFORE, ruleset, is_other=True)


def shuffled(value: Any, chance: random.Random, key: str = "") -> Any:
    if isinstance(value, dict):
        items = [(name, shuffled(item, chance, name)) for name, item in value.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        if key != "attendance":
            chance.shuffle(items)
        return items
    return value


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_what_has_none_changes_nothing(seed: int):
    document = shuffled(deepcopy(DOCUMENT), random.Random(seed))
    assert_reported(BEFORE, load_pact_text(json.dumps(document)), is_other=False)


def test_the_order_of_attendance_matters():
    document = deepcopy(DOCUMENT)
    entries = document["handoff"]["attendance"]
    entries[0], entries[1] = entries[1], entries[0]
    assert_reported(BEFORE, load_pact_text(json.dumps(document)), is_other=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{}", "{acceptance: sdr_opens_opportunity, must_open_on_next_step: true}"),
        ("{}", "{slots: {notice: {minutes: 240}, within: {days: 10}, n: 3, buffer_minutes: 15}}"),
        ("{}", "{send: [invite, confirmation, recap], confirm: {days: 1}, rebook_at_most: 2}"),
        ("{}", "{attendance: [{sdr: introduces}]}"),
        ("{}", "{coaching: {rate: 0.3, n_meetings: 10}, debrief: {by: [AE, SDR]}}"),
        ("{}", "{attendance: [{when: seats > 5, sdr: introduces}], messages: {}}"),
        (
            "{acceptance: ae_converts}",
            "{acceptance: ae_converts, deemed_accepted_after: {days: 3}}",
        ),
        ("{send: [invite]}", "{send: [invite], messages: {recap: a}, confirm: {days: 4}}"),
        (
            "{attendance: [{when: seats > 5 and n_employees < 9, sdr: attends}]}",
            "{attendance: [{when: (9 > n_employees) and seats > 5, sdr: attends}]}",
        ),
        (
            "{attendance: [{when: seats > 5, sdr: attends}]}",
            "{attendance: [{when: 5 < seats, sdr: attends}, {sdr: introduces}]}",
        ),
    ],
)
def test_what_holds_anyway_changes_nothing(one: str, other: str):
    head = f"{HEAD}attributes: {{seats: {{type: integer}}, n_employees: {{type: integer}}}}\n"
    rulesets = [check_pact_text(f"{head}handoff: {text}\n").ruleset for text in (one, other)]
    assert rulesets[0] is not None
    assert rulesets[1] is not None
    assert_reported(rulesets[0], rulesets[1], is_other=False)


def test_a_new_section_is_reported():
    (change,) = assert_reported(
        load_pact_text(HEAD), load_pact_text(f"{HEAD}handoff: {{}}\n"), is_other=True
    )
    assert str(change) == (
        "handoff is new: sdr opens opportunity; deemed accepted after never; rebooked at most 2"
    )


# Checks


@pytest.mark.parametrize(
    "part", ["slots", "messages", "attendance", "coaching", "debrief", "acceptance", "confirm"]
)
def test_a_fault_of_shape_says_nothing_that_only_follows(part: str):
    text = HANDOFF.replace(f"  {part}:", f"  {part}: [{{}}]\n  x_{part}:", 1)
    codes = {issue.code for issue in check_pact_text(text).issues}
    assert codes <= {"value-type", "key-unknown", "key-missing", "yaml-syntax", "value-unknown"}
    assert codes


def test_a_slot_fits_where_a_day_has_windows_of_its_own():
    text = """
calendar: short
calendars: {short: {windows: {mon: ["09:00-10:00"]}%s}}
handoff: {slots: {minutes: 120}}
"""
    (issue,) = check_pact_text(HEAD + text % "").issues
    assert (issue.code, issue.place.line) == ("slot-too-long", 7)
    own = ', exceptions: {2026-12-31: ["22:00-24:00"]}'
    assert check_pact_text(HEAD + text % own).issues == ()


def test_hours_without_words_are_nine_to_five():
    text = f"{HEAD}handoff: {{slots: {{minutes: %d}}}}\n"
    assert check_pact_text(text % 480).issues == ()
    short = f"{HEAD}handoff: {{slots: {{minutes: 480, every_minutes: 120}}}}\n"
    assert [issue.code for issue in check_pact_text(short).issues] == ["slot-too-long"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_are_do_no_harm(day: str):
    calendars = f"calendars: {{a: {{exceptions: {{{day}: [09:00-10:00]}}}}}}\n"
    text = f"{HEAD}{calendars}handoff: {{slots: {{calendar: a, minutes: 45}}}}\n"
    assert check_pact_text(text).issues == ()


TIMES = st.sampled_from([f"{n // 60:02}:{n % 60:02}" for n in range(0, 1440, 10)] + ["24:00"])


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["mon", "tue", "wed", "sun"]),
        st.tuples(TIMES, TIMES).filter(lambda pair: pair[0] < pair[1]),
        min_size=1,
    ),
    st.integers(5, 300),
    st.sampled_from([5, 30, 50, 120, 720, 1000]),
)
def test_a_slot_is_too_long_exactly_if_none_is_ever_proposed(windows, minutes, every):
    slots = {"calendar": "a", "minutes": minutes, "every_minutes": every, "notice": {"hours": 0}}
    document = {
        "spec": 1,
        "name": "x",
        "gates": {"conversation_lead": {"must_have": ["email"]}},
        "calendars": {"a": {"windows": {day: ["-".join(w)] for day, w in windows.items()}}},
        "handoff": {"slots": slots},
    }
    codes = {issue.code for issue in check_pact_text(json.dumps(document)).issues}
    assert codes <= {"slot-too-long", "slots-uneven"}
    calendar = BusinessCalendar(
        zone="UTC", windows={day.upper(): [window] for day, window in windows.items()}
    )
    terms = SlotTerms(minutes=minutes, every_minutes=every, notice=BusinessSpan(seconds=0))
    handoff = make_handoff(HandoffPolicy(slots=terms))
    as_of = datetime(2026, 6, 1, tzinfo=UTC)
    found = propose_slots(handoff, busy={}, calendar=calendar, as_of=as_of)
    assert ("slot-too-long" in codes) == (found == ())


def test_hours_of_notice_can_be_more_than_the_days_of_a_calendar_that_is_hardly_ever_open():
    calendars = "calendar: a\ncalendars: {a: {windows: {mon: [09:00-09:10]}}}\n"
    text = f"{HEAD}{calendars}handoff: {{slots: {{minutes: 5}}}}\n"
    (issue,) = check_pact_text(text).issues  # four hours are not in eleven times ten minutes
    assert (issue.code, issue.place.line) == ("slots-without-time", 6)
