"""The explanation says who has a lead and by what rule, or why nobody has it."""

from collections.abc import Mapping
from typing import Any

import pytest
from explain_world import PACT, Life, company, nov, second_life

from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import ClaimLead, ReassignLead, RecordLead, RecordOptOut


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
    assert "It can be given to somebody from Fri 6 Nov 17:00 on." in reported
    assert "Not eve: on leave until Mon 9 Nov 00:00." in reported


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
