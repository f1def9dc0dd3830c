"""The explanation says what became of meetings, dispositions, reviews and handoffs."""

from explain_world import OFFICE, PACT, Life, company, nov, second_life

from leadpact.engine.lifecycle import (
    BookMeeting,
    DebriefMeeting,
    DisposeLead,
    HandOffLead,
    MeetingStep,
    MoveMeeting,
    OpenOpportunity,
    RecordTouch,
    ReviewStep,
    UpdateMeeting,
    UpdateReview,
)
from leadpact.terms.stages import RepRole, TouchKind


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
    assert f"To do: fay reports how the meeting went: {name}, by Fri 6 Nov 15:00." in held


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
    assert f"To do: bob rebooks the meeting {name}." in reported


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
    assert "Nobody has the lead: it ended, and was released." in reported
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


def test_a_meeting_says_by_which_entry_its_ae_was_found_until_another_one_holds_it() -> None:
    pact = PACT.replace("handoff: {}", "handoff: {ae: [{id: always-fay, to: rep, rep: fay}]}")
    life = Life(company(pact))
    life.qualify(nov(2, 10))
    name = life.submit(BookMeeting, nov(3, 10), starts_at=nov(5, 15))
    assert "By the pact's entry always-fay, fay holds it." in life.explained(nov(3, 11))
    life.submit(MoveMeeting, nov(3, 12), meeting_id=name, starts_at=nov(6, 15))
    assert "By the pact's entry always-fay, fay holds it." in life.explained(nov(3, 13))
    moved = {"starts_at": nov(6, 15), "ae_rep_id": "eve"}
    life.submit(MoveMeeting, nov(3, 14), meeting_id=name, **moved)
    assert not [line for line in life.explained(nov(3, 15)) if "always-fay" in line]


def test_a_meeting_whose_ae_was_named_says_nothing_of_entries() -> None:
    pact = PACT.replace("handoff: {}", "handoff: {ae: [{id: always-fay, to: rep, rep: fay}]}")
    life = Life(company(pact))
    life.qualify(nov(2, 10))
    life.submit(BookMeeting, nov(3, 10), starts_at=nov(5, 15), ae_rep_id="fay")
    assert not [line for line in life.explained(nov(3, 11)) if "always-fay" in line]
