"""Debriefs of a meeting: who gives one, what it says, and what is owed after it."""

import pytest
from handoff_world import (
    HELD,
    MINUTE,
    RULES,
    STARTS,
    booked,
    handoff,
    held,
    refused,
    reported,
    taken,
)

from leadpact.engine.handoff import (
    Debrief,
    cancel_meeting,
    debrief_meeting,
    debriefs_owed,
    open_opportunity,
    owes_opportunity,
    reject_meeting,
)
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole


def test_each_side_tells_how_a_meeting_went():
    sdr = taken(debrief_meeting(RULES, held(), side=RepRole.SDR, at=HELD, note_given=True))
    assert sdr.debriefs == (Debrief(RepRole.SDR, HELD, None, True),)
    both = taken(
        debrief_meeting(RULES, sdr, side=RepRole.AE, at=HELD + MINUTE, produced_next_step=False)
    )
    assert [item.side for item in both.debriefs] == [RepRole.SDR, RepRole.AE]
    assert debriefs_owed(RULES, held()) == (RepRole.SDR, RepRole.AE)
    assert debriefs_owed(RULES, sdr) == (RepRole.AE,)
    assert debriefs_owed(RULES, both) == ()
    assert debriefs_owed(RULES, booked()) == ()
    assert debriefs_owed(handoff(debrief_by=frozenset({RepRole.AE})), held()) == (RepRole.AE,)


def test_a_second_debrief_fills_in_what_the_first_left_open():
    first = taken(debrief_meeting(RULES, held(), side=RepRole.AE, at=HELD))
    again = {"side": RepRole.AE, "at": HELD + MINUTE}
    second = taken(debrief_meeting(RULES, first, **again, produced_next_step=True))
    assert second.debriefs == (Debrief(RepRole.AE, HELD, True),)
    third = taken(
        debrief_meeting(RULES, second, **again, produced_next_step=False, note_given=True)
    )
    assert third.debriefs == (Debrief(RepRole.AE, HELD, True, True),)
    assert debrief_meeting(RULES, third, **again, produced_next_step=False) == third


@pytest.mark.parametrize("side", [RepRole.MANAGER, RepRole.MARKETER])
def test_nobody_else_debriefs(side):
    result = debrief_meeting(RULES, held(), side=side, at=HELD, produced_next_step=True)
    assert refused(result) is RefusalCode.OTHER_ROLE_NEEDED
    assert result.missing == (("role", "SDR"), ("role", "AE"))


def test_only_a_meeting_that_was_held_is_debriefed():
    given = {"side": RepRole.AE, "at": HELD, "produced_next_step": True}
    assert refused(debrief_meeting(RULES, booked(), **given)) is RefusalCode.MEETING_NOT_HELD
    off = taken(cancel_meeting(booked(), at=HELD))
    assert refused(debrief_meeting(RULES, off, **given)) is RefusalCode.MEETING_CANCELLED
    early = debrief_meeting(RULES, held(), side=RepRole.AE, at=STARTS - MINUTE)
    assert refused(early) is RefusalCode.MEETING_NOT_STARTED


@pytest.mark.parametrize(
    ("sdr", "ae", "next_step"),
    [
        (True, None, True),
        (True, False, False),
        (False, True, True),
        (None, None, None),
        (False, None, False),
    ],
)
def test_the_word_of_the_ae_outranks_that_of_the_sdr(sdr, ae, next_step):
    assert reported(sdr, ae).produced_next_step is next_step
    assert owes_opportunity(RULES, reported(sdr, ae)) is (next_step is True)


def test_an_opportunity_is_owed_until_it_is_opened():
    meeting = reported(None, True)
    assert not owes_opportunity(handoff(must_open_on_next_step=False), meeting)
    opened = open_opportunity(
        RULES, meeting, opportunity_id="o-1", by_rep_id="ae-1", by_role=RepRole.AE, at=HELD
    )
    assert not owes_opportunity(RULES, taken(opened))
    rejected = taken(reject_meeting(RULES, reported(True, None), at=HELD))
    assert not owes_opportunity(RULES, rejected)
    assert owes_opportunity(RULES, reported(None, True, is_direct=True))
