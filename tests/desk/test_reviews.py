"""Managers review dispositions; the other side disputes what was decided; arbitration ends it."""

from datetime import timedelta

from company import MONDAY, Desk
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadpact.desk import clock
from leadpact.desk.leads.models import LeadDisposition, LeadReview
from leadpact.desk.team.feedback_words import masked_note
from leadpact.engine.feedback import ArbitrationOutcome, ReviewState
from leadpact.engine.lifecycle import DisposeLead
from leadpact.terms.stages import RepRole, Stage

NOTE = "Pat Pat (pat@customer.example, +1 212 555 0100) left the company"


def dispose(desk: Desk, lead_id: str, code: str = "other", **more: str) -> None:
    """Give a disposition of a lead as its SDR."""
    by = desk.state(lead_id).owner_rep_id or ""
    command = DisposeLead(
        f"{lead_id}/{code}",
        clock.now(),
        RepRole.SDR,
        code,
        by_rep_id=by,
        actor=f"person:{by}",
        **{"note": NOTE, **more},  # type: ignore[arg-type]
    )
    assert desk.record(lead_id, command).refusal is None


def step(desk: Desk, name: str, wanted: str, press: str = "") -> tuple[int, str]:
    """Take a step of the only review; return the status and the page after it."""
    row = LeadReview.objects.get()
    form = {"step": wanted, "command_id": press or f"press-{name}-{wanted}"}
    form |= {"lead_id": row.lead_id, "review_id": row.review_id}
    client = desk.client(name)
    answer = client.post("/reviews/step", form)
    return answer.status_code, client.get("/reviews").content.decode()


def test_disposition_is_listed_by_the_label_of_the_pact_with_its_note(desk: Desk) -> None:
    desk.add_lead("pat", campaign="spring")
    dispose(desk, "pat")
    with clock.fixed(MONDAY + timedelta(days=1, hours=4, minutes=48)):
        page = desk.client("may").get("/reviews").content.decode()
    assert "1 to review; the oldest waits 1.2 days" in page
    assert ">Other</h3>" in page
    assert "left the company" in page
    assert "spring" in page


def test_upheld_disposition_holds(desk: Desk) -> None:
    desk.add_lead("pat")
    dispose(desk, "pat")
    _, page = step(desk, "may", "UPHELD")
    assert "Upheld: the disposition holds" in page
    assert desk.state("pat").stage is Stage.DISQUALIFIED
    assert desk.state("pat").reviews[0].reviewed_by == "may"


def test_overturned_disposition_brings_the_lead_back_to_a_rep(desk: Desk) -> None:
    desk.add_lead("pat")
    dispose(desk, "pat")
    _, page = step(desk, "may", "OVERTURNED")
    assert "the lead is taken up again" in page
    assert desk.state("pat").stage is Stage.CONVERSATION_LEAD
    assert desk.state("pat").owner_rep_id is not None
    assert LeadDisposition.objects.get().is_overturned


def test_marketing_disputes_what_was_upheld_and_arbitration_ends_it(desk: Desk) -> None:
    desk.add_lead("pat")
    dispose(desk, "pat")
    step(desk, "may", "UPHELD")
    assert "Can be disputed until" in desk.client("max").get("/reviews").content.decode()
    _, page = step(desk, "max", "DISPUTED")
    assert "Disputed: a manager takes it into arbitration" in page
    step(desk, "may", "IN_ARBITRATION")
    _, page = step(desk, "may", "PACT_PROPOSAL")
    review = desk.state("pat").reviews[0]
    assert (review.state, review.outcome) == (ReviewState.CLOSED, ArbitrationOutcome.PACT_PROPOSAL)
    assert "a proposal to change the pact" in page


def test_sdr_disputes_what_was_overturned_and_not_what_was_upheld(desk: Desk) -> None:
    desk.add_lead("pat")
    dispose(desk, "pat")
    step(desk, "may", "UPHELD")
    _, page = step(desk, "ann", "DISPUTED")
    assert "The review did not go against the side that disputes it." in page
    assert "marketing" in page  # who may
    assert desk.state("pat").reviews[0].disputed_at is None


def test_dispute_after_the_agreed_time_is_refused_in_words(desk: Desk) -> None:
    desk.add_lead("pat")
    dispose(desk, "pat")
    step(desk, "may", "UPHELD")
    with clock.fixed(MONDAY + timedelta(days=10)):
        assert ">Dispute<" not in desk.client("max").get("/reviews").content.decode()
        _, page = step(desk, "max", "DISPUTED")
        assert "The time to dispute the review is over." in page


def test_second_manager_with_another_decision_is_refused_in_words(desk: Desk) -> None:
    desk.add_lead("pat")
    dispose(desk, "pat")
    step(desk, "may", "UPHELD")
    _, page = step(desk, "may", "OVERTURNED")
    assert "The review already has the other result." in page


def test_double_press_reviews_once(desk: Desk) -> None:
    desk.add_lead("pat")
    dispose(desk, "pat")
    step(desk, "may", "UPHELD", press="same")
    _, page = step(desk, "may", "UPHELD", press="same")
    assert "Upheld" in page
    assert desk.state("pat").reviews[0].state is ReviewState.UPHELD


def test_marketing_reads_notes_without_the_person(desk: Desk) -> None:
    desk.add_lead("pat")
    dispose(desk, "pat")
    page = desk.client("max").get("/reviews").content.decode()
    assert "left the company" in page
    for personal in ("Pat Pat", "pat@customer.example", "555"):
        assert personal not in page


def test_note_is_masked_of_names_addresses_and_numbers() -> None:
    text = "Call PAT, see www.pat.example or https://pat.example, 0171 555 01 00; 5 seats"
    assert "5 seats" in masked_note(text, None)
    assert "555" not in masked_note(text, None)
    assert "pat.example" not in masked_note(text, None)


def test_reviews_of_others_are_not_there(desk: Desk) -> None:
    desk.add_lead("pat")
    dispose(desk, "pat")
    assert desk.state("pat").dispositions[0].by_rep_id == "ann"
    assert "Other" not in desk.client("bob").get("/reviews").content.decode()
    assert step(desk, "bob", "DISPUTED")[0] == 404
    assert step(desk, "ann", "UPHELD")[0] == 404  # not for an SDR to decide
    assert step(desk, "rob", "UPHELD")[0] == 404  # RevOps reads
    assert step(desk, "may", "NONSENSE")[0] == 404
    assert desk.state("pat").reviews[0].verdict is None


def test_page_of_reviews_takes_at_most_20_queries(desk: Desk) -> None:
    for number in range(8):
        desk.add_lead(f"lead-{number}")
        dispose(desk, f"lead-{number}")
    client = desk.client("may")
    with CaptureQueriesContext(connection) as queries:
        client.get("/reviews")
    assert len(queries) <= 20
