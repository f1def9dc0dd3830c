"""The section on checkpoints: its numbers, its sentences, and that a pact without them has none."""

import json
import re

import pytest
from scorecard_rows import PACT, scorecard

from leadpact.report import scorecard_html, scorecard_json

CHECKPOINTS = (
    PACT.replace("gates:\n", "gates:\n  opportunity: {must_have: [phone]}\n")
    + """
checkpoints:
  - {id: discovery, label: Discovery, stage: OPPORTUNITY, must_have: [title, industry]}
  - {id: offer, stage: PIPELINE, must_have: [title], when: "n_employees >= 20"}
"""
)


def counted(name: str, *numbers: int) -> dict[str, str | int]:
    names = ("n_met", "n_open", "n_met_before", "n_moved_on")
    return {"checkpoint": name, **dict(zip(names, numbers, strict=True))}


def lacking(name: str, missing: str, n_leads: int) -> dict[str, str | int]:
    return {"checkpoint": name, "missing": missing, "n_leads": n_leads}


COUNTS = [
    counted("offer", 5, 5, 20, 0),
    counted("opportunity", 30, 10, 90, 30),
    counted("discovery", 20, 10, 45, 15),
]
GAPS = [
    lacking("opportunity", "phone", 40),
    lacking("discovery", "title", 4),
    lacking("discovery", "industry", 22),
    lacking("offer", "title", 0),
    lacking("offer", "when", 5),
]


@pytest.fixture
def card():
    return scorecard(CHECKPOINTS, checkpoints=COUNTS, checkpoint_gaps=GAPS)


def test_each_checkpoint_counts_those_in_its_stage_and_those_beyond(card):
    entry, discovery, offer = card.checkpoints.rows
    assert (entry.label, entry.stage, discovery.label, discovery.stage_label, offer.label) == (
        *("To enter SQL", "FIRST_MEETING"),
        *("Discovery", "SQL", "offer"),
    )
    assert (entry.met.n, entry.met.of, entry.n_open) == (30, 40, 10)
    assert (entry.n_met_before, entry.moved_on.n, entry.moved_on.value) == (90, 30, 0.25)
    assert (offer.moved_on.n, offer.moved_on.of) == (0, 20)


def test_what_is_missing_most_often_comes_first_and_what_never_is_not_at_all(card):
    assert [(gap.checkpoint, gap.missing, gap.lacking.n) for gap in card.checkpoints.gaps] == [
        ("opportunity", "phone", 40),
        ("discovery", "industry", 22),
        ("discovery", "title", 4),
        ("offer", "when", 5),
    ]
    industry, condition = card.checkpoints.gaps[1], card.checkpoints.gaps[3]
    assert (industry.lacking.of, industry.lacking.value) == (25, 0.88)
    assert condition.label == "the condition n_employees >= 20"


def test_reading_names_what_is_passed_over_and_what_is_missing_most(card):
    assert card.checkpoints.reading == (
        "Most often passed over is “To enter SQL”: of 120 leads in later stages, 25.0\u00a0%"
        " moved on without it. Most often missing, for “To enter SQL”: phone number (40 leads)."
    )


def test_a_company_that_passed_over_none_reads_so():
    rows = [row | {"n_moved_on": 0} for row in COUNTS]
    card = scorecard(CHECKPOINTS, checkpoints=rows, checkpoint_gaps=[])
    assert card.checkpoints.reading == "No lead moved on without its checkpoints."


def test_a_company_without_leads_so_far_says_so_in_one_sentence():
    none = [counted(row["checkpoint"], 0, 0, 0, 0) for row in COUNTS]
    section = scorecard(CHECKPOINTS, checkpoints=none, checkpoint_gaps=[]).checkpoints
    assert section.missing == "No lead is in a stage that has a checkpoint."
    assert not section.rows


def test_the_page_shows_every_number_and_says_what_the_section_is_not(card):
    page = scorecard_html(card)
    assert 'href="#checkpoints"' in page
    section = re.search(r'<section id="checkpoints">.*?</section>', page, re.DOTALL)[0]
    shown = set(re.findall(r'data-path="(checkpoints\.rows[^"]*)"', section))
    fields = ("met.n", "met.value", "met.low", "met.high", "n_open", "n_met_before")
    more = ("moved_on.n", "moved_on.value", "moved_on.low", "moved_on.high")
    assert shown == {f"checkpoints.rows.{n}.{name}" for n in range(3) for name in (*fields, *more)}
    assert "what the record knows today, not what it knew when a lead moved on" in section


def test_a_pact_without_checkpoints_has_no_such_section():
    card = scorecard()
    assert "checkpoints" not in json.loads(scorecard_json(card))
    assert "#checkpoints" not in scorecard_html(card)
    assert 'id="checkpoints"' not in scorecard_html(card)
