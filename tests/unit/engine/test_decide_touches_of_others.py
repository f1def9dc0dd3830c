"""Touches by reps who do not have the lead, under both settings of the pact, worked by hand."""

import pytest
from follow_up_world import SECTIONS, Life, company, june, refused

from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import AgreeCallback, DisposeLead, ReassignLead, UnassignLead
from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, TouchKind

EVERYONE = SECTIONS["routing"] + "  count_touches_of: everyone\n"
OWNER = SECTIONS["routing"] + "  count_touches_of: owner\n"


def qualified_under(routing: str) -> Life:
    """Return a lead of ann's that qualified on Monday at 10:00."""
    life = Life(company(routing=routing))
    life.qualify(june(1, 10))
    return life


@pytest.mark.parametrize(
    ("by", "by_owner"), [("ann", True), ("bob", False), ("max", False), (None, None)]
)
@pytest.mark.parametrize("routing", [SECTIONS["routing"], OWNER])
def test_a_touch_tells_whether_its_rep_had_the_lead(
    routing: str, by: str | None, by_owner: bool | None
) -> None:
    life = qualified_under(routing)
    life.touch(june(1, 11), by=by)
    [touch] = life.state.touches
    assert (touch.rep_id, touch.by_owner) == (by, by_owner)


@pytest.mark.parametrize(
    ("routing", "by", "is_counted"),
    [
        (SECTIONS["routing"], "bob", True),
        (EVERYONE, "bob", True),
        (OWNER, "bob", False),
        (OWNER, "ann", True),
        (OWNER, None, True),
    ],
)
def test_a_touch_counts_for_clocks_and_steps_where_the_pact_says_so(
    routing: str, by: str | None, is_counted: bool
) -> None:
    life = qualified_under(routing)
    life.touch(june(1, 11), by=by)
    state = ClockState.MET if is_counted else ClockState.RUNNING
    assert life.clock("first-touch").state is state
    assert life.state.runs[0].next_step_id == ("mail-1" if is_counted else "call-1")


@pytest.mark.parametrize(("routing", "is_made"), [(EVERYONE, True), (OWNER, False)])
def test_a_callback_is_made_by_another_rep_where_the_pact_says_so(
    routing: str, is_made: bool
) -> None:
    life = qualified_under(routing)
    life.submit(AgreeCallback, june(1, 11), callback_at=june(1, 12))
    life.touch(june(1, 12), by="bob")
    assert life.state.callback is not None
    assert (life.state.callback.made_at == june(1, 12)) is is_made


@pytest.mark.parametrize(("routing", "is_made"), [(EVERYONE, True), (OWNER, False)])
def test_a_call_of_another_rep_that_was_reported_before_the_callback_counts_as_the_pact_says(
    routing: str, is_made: bool
) -> None:
    life = qualified_under(routing)
    life.touch(june(1, 12), by="bob")
    life.submit(AgreeCallback, june(1, 11), reported_at=june(1, 13), callback_at=june(1, 12))
    assert life.state.callback is not None
    assert (life.state.callback.made_at is not None) is is_made


@pytest.mark.parametrize(("routing", "code"), [(EVERYONE, None), (OWNER, "TOO_FEW_ATTEMPTS")])
def test_attempts_of_another_rep_make_a_lead_unreachable_where_the_pact_says_so(
    routing: str, code: str | None
) -> None:
    life = qualified_under(routing)
    life.touch(june(1, 10, 30), by="ann")
    for day, channel in ((2, TouchKind.CALL), (3, TouchKind.EMAIL), (3, TouchKind.CALL)):
        life.touch(june(day, 11), channel, by="bob")
    life.submit(DisposeLead, june(3, 12), side=RepRole.SDR, code="unreachable", by_rep_id="ann")
    assert refused(life) == (RefusalCode(code) if code else None)


def test_a_touch_of_an_earlier_owner_that_is_reported_late_was_the_owners() -> None:
    life = qualified_under(OWNER)
    life.submit(ReassignLead, june(1, 12))
    assert life.state.owner_rep_id == "bob"
    life.touch(june(1, 11), by="ann", reported_at=june(1, 13))
    life.touch(june(1, 11, 30), by="bob", reported_at=june(1, 13))
    life.touch(june(1, 13), by="ann")
    assert [touch.by_owner for touch in life.state.touches] == [True, True, False]


def test_a_touch_of_a_lead_that_nobody_has_is_no_owners() -> None:
    life = Life(company(routing=OWNER))
    life.arrive(june(1, 9))
    life.touch(june(1, 9, 30), by="ann")
    assert [touch.by_owner for touch in life.state.touches] == [False]


def test_a_touch_is_the_owners_until_the_lead_was_taken_from_its_rep() -> None:
    life = qualified_under(OWNER)
    life.submit(UnassignLead, june(1, 11), actor="person:max")
    life.touch(june(1, 11), by="ann")
    life.touch(june(1, 10, 59, 59), by="ann", reported_at=june(1, 12))
    assert [touch.by_owner for touch in life.state.touches] == [False, True]


HEAD = "spec: 1\nname: A\nrouting: {pools: {all: {reps: [ann]}}, default: all"


def test_the_switch_at_its_default_is_the_pact_without_it_and_the_other_is_another_pact() -> None:
    usual = load_pact_text(f"{HEAD}}}\n").fingerprint
    assert load_pact_text(f"{HEAD}, count_touches_of: everyone}}\n").fingerprint == usual
    assert load_pact_text(f"{HEAD}, count_touches_of: owner}}\n").fingerprint != usual


def test_a_value_that_the_switch_does_not_have_is_an_error_at_its_place() -> None:
    [issue] = check_pact_text(f"{HEAD}, count_touches_of: nobody}}\n").issues
    assert (issue.code, issue.place.line, issue.place.column) == ("value-unknown", 3, 72)
