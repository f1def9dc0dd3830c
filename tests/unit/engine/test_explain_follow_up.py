"""Why a lead is where it is, in sentences; the expected ones were worked out by hand."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from explain_world import PACT, Life, company, nov

from leadpact.engine import lifecycle as follow_up
from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    BookMeeting,
    ClaimLead,
    ClockStep,
    ControlClock,
    DebriefMeeting,
    DisposeLead,
    EndLead,
    HandOffLead,
    MeetingStep,
    OpenOpportunity,
    ReassignLead,
    RecordLead,
    RecordOptOut,
    RecordOutOfOffice,
    RecordReply,
    RecordTouch,
    ReviewStep,
    UpdateAttributes,
    UpdateMeeting,
    UpdateReview,
)
from leadpact.engine.lifecycle.opportunities import _MOVED
from leadpact.explain import words
from leadpact.terms.stages import RepRole, Stage, TouchKind

OFFICE = "in the calendar office (Mon–Fri 09:00–17:00, America/New_York)"
CHICAGO = "(Mon–Fri 10:00–16:00, America/Chicago, where the prospect is)"


def second_life(**known: Any) -> Life:
    """Return a lead that qualified on Monday at 10:00, after ann had the one before."""
    first = Life()
    first.qualify(nov(2, 9, 30))
    assert first.state.owner_rep_id == "ann"
    life = Life(first.rules, "l-2", first.routing)
    life.qualify(nov(2, 10), **known)
    return life


def test_the_whole_chain_of_a_lead_that_a_route_passed_on() -> None:
    life = second_life(n_employees=1000, time_zone="America/Chicago")
    fingerprint = life.rules.fingerprint[:12]
    assert life.explained(nov(2, 12)) == [
        "Lead l-2 is at MQL (CONVERSATION_LEAD) since Mon 2 Nov 2026 10:00."
        " It is Mon 2 Nov 2026 12:00; all times are those of America/New_York.",
        f"The pact is “A small company”, fingerprint {fingerprint}.",
        "It came to TARGET on Mon 2 Nov 09:55, as nothing was heard of it yet.",
        "From TARGET it came to MQL (CONVERSATION_LEAD) on Mon 2 Nov 10:00,"
        " because the gate conversation_lead opened.",
        "bob has the lead since Mon 2 Nov 10:00, by the default route, from the pool inbound.",
        "The route key-accounts took it first, could not place it and passed it on,"
        " because all who could take it are on leave.",
        "Not eve: on leave until Mon 9 Nov 00:00.",
        "The default route took this inbound lead, as no route before it placed it,"
        " and leads to a pool.",
        "bob has the largest shortfall, 0.33 leads behind the share that the weights give.",
        "Considered too: ann, 0.33 leads ahead of the share that the weights give.",
        "Not cid: on leave until Mon 9 Nov 00:00.",
        "The cadence best began on Mon 2 Nov 10:00, because n_employees >= 1000.",
        "The next step is call-1, a call, due Mon 2 Nov 11:00 (Mon 2 Nov 10:00 in"
        " America/Chicago): at once after the start on"
        f" Mon 2 Nov 10:00, moved to the first moment that lies in the window calls {CHICAGO}"
        " and in the legal calling hours.",
        "The clock first-touch promises the first touch, 4 business hours from its start.",
        "It started on Mon 2 Nov 10:00, because the lead was assigned.",
        f"It is due Mon 2 Nov 14:00: 4 business hours from Mon 2 Nov 10:00 {OFFICE}.",
        "It runs: 2 business hours left."
        " A breach does this: notify whoever has the lead; reassign by the routes.",
        "The clock resolve promises a meeting or a disposition, 5 business days from its start.",
        "It started on Mon 2 Nov 10:00, because the lead was assigned.",
        f"It is due Tue 10 Nov 10:00: 5 business days from Mon 2 Nov 10:00 {OFFICE},"
        " with Wed 4 Nov off.",
        "It runs: 38 business hours left."
        " A breach does this: escalate to MANAGER; return to the pool.",
        "To do: bob takes the step call-1 of the cadence best, by Mon 2 Nov 11:00.",
    ]


def test_a_touch_meets_the_first_promise_and_the_next_step_counts_from_it() -> None:
    life = second_life(n_employees=1000, time_zone="America/Chicago")
    life.submit(RecordTouch, nov(2, 12, 30), rep_id="bob", channel=TouchKind.CALL)
    reported = life.explained(nov(2, 13))
    assert "Steps done: call-1, a call, made on Mon 2 Nov 12:30." in reported
    assert (
        "The next step is mail-1, an e-mail, due Tue 3 Nov 12:30 (Tue 3 Nov 11:30 in"
        " America/Chicago): 1 business day after the step"
        f" before on Mon 2 Nov 12:30, which lies in the window calls {CHICAGO}."
    ) in reported
    assert (
        "It was met on Mon 2 Nov 12:30, because a rep made a touch (a call),"
        " after 2 business hours 30 minutes."
    ) in reported
    assert "To do: bob takes the step mail-1 of the cadence best, by Tue 3 Nov 12:30." in reported


def test_clocks_are_reported_as_they_are_at_the_moment_though_nothing_was_decided() -> None:
    reported = second_life().explained(nov(2, 16))
    missed = "It was missed by 2 business hours, and nothing has stopped it yet."
    assert any(line.startswith(missed) for line in reported)
    assert (
        "It was due Mon 2 Nov 14:00: 4 business hours from Mon 2 Nov 10:00 " + OFFICE + "."
        in reported
    )


def test_what_was_done_late_says_by_how_much() -> None:
    life = second_life()
    life.wait(nov(2, 15))
    life.submit(RecordTouch, nov(2, 15, 30), rep_id="ann", channel=TouchKind.EMAIL)
    missed = (
        "It was missed by 1 business hour 30 minutes; it was done on Mon 2 Nov 15:30,"
        " because a rep made a touch (an e-mail)."
    )
    assert any(line.startswith(missed) for line in life.explained(nov(2, 16)))


def test_after_a_breach_the_earlier_owner_is_named_and_why_not_again() -> None:
    life = second_life()
    life.wait(nov(2, 15))
    reported = life.explained(nov(2, 15))
    assert (
        "ann has the lead since Mon 2 Nov 15:00, by the default route, from the pool inbound."
    ) in reported
    assert "Not bob: had the lead before." in reported
    assert "In this round it was before with bob." in reported


def test_a_lead_that_nobody_else_can_take_is_kept() -> None:
    life = second_life()
    life.submit(ReassignLead, nov(2, 11))
    life.submit(ReassignLead, nov(2, 11, 30))
    reported = life.explained(nov(2, 12))
    assert any(line.startswith("ann has the lead since Mon 2 Nov 11:00") for line in reported)
    assert (
        "On Mon 2 Nov 11:30 it was to go to another rep, but all who could take it are on leave:"
        " it is kept."
    ) in reported
    assert "Not ann or bob: had the lead before." in reported


def test_a_lead_in_a_queue_says_since_when_it_waits_and_for_what() -> None:
    life = second_life(source="fair")
    reported = life.explained(nov(2, 12))
    assert (
        "Nobody has the lead: it waits for the pool desk since Mon 2 Nov 10:00,"
        " because it waits in a queue until a rep claims it."
    ) in reported
    assert "It waits until a rep of the pool claims it." in reported
    assert (
        "The route fair took this inbound lead, because source == 'fair', and leads to a pool."
    ) in reported
    assert "To do: a rep of the pool desk claims the lead." in reported


def test_who_claimed_a_lead_has_it_for_that() -> None:
    life = second_life(source="fair")
    life.submit(ClaimLead, nov(2, 11), pool="desk", rep_id="bob")
    reported = life.explained(nov(2, 12))
    assert "bob claimed it." in reported
    assert "Not ann: did not claim it." in reported


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({"source": "owned", "owner": "fay"}, "fay is the owner of the account."),
        ({"source": "draw"}, "ann is where the hash of the lead's id falls."),
        (
            {"source": "list"},
            "bob has the fewest open leads for the weight, 0 open leads at weight 1.",
        ),
        ({"source": "list"}, "Considered too: ann, 1 open lead at weight 1."),
    ],
)
def test_the_owner_has_it_by_the_method_of_the_route(
    known: Mapping[str, Any], sentence: str
) -> None:
    assert sentence in second_life(**known).explained(nov(2, 12))


def test_where_nobody_else_is_free_no_comparison_is_reported() -> None:
    life = Life(
        company(PACT.replace("reps: [ann, bob, cid], weights: {ann: 2}", "reps: [ann, cid]"))
    )
    life.qualify(nov(2, 10))
    reported = life.explained(nov(2, 12))
    assert "ann is the only one who could be chosen." in reported
    assert "Not cid: on leave until Mon 9 Nov 00:00." in reported


def test_where_two_are_as_near_the_tie_is_reported() -> None:
    life = Life()
    life.qualify(nov(2, 10))
    reported = life.explained(nov(2, 12))
    assert any(
        line.startswith(
            "ann has the largest shortfall, just at the share that the weights give, as bob;"
            " ties go by the larger weight"
        )
        for line in reported
    )


def test_who_waits_for_somebody_to_be_back_knows_when() -> None:
    life = Life(company(PACT.replace("otherwise: next_route", "otherwise: wait")))
    life.qualify(nov(2, 10), n_employees=1000)
    reported = life.explained(nov(2, 12))
    assert (
        "Nobody has the lead: it waits for the pool key since Mon 2 Nov 10:00,"
        " because all who could take it are on leave."
    ) in reported
    assert "The first obstacle ends on Mon 9 Nov 00:00; then it can be tried again." in reported
    assert "Not eve: on leave until Mon 9 Nov 00:00." in reported


def test_while_the_prospect_is_away_cadence_and_clock_rest_and_the_clock_is_due_later() -> None:
    life = second_life(n_employees=1000, time_zone="America/Chicago")
    life.submit(RecordTouch, nov(2, 12, 30), rep_id="bob", channel=TouchKind.CALL)
    life.submit(RecordOutOfOffice, nov(3, 10), back_on=date(2026, 11, 6))
    resting = life.explained(nov(3, 11))
    rest = "It rests until Fri 6 Nov 01:00, because the prospect is out of office."
    assert rest in resting
    assert "It was paused from Tue 3 Nov 10:00 and still is." in resting
    assert "It is paused: it is due later by the working time of the pause." in resting
    life.wait(nov(6, 9))
    back = life.explained(nov(6, 9))
    assert rest not in back
    assert "It was paused from Tue 3 Nov 10:00 to Fri 6 Nov 01:00." in back
    assert (
        f"It is due Wed 11 Nov 17:00: 5 business days from Mon 2 Nov 10:00 {OFFICE},"
        " with Wed 4 Nov off, and later by the 15 business hours of its pauses."
    ) in back


def test_a_step_that_falls_on_a_sunday_waits_for_the_window() -> None:
    one = "steps: [{id: call-1, channel: call}]"
    two = "steps: [{id: call-1, channel: call}, {id: call-2, channel: call, after: {days: 3}}]"
    life = Life(company(PACT.replace(one, two)))
    life.qualify(nov(5, 10))
    life.submit(RecordTouch, nov(5, 11), rep_id="ann", channel=TouchKind.CALL)
    assert (
        "The next step is call-2, a call, due Mon 9 Nov 10:00: 3 days after the step before on"
        " Thu 5 Nov 11:00, moved to the first moment that lies in the window calls"
        " (Mon–Fri 10:00–16:00, America/New_York) and in the legal calling hours."
    ) in life.explained(nov(5, 12))


def test_a_clock_that_counts_says_how_many_were_made() -> None:
    clock = "{kind: touches, within: {days: 4}, n: 3, channels: [call, email], n_channels: 2,"
    rest = " calendar: calls, on_breach: []}"
    other = "  - {kind: confirm_meeting}\n"
    life = Life(company(PACT.replace(other, f"  - {clock}{rest}\n{other}")))
    life.qualify(nov(2, 10))
    life.submit(RecordTouch, nov(2, 12, 30), rep_id="ann", channel=TouchKind.CALL)
    life.submit(RecordTouch, nov(2, 12, 40), rep_id="ann", channel=TouchKind.SOCIAL)
    reported = life.explained(nov(2, 13))
    assert (
        "The clock touches promises 3 touches on 2 different channels (call, email),"
        " 4 business days from its start."
    ) in reported
    assert (
        "It is due Fri 6 Nov 10:00: 4 business days from Mon 2 Nov 10:00 in the calendar calls"
        " (Mon–Fri 10:00–16:00, America/New_York)."
    ) in reported
    assert "It runs: 21 business hours left, with 1 of 3 made. A breach does nothing." in reported


def test_what_ends_a_cadence_is_reported() -> None:
    life = second_life()
    life.submit(RecordReply, nov(2, 11))
    assert "It was stopped on Mon 2 Nov 11:00, because the prospect replied." in life.explained(
        nov(2, 12)
    )


def test_who_leaves_a_clocks_condition_gets_the_next_one_from_the_same_start() -> None:
    life = second_life(n_employees=5000)
    life.submit(UpdateAttributes, nov(2, 10, 30), attributes={"n_employees": 40})
    reported = life.explained(nov(2, 11))
    hot = (
        "The clock hot-first-touch promises the first touch, 1 business hour from its start,"
        " for leads with n_employees >= 5000."
    )
    assert hot in reported
    assert (
        "It was cancelled on Mon 2 Nov 10:30, because the lead left its condition,"
        " without a breach."
    ) in reported
    assert (
        "It started on Mon 2 Nov 10:00, in the place of one whose condition the lead left,"
        " from when that one began."
    ) in reported


def test_a_promise_that_was_kept_before_it_was_made_says_so() -> None:
    life = second_life(source="fair")
    life.submit(RecordTouch, nov(2, 10, 30), rep_id="bob", channel=TouchKind.CALL)
    life.submit(ClaimLead, nov(2, 11), pool="desk", rep_id="bob")
    assert (
        "It was met on Mon 2 Nov 11:00, because a rep made a touch (a call),"
        " as that was so before it began, after 0 business seconds."
    ) in life.explained(nov(2, 12))


def test_a_clock_stopped_by_hand_says_so() -> None:
    life = second_life()
    name = next(item.clock_id for item in life.state.clocks if item.policy.name == "resolve")
    life.submit(ControlClock, nov(2, 11), clock_id=name, step=ClockStep.STOP)
    assert (
        "It was met on Mon 2 Nov 11:00, because it was stopped by hand, after 1 business hour."
    ) in life.explained(nov(2, 12))


def test_a_clock_that_runs_under_another_pact_says_so() -> None:
    life = second_life()
    old = life.rules.fingerprint[:12]
    life.rules = company(PACT.replace("resolve, within: {days: 5}", "resolve, within: {days: 9}"))
    reported = life.explained(nov(2, 12))
    assert f"The pact is “A small company”, fingerprint {life.rules.fingerprint[:12]}." in reported
    assert (
        f"The clock resolve under an older pact ({old}) promises a meeting or a disposition,"
        " 5 business days from its start."
    ) in reported
    assert any(
        line.startswith(f"The default route under an older pact ({old})") for line in reported
    )
    assert f"The cadence everyone began on Mon 2 Nov 10:00 under an older pact ({old})." in reported


def met_life() -> tuple[Life, str]:
    """Return a lead whose meeting with fay, on Thursday at 15:00, was held."""
    life = second_life()
    life.submit(RecordTouch, nov(2, 11), rep_id="bob", channel=TouchKind.CALL)
    booked = nov(3, 10)
    name = life.submit(BookMeeting, booked, starts_at=nov(5, 15), ae_rep_id="fay")
    return life, name


def test_a_meeting_says_what_became_of_it_and_what_is_owed() -> None:
    life, name = met_life()
    booked = life.explained(nov(3, 11))
    assert (
        f"The meeting {name} was booked on Tue 3 Nov 10:00 for Thu 5 Nov 15:00 with fay:"
        " it is booked and was not held yet, and the prospect has not confirmed it."
    ) in booked
    assert (
        "It is due Tue 3 Nov 17:00: 1 business day before the meeting on Thu 5 Nov 15:00,"
        f" at the last closing {OFFICE}, with Wed 4 Nov off."
    ) in booked
    assert f"To do: bob has the prospect confirm the meeting {name}, by Tue 3 Nov 17:00." in booked
    life.submit(UpdateMeeting, nov(5, 15), meeting_id=name, step=MeetingStep.HELD)
    life.submit(
        DebriefMeeting, nov(5, 16), meeting_id=name, side=RepRole.SDR, produced_next_step=True
    )
    held = life.explained(nov(5, 16, 30))
    assert "Lead l-2 is at FIRST_MEETING since Thu 5 Nov 2026 15:00." in held[0]
    assert any(line.endswith("because a meeting was held.") for line in held)
    assert "By the SDR, on Thu 5 Nov 16:00: there is a next step." in held
    assert f"Of the meeting {name}, the AE neither accepted nor rejected it." in held
    life.submit(OpenOpportunity, nov(5, 16, 20), opportunity_id="o-1")
    opened = f"The opportunity o-1 of the meeting {name} was opened on Thu 5 Nov 16:20; it reached"
    assert f"{opened} OPPORTUNITY." in life.explained(nov(5, 16, 30))
    owed = "Still owed for it: a debrief by the AE, an opportunity, as it produced a next step."
    assert owed in held
    assert f"To do: fay tells how the meeting went: {name}, by Fri 6 Nov 15:00." in held


def test_a_meeting_that_was_confirmed_and_missed_is_to_be_rebooked() -> None:
    life, name = met_life()
    life.submit(UpdateMeeting, nov(3, 12), meeting_id=name, step=MeetingStep.CONFIRMED)
    life.submit(UpdateMeeting, nov(5, 15, 30), meeting_id=name, step=MeetingStep.MISSED)
    reported = life.explained(nov(5, 16))
    assert (
        f"The meeting {name} was booked on Tue 3 Nov 10:00 for Thu 5 Nov 15:00 with fay: the"
        " prospect did not come on Thu 5 Nov 15:30, and the prospect confirmed it on"
        " Tue 3 Nov 12:00."
    ) in reported
    assert f"To do: bob books anew the meeting {name}." in reported


def test_inside_sales_holds_its_own_meetings() -> None:
    draw = """{id: draw, when: "source == 'draw'", """
    life = Life(company(PACT.replace(f"{draw}pool", f"{draw}to: inside_sales, pool")))
    life.qualify(nov(2, 10), source="draw")
    life.submit(BookMeeting, nov(2, 11), starts_at=nov(5, 15))
    reported = life.explained(nov(2, 12))
    assert "It is direct: inside sales holds it, and nothing is handed over." in reported
    assert any(line.endswith("and leads to inside sales, without a handoff.") for line in reported)


def test_a_disposition_has_reason_and_review_and_never_its_note() -> None:
    life = second_life()
    name = life.submit(
        DisposeLead,
        nov(3, 10),
        side=RepRole.SDR,
        code="other",
        by_rep_id="bob",
        note="They whispered pineapple.",
    )
    reported = life.explained(nov(3, 11))
    assert (
        "On Tue 3 Nov 10:00 the SDR, bob, gave the disposition “Other”."
        " There is a note, which is confidential."
    ) in reported
    assert "Nobody has the lead: it ended, and was let go." in reported
    had = "bob had it last, from Mon 2 Nov 10:00 on, by "
    assert any(line.startswith(had) for line in reported), reported
    review = life.state.reviews[0].review_id
    assert f"A manager is to review it (review {review}), since Tue 3 Nov 10:00." in reported
    assert any(
        line.startswith(f"To do: the manager reviews the disposition, review {review}, by ")
        for line in reported
    )
    life.submit(UpdateReview, nov(3, 12), review_id=review, step=ReviewStep.OVERTURNED, by="max")
    after = life.explained(nov(3, 13))
    assert (
        "From DISQUALIFIED it came to MQL (CONVERSATION_LEAD) on Tue 3 Nov 12:00,"
        f" because the disposition {name} was overturned."
    ) in after
    assert (
        "The review overturned it, and the lead was taken up again"
        f" (review {review}); on Tue 3 Nov 12:00 max overturned it."
    ) in after
    assert not any("pineapple" in line for line in (*reported, *after))


def test_a_review_is_reported_through_dispute_and_arbitration() -> None:
    life = second_life()
    what = {"side": RepRole.SDR, "code": "other", "by_rep_id": "bob", "note": "A toy shop."}
    life.submit(DisposeLead, nov(3, 10), **what)
    review = life.state.reviews[0].review_id
    life.submit(UpdateReview, nov(3, 12), review_id=review, step=ReviewStep.UPHELD, by="max")
    side = RepRole.MARKETER
    life.submit(UpdateReview, nov(5, 10), review_id=review, step=ReviewStep.DISPUTED, by_side=side)
    disputed = (
        f"(review {review}); on Tue 3 Nov 12:00 max upheld it;"
        " marketing disputed it on Thu 5 Nov 10:00"
    )
    reported = life.explained(nov(5, 11))
    assert f"The review is disputed {disputed}." in reported
    assert f"To do: the manager leads the arbitration on the review {review}." in reported
    life.submit(UpdateReview, nov(5, 12), review_id=review, step=ReviewStep.IN_ARBITRATION)
    life.submit(UpdateReview, nov(6, 12), review_id=review, step=ReviewStep.TRAINING)
    assert (
        f"The arbitration is closed {disputed};"
        " arbitration began on Thu 5 Nov 12:00 and ended in training."
    ) in life.explained(nov(6, 13))


def test_a_reason_is_reported_by_its_label() -> None:
    life = second_life()
    what = {"side": RepRole.SDR, "code": "no_need", "by_rep_id": "bob", "reason": "timing"}
    life.submit(DisposeLead, nov(3, 10), **what)
    reported = life.explained(nov(3, 11))
    given = "the disposition “No acknowledged need”, for the reason “Not now”."
    assert f"On Tue 3 Nov 10:00 the SDR, bob, gave {given}" in reported
    assert any(line.endswith("by the disposition “No acknowledged need”.") for line in reported)


def test_a_handoff_that_is_not_answered_is_a_task() -> None:
    life = second_life()
    name = life.submit(HandOffLead, nov(2, 11), ae_rep_id="fay")
    reported = life.explained(nov(2, 12))
    message = f"The lead was handed off to fay on Mon 2 Nov 11:00 ({name}): there is no answer yet."
    assert message in reported
    assert f"To do: fay accepts or rejects the handoff {name}." in reported


def test_a_lead_that_opted_out_has_nobody_for_that() -> None:
    life = second_life()
    life.submit(RecordOptOut, nov(2, 11))
    reported = life.explained(nov(2, 12))
    assert "Nobody has the lead: the prospect opted out on Mon 2 Nov 11:00." in reported
    assert "No task is open." in reported


def test_a_lead_that_did_not_qualify_has_nobody_for_that() -> None:
    life = Life()
    life.submit(RecordLead, nov(2, 9), lead=Lead("l-1", created_at=nov(2, 9)))
    reported = life.explained(nov(2, 10))
    assert "Nobody has the lead: it did not pass the first gate of the pact." in reported


def test_a_lead_that_waited_and_was_ended_elsewhere_was_let_go() -> None:
    life = second_life(source="fair")
    life.submit(EndLead, nov(2, 11), stage=Stage.CLOSED_WON)
    assert "Nobody has the lead: it was let go." in life.explained(nov(2, 12))


def test_a_stage_that_was_on_record_is_reported_as_that_and_not_as_a_gate() -> None:
    life = Life()
    lead = Lead("l-1", created_at=nov(2, 8), stage=Stage.CONVERSATION_LEAD, stage_at=nov(2, 8, 30))
    life.submit(RecordLead, nov(2, 9), lead=lead)
    reported = life.explained(nov(2, 10))
    assert any(line.endswith("as the record says.") for line in reported)
    assert not any("gate" in line for line in reported)


def test_of_a_lead_that_nobody_reported_of_nothing_is_known() -> None:
    assert Life().explained(nov(2, 10))[0].startswith("Nothing is known of lead l-1 yet.")


def test_a_calendar_in_another_zone_is_reported_with_its_own_times() -> None:
    there = PACT.replace("  office:\n", "  office:\n    time_zone: Europe/Berlin\n")
    life = Life(company(there))
    life.qualify(nov(2, 5))
    assert (
        "It is due Mon 2 Nov 09:00 (Mon 2 Nov 15:00 in Europe/Berlin): 4 business hours from"
        " Mon 2 Nov 05:00 in the calendar office (Mon–Fri 09:00–17:00, Europe/Berlin)."
    ) in life.explained(nov(2, 6))


def test_a_promise_that_is_due_this_very_second_runs_and_has_no_time_left() -> None:
    life = Life()
    life.qualify(nov(2, 13))
    life.submit(RecordTouch, nov(2, 14), rep_id="ann", channel=TouchKind.CALL)
    name = life.submit(BookMeeting, nov(2, 15), starts_at=nov(10, 9, 30), ae_rep_id="fay")
    reported = life.explained(nov(9, 17))
    assert any(
        line.startswith(f"The clock confirm-meeting about {name} promises") for line in reported
    )
    assert any(line.startswith("It runs: no business time left.") for line in reported)


def test_a_start_in_closed_hours_says_when_they_open() -> None:
    life = Life()
    life.qualify(nov(3, 18))
    assert (
        f"It is due Thu 5 Nov 13:00: 4 business hours from Tue 3 Nov 18:00 {OFFICE},"
        " which opened only on Thu 5 Nov 09:00, with Wed 4 Nov off."
    ) in life.explained(nov(3, 19))


def test_an_earlier_moment_than_the_state_is_taken_for_that() -> None:
    life = second_life()
    assert life.explained(nov(1)) == life.explained(nov(2, 10))


def test_a_moment_of_another_year_has_its_year() -> None:
    reported = second_life().explained(datetime.fromisoformat("2027-01-04T10:00:00-05:00"))
    assert any("since Mon 2 Nov 2026 10:00, by the default route" in line for line in reported)


TABLES = [
    (value, type(next(iter(value))))
    for name, value in sorted(vars(words).items())
    if name.isupper() and isinstance(value, Mapping) and name != "STAGE_REASONS"
]


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=lambda item: getattr(item, "__name__", ""))
def test_every_code_has_words_of_its_own(table: Mapping[StrEnum, str], kind: type[StrEnum]) -> None:
    assert set(table) == set(kind)
    assert all(table.values())
    assert len(set(table.values())) == len(table)


def test_every_stage_reason_that_the_engine_names_has_words() -> None:
    sources = Path(follow_up.__path__[0]).glob("*.py")
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    named = set(re.findall(r'reason="([a-z_]+)"', text))
    assert len(named) > 3
    assert named | set(_MOVED.values()) <= set(words.STAGE_REASONS)


def test_every_enumeration_that_is_reported_has_a_table() -> None:
    reported = {kind.__name__ for _, kind in TABLES}
    assert reported >= {"Obstacle", "Waiting", "ClockState", "Signal", "StopReason", "RestReason"}
    assert reported >= {
        "ClockKind",
        "BreachAction",
        "SelectionMethod",
        "RouteTarget",
        "MeetingState",
        "TaskKind",
    }
    assert reported >= {
        "Acceptance",
        "ReviewState",
        "ReviewVerdict",
        "ArbitrationOutcome",
        "TouchKind",
    }


def test_a_state_whose_codes_are_unknown_to_the_pact_is_reported_all_the_same() -> None:
    life = second_life()
    what = {"side": RepRole.SDR, "code": "no_need", "by_rep_id": "bob", "reason": "timing"}
    life.submit(DisposeLead, nov(3, 10), **what)
    life.rules = replace(life.rules, feedback=None)
    message = "gave the disposition “no_need”, for the reason “timing”."
    assert f"On Tue 3 Nov 10:00 the SDR, bob, {message}" in life.explained(nov(3, 11))
